import Beliefs
import Corpus
import Probing
import Testing

@Suite struct ProbeTrainingTests {
  @Test(arguments: [ProbeKind.linear, .mlp1])
  func itReadsWhatIsThere(_ kind: ProbeKind) {
    let nets = PlantedStates(6000, seed: 1).train(kind, validation: PlantedStates(1000, seed: 2))
    let test = PlantedStates(1000, seed: 3)
    for feature in Feature.standard { #expect(test.accuracy(nets, feature) > 0.98) }
  }

  @Test(arguments: [ProbeKind.linear, .mlp1])
  func itCannotReadWhatIsNotThere(_ kind: ProbeKind) {
    let nets = PlantedStates(3000, seed: 1, isShuffled: true)
      .train(kind, validation: PlantedStates(1000, seed: 2, isShuffled: true))
    let test = PlantedStates(2000, seed: 3, isShuffled: true)
    for (feature, chance) in [(Feature.direction, 1.0 / 4), (.position, 1.0 / 169), (.obstacle, 1.0 / 2)] {
      // Five standard deviations of 2000 draws.
      #expect(abs(test.accuracy(nets, feature) - chance) < 5 * (chance * (1 - chance) / 2000).squareRoot())
    }
  }

  /// Hidden layers decode what a linear probe cannot.
  @Test(arguments: ProbeKind.allCases)
  func onlyHiddenLayersReadBehindASign(_ kind: ProbeKind) {
    let nets = PlantedStates(3000, seed: 1, .signed).train(kind, validation: PlantedStates(500, seed: 2, .signed))
    let accuracy = PlantedStates(1000, seed: 3, .signed).accuracy(nets, .direction)
    #expect(kind == .linear ? accuracy < 0.4 : accuracy > 0.9)
  }

  @Test(arguments: ProbeKind.allCases)
  func itDependsOnItsSeedAlone(_ kind: ProbeKind) {
    let (training, validation) = (PlantedStates(300, seed: 1), PlantedStates(100, seed: 2))
    let nets = training.train(kind, validation: validation) { ($0.passes, $0.minimumSteps) = (1, 0) }
    #expect(nets == training.train(kind, validation: validation) { ($0.passes, $0.minimumSteps) = (1, 0) })
    #expect(nets != training.train(kind, validation: validation, seed: 2) { ($0.passes, $0.minimumSteps) = (1, 0) })
    #expect(nets.map { $0.layers.map(\.outputs) } == ProbeHead.standard.map { kind.hiddenWidths + [$0.classCount] })
    #expect(nets.allSatisfy { $0.layers[0].inputs == PlantedStates.width })
  }

  /// Each head's net is independent of the other heads.
  @Test(arguments: ProbeKind.allCases)
  func headsDoNotTouchEachOther(_ kind: ProbeKind) {
    let (training, validation) = (PlantedStates(300, seed: 1), PlantedStates(100, seed: 2))
    var settings = ProbeTraining(kind)
    (settings.settings.passes, settings.settings.minimumSteps) = (1, 0)
    func nets(_ heads: [ProbeHead]) -> [DenseNet] {
      settings(
        training.inputs, training.classes.only(heads), validation: validation.inputs, validation.classes.only(heads),
        seed: 1)
    }
    let (all, one) = (nets(ProbeHead.standard), nets([.dy]))
    let probe = training.inputs.row(0)
    for (a, b) in zip(all[2].logits(probe), one[0].logits(probe)) { #expect(abs(a - b) < 1e-3 * max(1, abs(a))) }
  }

  /// Later epochs that only fit noise are not kept; without validation the last one is, which has memorised its states.
  @Test func thePassWithTheLowestValidationLossIsKept() {
    let training = PlantedStates(200, seed: 1, isShuffled: true)
    let validation = PlantedStates(500, seed: 2, isShuffled: true)
    let standardise = Standardisation(of: validation.inputs)
    let (inputs, others) = (standardise(training.inputs), standardise(validation.inputs))
    var mlp = ProbeTraining(.mlp1)
    mlp.settings = ProbeTraining.Settings(passes: 40, patience: 40, batchSize: 50, rate: 4e-3, weightDecay: 0)
    func accuracy(_ validationClasses: ProbeClasses) -> Double {
      let net = mlp(inputs, training.classes.only([.direction]), validation: others, validationClasses, seed: 1)
      let ops = [Int](repeating: 0, count: 200)
      return Double(
        ProbeTally(net, on: inputs, training.classes, heads: [.direction], ops: ops).right) / 200
    }
    let nothing = ProbeClasses(heads: [.direction], classes: [[UInt8](repeating: ProbeClasses.none, count: 500)])
    #expect(accuracy(nothing) > 0.95)
    #expect(accuracy(validation.classes.only([.direction])) < 0.9)
  }

  /// Few states take more epochs: a linear probe of a hundred states learns the dominant class.
  @Test func fewStatesTakeMorePasses() {
    let (training, validation) = (PlantedStates(100, seed: 1), PlantedStates(100, seed: 2))
    let skewed = ProbeClasses(heads: [.dx], classes: [(0..<100).map { $0 % 20 == 0 ? 3 : 9 }])
    func right(_ change: (inout ProbeTraining.Settings) -> Void) -> Int {
      var linear = ProbeTraining(.linear)
      change(&linear.settings)
      let net = linear(training.inputs, skewed, validation: validation.inputs, skewed, seed: 1)
      return ProbeTally(
        net, on: validation.inputs, skewed, heads: [.dx], ops: [Int](repeating: 0, count: 100)
      ).right
    }
    #expect(right { _ in } >= 90)
    #expect(right { ($0.passes, $0.minimumSteps) = (1, 0) } < 90)
  }

  @Test func theMajorityIsThatOfTheTrainingStates() throws {
    let training = ProbeClasses(
      heads: [.direction], classes: [[3, 3, ProbeClasses.none, 3, 2, ProbeClasses.none, ProbeClasses.none]])
    let (answer, share) = try #require(training.majorityClasses([.direction]))
    #expect(answer == [3] && share == 0.75)
    let test = ProbeClasses(heads: [.direction], classes: [[2, 2, 2, 3, ProbeClasses.none]])
    let tally = ProbeTally(
      constant: answer, confidence: share, test, heads: [.direction], ops: [0, 0, 1, 1, 1])
    #expect(tally.n == 4 && tally.right == 1)
    #expect(tally.nByOp == [2, 2] && tally.rightByOp == [0, 1])
    #expect(tally.nByBin[11] == 4 && tally.rightByBin[11] == 1 && tally.confidenceByBin[11] == 3)
    #expect(try #require(tally.calibrationError) == 0.5)
    #expect(ProbeClasses(heads: [.direction], classes: [[]]).majorityClasses([.direction]) == nil)
  }

  @Test func shufflingPermutesTheClasses() {
    let none = ProbeClasses.none
    let classes = ProbeClasses(
      heads: [.dx, .dy], classes: [[0, 1, none, 3, 4, 5, 6, 7], [7, 6, none, 4, 3, 2, 1, 0]])
    let shuffled = classes.shuffled(seed: 1)
    #expect(shuffled != classes && shuffled.rows == classes.rows)
    #expect(shuffled[.dx].sorted() == classes[.dx].sorted())
    for row in shuffled.rows { #expect(shuffled[.dx][row] + shuffled[.dy][row] == 7) }
    #expect(classes.shuffled(seed: 1) == shuffled && classes.shuffled(seed: 2) != shuffled)
  }

  @Test func thinningKeepsInputsInTheirPlaces() {
    let classes = ProbeClasses(heads: [.dx], classes: [(0..<13).map { UInt8($0) }])
    #expect(classes.thinned(to: 3).rows == [0, 4, 8])
    #expect(classes.thinned(to: 3)[.dx][8] == 8)
    #expect(classes.thinned(to: 13) == classes)
  }
}
