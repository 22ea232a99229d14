import Beliefs
import Corpus
import Karel
import LanguageModel
import Probing
import Testing

/// Hand-built models that write three right turns, a move and a pick: they count right turns minus left turns on a
/// channel of the residual stream, and turn while the count is below three.
private enum CountingModel {
  enum Kind {
    /// The first layer counts and decides, so that steering its count steers the decision.
    case decides
    /// The first layer's count is unused; the second layer counts again and decides.
    case ignores
  }

  private static let amplitude: Float = 10
  private static let (firstCount, secondCount, unused) = (8, 9, 15)
  private static let vocabulary = Vocabulary(.cells)

  static func parameters(_ kind: Kind) -> Parameters {
    let configuration = Configuration(
      encoding: .cells, contextLength: 420, width: 16, layerCount: 2, headCount: 4, rotaryDimension: 2)
    let parameters = Parameters(configuration)
    // Each token activates one of the first channels; all have the same mean and norm.
    let (turnRight, turnLeft, move, pick) = (1, 2, 3, 4)
    for token in 0..<vocabulary.count {
      let channel: Int =
        switch vocabulary.op(token) {
        case .turnRight: turnRight
        case .turnLeft: turnLeft
        case .move: move
        case .pickMarker: pick
        default: token == vocabulary.programMark ? 0 : 5
        }
      parameters.embedding[token, channel] = amplitude
    }
    // With queries and keys of 0, a head averages over all tokens, about 370.
    for (block, count) in zip(parameters.blocks, kind == .decides ? [firstCount] : [firstCount, secondCount]) {
      for channel in 0..<16 { block.normWeight[0, channel] = 1 }
      // The first head's values are the second four rows.
      block.qkv[4, turnRight] = 1
      block.qkv[4, turnLeft] = -1
      block.attentionOutput[count, 0] = 0.5 * 370 / 4.13
    }
    for channel in 0..<16 { parameters.finalNormWeight[0, channel] = 1 }
    /// Weights that sum to 0 are invariant to the mean that layer norm subtracts.
    func prefer(_ token: Int, _ weights: [Int: Float]) {
      for (channel, weight) in weights { parameters.head[token, channel] = weight }
      parameters.head[token, unused] = -weights.values.reduce(0, +)
    }
    let decisive = kind == .decides ? firstCount : secondCount
    let threshold = -2.5 / amplitude
    prefer(vocabulary.token(.move), [decisive: 2, 0: threshold, turnRight: threshold, turnLeft: threshold])
    prefer(vocabulary.token(.pickMarker), [move: 5])
    prefer(vocabulary.end, [pick: 5])
    // The default op.
    parameters.headBias[0, vocabulary.token(.turnRight)] = 0.02
    for op in [Op.turnLeft, .putMarker] { parameters.headBias[0, vocabulary.token(op)] = -100 }
    return parameters
  }

  static func sample(_ index: Int) -> Sample { Corpus(seed: 5).sample(index, of: .test) }

  static func steering(_ kind: Kind, axis: SteeringProbe.Axis) throws -> Steering {
    let parameters = parameters(kind)
    var choice = ActivationDataset.Choice()
    choice.layers = [.layer(1)]
    func traces(_ samples: Range<Int>) throws -> (ProbeInputs, ProbeClasses) {
      let set = try ActivationDataset(of: parameters, samples: samples, choice, threads: 2, sample: sample)
      return (set.hidden(.layer(1)), set.classes(of: [.direction], frame: .start)[-1]!)
    }
    let (training, validation) = (try traces(100..<130), try traces(200..<210))
    var steering = Steering(
      parameters,
      [
        SteeringProbe(
          layer: 1, training.0, training.1, validation: validation.0, validation.1, seed: 1)
      ])
    steering.axis = axis
    return steering
  }
}

@Suite struct SteeringTests {
  private func counts(_ results: SteeringResults, _ push: Steering.Push) throws -> SteeringResults.Counts {
    try #require(results.counts.first { $0.push == push })
  }

