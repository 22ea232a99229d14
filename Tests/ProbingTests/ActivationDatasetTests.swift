import Beliefs
import Corpus
import Karel
import LanguageModel
import Probing
import Tensors
import Testing

@Suite struct ActivationDatasetTests {
  private let parameters = Parameters.initial(
    Configuration(
      encoding: .coordinates, contextLength: 512, width: 32, layerCount: 2, headCount: 4, rotaryDimension: 8), seed: 3)
  private let samples = (0..<40).map { Corpus(seed: 2).sample($0, of: .validation) }
  private let vocabulary = Vocabulary(.coordinates)

  private func traces(threads: Int, _ change: (inout ActivationDataset.Choice) -> Void = { _ in }) throws
    -> ActivationDataset
  {
    var choice = ActivationDataset.Choice()
    change(&choice)
    return try ActivationDataset(of: parameters, samples: samples.indices, choice, threads: threads) { samples[$0] }
  }

  /// The sample and op of each state.
  private func origins(_ set: ActivationDataset) -> [[Int]] {
    set.origins.map { [set.programs[$0.program].index, $0.step] }
  }

  @Test func statesAreThoseThatProduceAllOpsButTheLast() throws {
    let set = try traces(threads: 2)
    let classes = set.classes(of: ProbeHead.standard)
    let decoder = CachedDecoder(parameters)
    var row = 0
    for sample in samples {
      let generation = try decoder.generate(sample.specification, vocabulary: vocabulary)
      let ops = generation.program.ops
      let batch = wholeText(sample.specification, generation.program)
      let transformer = Transformer(parameters.configuration)
      transformer.forward(parameters, batch)
      let storage = FloatStorage(count: batch.tokens.count * 32)
      let hidden = storage.matrix(rows: batch.tokens.count, columns: 32)
      transformer.meanHiddenState(into: hidden)
      let mark = batch.tokens.firstIndex(of: vocabulary.programMark)!

      for step in ops.indices.dropLast() {
        #expect(origins(set)[row] == [sample.index, step])
        // Channel by channel: a maximum would ignore NaN.
        let state = set.hidden(.mean).row(row)
        #expect((0..<32).allSatisfy { abs(state[$0] - hidden[mark + step, $0]) < 1e-5 })
        for offset in ProbedGeneration.offsets {
          let done = step + offset + 1
          for head in ProbeHead.standard {
            let found = classes[offset]![head][row]
            guard (0...ops.count).contains(done) else {
              #expect(found == ProbeClasses.none)
              continue
            }
            let start = sample.specification.inputs[0]
            let label = Label(of: start.after(Program(Array(ops.prefix(done)))), from: start)
            #expect(Int(found) == label.index(head))
          }
        }
        row += 1
      }
    }
    #expect(row == set.count && row > 40)
    #expect(set.steps == set.origins.map(\.step))
  }