  @Test func aSteeredGenerationIncludesTheUnsteeredOne() throws {
    let steering = try CountingModel.steering(.decides, axis: .probe)
    let model = ProbedModel(steering.parameters, probes: [])
    let specification = CountingModel.sample(0).specification
    let push = ProbedModel.Push(steering.probes[0], as: .turnRight, from: 1, strength: 1)
    let (own, pushed) = (try model.read(specification), try model.read(specification, forced: [.turnRight], push: push))
    #expect(own.unsteered == nil && own.program.ops == [.turnRight, .turnRight, .turnRight, .move, .pickMarker])
    #expect(pushed.program.ops == [.turnRight, .turnRight, .move, .pickMarker])
    let unsteered = try #require(pushed.unsteered)
    #expect(unsteered.step == 1 && unsteered.ops == Array(own.program.ops[1...]))
    #expect(unsteered.opsAfterTurn == Array(pushed.program.ops[1...]), "the push does what the turn does")
    #expect(unsteered.choice == own.steps[1].choice && unsteered.choice != pushed.steps[1].choice)
    #expect(pushed.steps[0].choice == own.steps[0].choice, "what stands before the push is not pushed")
    // A program that ends before steering begins has no unsteered counterpart.
    let later = ProbedModel.Push(steering.probes[0], as: .turnRight, from: 9, strength: 1)
    #expect(try model.read(specification, push: later).unsteered == nil)
  }

  @Test(arguments: SteeringProbe.Axis.allCases)
  func aModelThatDecidesByItsBeliefFollowsThePush(_ axis: SteeringProbe.Axis) throws {
    let steering = try CountingModel.steering(.decides, axis: axis)
    let decoder = CachedDecoder(steering.parameters)
    #expect(
      try decoder.generate(CountingModel.sample(0).specification, vocabulary: Vocabulary(.cells)).program.ops
        == [.turnRight, .turnRight, .turnRight, .move, .pickMarker])
    let results = try steering(0..<64, threads: 2, sample: CountingModel.sample)
    #expect(results.cases == 64 && results.leftOut == 0)
    // A right turn before the last of three, a left turn after it: an eighth of the cases each.
    #expect((6...28).contains(results.deciding))
    #expect(results.right[1] == 64)
    let (belief, opposite) = (try counts(results, .belief), try counts(results, .opposite))
    let random = try counts(results, .random)
    #expect(belief.fits == results.deciding)
    // Along the means, the state moves to the other direction's states.
    if axis == .means { #expect(belief.reads == 64 && opposite.fits == 0) }
    #expect(3 * random.fits < results.deciding)
    let share = try #require(results.share(fits: belief))
    #expect(share.value == 1 && share.low > 0.6)
    let lead = try #require(results.gain(over: opposite))
    #expect(lead.low > 0)
    #expect(try #require(results.gain(over: random)).low > 0)
  }

  /// The probe decodes the belief, and steering changes its prediction, but not the output.
  @Test func aModelThatIgnoresItsBeliefDoesNot() throws {
    let steering = try CountingModel.steering(.ignores, axis: .means)
    let results = try steering(0..<64, threads: 2, sample: CountingModel.sample)
    #expect((6...28).contains(results.deciding) && results.right[1] == 64)
    let belief = try counts(results, .belief)
    #expect(belief.fits == 0 && belief.reads == 64)
    #expect(try #require(results.gain(over: try counts(results, .random))).high < 0.4)
  }

  /// Steering too weak to flip the decision changes nothing; the results do not depend on threads.
  @Test func strengthsAndThreads() throws {
    var steering = try CountingModel.steering(.decides, axis: .means)
    steering.strengths = [0.25, 1]
    let results = try steering(0..<40, threads: 1, sample: CountingModel.sample)
    #expect(try results == steering(0..<40, threads: 2, sample: CountingModel.sample))
    let belief = results.counts.filter { $0.push == .belief }
    #expect(belief.map(\.strength) == [0.25, 1])
    #expect(belief[0].fits == 0 && belief[1].fits == results.deciding && results.deciding > 0)
  }

  @Test func progressCanCancel() throws {
    struct Stop: Error {}
    let steering = try CountingModel.steering(.decides, axis: .means)
    #expect(throws: Stop.self) {
      _ = try steering(0..<500, threads: 1, progress: { _ in throw Stop() }, sample: CountingModel.sample)
    }
  }
}