  @Test func layersAreThoseOfTheirMean() throws {
    let set = try traces(threads: 1) { $0.layers = [.layer(2), .mean, .layer(0), .layer(1)] }
    for row in [0, 5, set.count - 1] {
      let layers = (0...2).map { set.hidden(.layer($0)).row(row) }
      let mean = set.hidden(.mean).row(row)
      for c in 0..<32 { #expect(abs(mean[c] - (layers[0][c] + layers[1][c] + layers[2][c]) / 3) < 1e-6) }
    }
    // Layer 0 is the embedding of the last token read, the program marker before the first op.
    for row in set.origins.indices where set.origins[row].step == 0 {
      let embedding = parameters.embedding.row(vocabulary.programMark)
      #expect(set.hidden(.layer(0)).row(row) == (0..<32).map { embedding[$0] })
    }
    #expect(try set.hidden(.mean).row(3) == traces(threads: 1).hidden(.mean).row(3))
    let all = try traces(threads: 1) { ($0.layers, $0.limit) = ([.mean, .concatenation], set.count) }
    #expect(all.hidden(.concatenation).width == 96)
    for row in [0, 5, set.count - 1] {
      #expect(all.hidden(.concatenation).row(row) == (0...2).flatMap { set.hidden(.layer($0)).row(row) })
    }
  }

  /// The start and the final state are told by the specification.
  @Test func endsAreDroppedUnlessKept() throws {
    let set = try traces(threads: 1) { $0.keepsLast = true }
    let (kept, dropped) = (set.classes(of: [.dx]), set.classes(of: [.dx], keepsEnds: false))
    for offset in ProbedGeneration.offsets {
      for (row, origin) in set.origins.enumerated() {
        let state = origin.step + 1 + offset
        let isEnd = offset < 0 && state == 0 || offset > 0 && state == set.programs[origin.program].program.ops.count
        let expected = isEnd ? ProbeClasses.none : kept[offset]![.dx][row]
        #expect(dropped[offset]![.dx][row] == expected)
      }
    }
  }

  /// One state a program, of a token of the prompt, about the start.
  @Test func promptsCanBeProbed() throws {
    for encoding in Encoding.allCases {
      let vocabulary = Vocabulary(encoding)
      let specification = samples[3].specification
      let tokens = vocabulary.encode(specification)
      let places = vocabulary.inputPlaces(specification)
      #expect(places.count == 5 && places.allSatisfy { $0.robot <= $0.end && $0.end < tokens.count })
      #expect(zip(places, places.dropFirst()).allSatisfy { $0.end < $1.robot })
    }
    let set = try traces(threads: 2) { $0.position = .input(2) }
    #expect(set.count == samples.count && set.origins.allSatisfy { $0.step == -1 } && Set(set.steps) == [0])
    let decoder = CachedDecoder(parameters)
    let prompt = vocabulary.encode(samples[7].specification)
    decoder.read(Array(prompt[...vocabulary.inputPlaces(samples[7].specification)[2].end]))
    let state = decoder.hiddenState(.mean)
    #expect((0..<32).allSatisfy { abs(state[$0] - set.hidden(.mean).row(7)[$0]) < 1e-5 })
    let classes = set.classes(of: [.direction], example: 2, keepsEnds: false)
    #expect(Int(classes[0]![.direction][7]) == samples[7].specification.inputs[2].direction.rawValue)
    #expect(classes[-1]!.rows.isEmpty && set.opRecords().row(7).allSatisfy { $0 == 0 })
    let reread = try set.reread(by: parameters, threads: 1) { samples[$0] }
    #expect(reread.hidden(.mean).row(7) == set.hidden(.mean).row(7))
  }

  @Test func foreignWorldsAreThoseOfAnotherSpecification() throws {
    let set = try traces(threads: 1)
    let foreign = set.inForeignWorlds
    #expect(foreign.programs.map(\.program) == set.programs.map(\.program) && foreign.origins == set.origins)
    for (place, written) in foreign.programs.enumerated() {
      #expect(written.inputs == set.programs[(place + 1) % set.programs.count].inputs)
    }
    #expect(foreign.hidden(.mean).row(3) == set.hidden(.mean).row(3))
  }

  /// In a control task, states with the same last ops at the same place share a label, whatever their worlds.
  @Test func controlTasksLabelContexts() throws {
    let set = try traces(threads: 1)
    let classes = set.classes(of: ProbeHead.standard)[0]!
    let control = ControlTask(labels: classes, seed: 1).labels(of: set, classes)
    var byContext: [[Int]: [UInt8]] = [:]
    for (row, origin) in set.origins.enumerated() {
      let ops = set.programs[origin.program].program.ops.prefix(origin.step + 1)
      let context = [origin.step] + ops.suffix(3).map(\.rawValue)
      let labels = ProbeHead.standard.map { control[$0][row] }
      #expect(byContext[context, default: labels] == labels)
      byContext[context] = labels
    }
    #expect(Set(byContext.values).count > 1 && control.rows == classes.rows)
    #expect(ControlTask(labels: classes, seed: 2).labels(of: set, classes) != control)
  }

  /// The same programs under other semantics, and on other examples.
  @Test func classesFollowSemanticsAndExample() throws {
    let set = try traces(threads: 1)
    let heads = ProbeHead.allCases.filter { !$0.feature.isOfAllExamples && !$0.feature.isOfMoves }
    for semantics in [Semantics.flip, .adversarial] + Semantics.released {
      for frame in ReferenceFrame.allCases {
        let classes = set.classes(of: heads, semantics: semantics, frame: frame, example: 4)
        for (row, origin) in set.origins.enumerated() {
          let written = set.programs[origin.program]
          let start = samples[written.index].specification.inputs[4]
          let trace = Trace(of: written.program, from: start, semantics: semantics)
          let state = ProgramState(trace.states[origin.step + 2], start: start, end: trace.end)
          #expect(heads.map { Int(classes[1]![$0][row]) } == heads.map { state.index($0, in: frame) })
        }
      }
    }
  }

  @Test func theLastOpAndWrongProgramsAreKeptOrNot() throws {
    let (all, withLast) = (try traces(threads: 1), try traces(threads: 1) { $0.keepsLast = true })
    let decoder = CachedDecoder(parameters)
    let written = try samples.map { try decoder.generate($0.specification, vocabulary: vocabulary).program }
    #expect(withLast.count == written.reduce(0) { $0 + $1.ops.count })
    #expect(all.count == written.reduce(0) { $0 + $1.ops.count - 1 })
    // The untrained model writes no correct program: make some samples easy for it.
    let easy = zip(samples, written).map { sample, program in
      guard sample.index % 3 == 0 else { return sample }
      let specification = Specification(of: program, inputs: sample.specification.inputs)
      return Sample(index: sample.index, specification: specification, program: program)
    }
    var choice = ActivationDataset.Choice()
    choice.isCorrectOnly = true
    let correct = try ActivationDataset(of: parameters, samples: easy.indices, choice, threads: 1) { easy[$0] }
    let expected = try easy.filter { sample in
      let program = try decoder.generate(sample.specification, vocabulary: vocabulary).program
      return sample.specification.satisfied(by: program).allSatisfy { $0 } && program.ops.count > 1
    }
    #expect(correct.programs.map(\.index) == expected.map(\.index))
  }

  @Test func anotherModelReadsTheSameStates() throws {
    let set = try traces(threads: 1) { ($0.limit, $0.layers) = (30, [.mean, .layer(1)]) }
    let same = try set.reread(by: parameters, threads: 2) { samples[$0] }
    let other = Parameters.initial(parameters.configuration, seed: 4)
    let reread = try set.reread(by: other, threads: 2) { samples[$0] }
    #expect(same.origins == set.origins && reread.origins == set.origins && reread.programs == set.programs)
    for layer in set.layers {
      for row in 0..<set.count {
        #expect(same.hidden(layer).row(row) == set.hidden(layer).row(row))
        #expect(reread.hidden(layer).row(row) != set.hidden(layer).row(row))
      }
    }
  }

  @Test func opRecordsAreOneHotByPosition() throws {
    let set = try traces(threads: 1)
    let records = set.opRecords()
    #expect(records.width == 80)
    for (row, origin) in set.origins.enumerated() {
      let ops = set.programs[origin.program].program.ops
      for (place, part) in stride(from: 0, to: 80, by: 5).enumerated() {
        let record = Array(records.row(row)[part..<part + 5])
        let expected = Op.allCases.map { place <= origin.step && ops[place] == $0 ? Float(1) : 0 }
        #expect(record == expected)
      }
    }
  }

  @Test func recordsOfWorldsEncodeEveryInput() throws {
    let set = try traces(threads: 1)
    let (ops, worlds) = (set.records(.ops), set.records(.opsAndWorlds))
    #expect(ops.width == 80 && worlds.width == 80 + 5 * 76)
    for (row, origin) in set.origins.enumerated() {
      #expect(ops.row(row) == set.opRecords().row(row) && Array(worlds.row(row)[..<80]) == ops.row(row))
      for (example, input) in samples[set.programs[origin.program].index].specification.inputs.enumerated() {
        let part = Array(worlds.row(row)[(80 + 76 * example)...].prefix(76))
        #expect(part[..<36].map { $0 == 1 } == Position.inner.map(input.isWall))
        #expect(part[36..<72].map { $0 == 1 } == Position.inner.map { $0 == input.position })
        #expect(part[72...].firstIndex(of: 1) == 72 + input.direction.rawValue)
      }
    }
  }

  @Test func samplesAreAddressedByIndex() throws {
    var done: [Int] = []
    let corpus = Corpus(seed: 2)
    let part = try ActivationDataset(of: parameters, samples: 10..<30, threads: 2, progress: { done.append($0) }) {
      corpus.sample($0, of: .validation)
    }
    let all = try traces(threads: 1)
    let rows = all.origins.indices.filter { (10..<30).contains(all.programs[all.origins[$0].program].index) }
    #expect(done == [20])
    #expect(origins(part) == rows.map { origins(all)[$0] } && !rows.isEmpty)
    for (place, row) in rows.enumerated() {
      #expect(part.hidden(.mean).row(place) == all.hidden(.mean).row(row))
    }
  }

  @Test func aSampleIsAPureFunctionOfItsSeed() throws {
    let set = try traces(threads: 1)
    func drawn(_ count: Int, seed: UInt64, threads: Int = 1) throws -> ActivationDataset {
      try traces(threads: threads) { ($0.limit, $0.seed) = (count, seed) }
    }
    let ten = try drawn(10, seed: 4)
    #expect(ten.count == 10 && Set(ten.origins).count == 10)
    #expect(Set(ten.origins.map(\.program)) == Set(ten.programs.indices))
    #expect(try origins(ten) == origins(drawn(10, seed: 4, threads: 2)))
    #expect(try origins(ten) != origins(drawn(10, seed: 5)))
    // A larger sample contains the smaller one.
    #expect(try Set(origins(ten)).isSubset(of: origins(drawn(20, seed: 4))))
    for (row, origin) in origins(ten).enumerated() {
      let place = origins(set).firstIndex(of: origin)!
      #expect(ten.hidden(.mean).row(row) == set.hidden(.mean).row(place))
      #expect(ten.classes(of: [.dx])[0]![.dx][row] == set.classes(of: [.dx])[0]![.dx][place])
    }
    #expect(try drawn(set.count + 5, seed: 1).count == set.count)
  }

  /// With enough states that rejected ones are discarded during generation.
  @Test func aSampleOfManyStatesEqualsOneOfAll() throws {
    let corpus = Corpus(seed: 2)
    func set(_ limit: Int?) throws -> ActivationDataset {
      var choice = ActivationDataset.Choice()
      (choice.limit, choice.seed) = (limit, 9)
      return try ActivationDataset(of: parameters, samples: 0..<600, choice, threads: 2) {
        corpus.sample($0, of: .validation)
      }
    }
    let all = try set(nil)
    let drawn = try set(50)
    #expect(all.count > 2000 && drawn.count == 50)
    let lowest = origins(all).map { origin in
      var random = SplitMix64(seed: 9, .probeStates, UInt64(origin[0]), UInt64(origin[1]))
      return (random.next(), origin)
    }.sorted { $0.0 < $1.0 }.prefix(50).map(\.1)
    #expect(Set(origins(drawn)) == Set(lowest))
  }

  @Test func aProbedGenerationFollowsForcedOps() throws {
    let set = try traces(threads: 1)
    let (inputs, classes) = (set.hidden(.mean), set.classes(of: ProbeHead.standard))
    var probe = Probe(ProbeKey(), width: 32)
    for offset in ProbedGeneration.offsets {
      let nets = ProbeTraining(.linear)(inputs, classes[offset]!, validation: inputs, classes[offset]!, seed: 1)
      for (head, net) in zip(ProbeHead.standard, nets) {
        probe.merge(Probe(ProbeKey(), width: 32, nets: [Probe.Target(offset: offset, head: head): net]))
      }
    }
    let model = ProbedModel(parameters, probes: [probe])
    let free = try model.read(samples[0].specification)
    let forced = try model.read(samples[0].specification, forced: [.turnLeft, .putMarker])
    #expect(forced.program.ops.starts(with: [.turnLeft, .putMarker]))
    for reading in [free, forced] {
      for step in reading.steps {
        #expect(step.choice.count == 6 && abs(step.choice.reduce(0, +) - 1) < 1e-5)
        #expect(step.beliefs.map(\.count) == [ProbedGeneration.offsets.count])
        for belief in step.beliefs[0] {
          for head in ProbeHead.standard { #expect(abs(belief.probabilities(head).reduce(0, +) - 1) < 1e-5) }
        }
      }
      #expect(reading.steps[0].choice[5] == 0)
    }
    // The context before the first op is the same for both.
    #expect(free.steps[0].choice == forced.steps[0].choice)
  }

  private func wholeText(_ specification: Specification, _ program: Program) -> TokenBatch {
    let tokens = vocabulary.encode(specification) + vocabulary.encode(program)
    var batch = TokenBatch()
    batch.append(
      tokens, kinds: vocabulary.kinds(of: tokens), weights: [Float](repeating: 1, count: tokens.count))
    return batch
  }
}
