import Beliefs
import Corpus
import Karel
import LanguageModel
import Probing
import Tensors
import Testing

@Suite struct TraceSetTests {
  private let parameters = Parameters.initial(
    Configuration(
      encoding: .coordinates, contextLength: 512, width: 32, layerCount: 2, headCount: 4, rotaryDimension: 8), seed: 3)
  private let samples = (0..<40).map { Corpus(seed: 2).sample($0, of: .validation) }
  private let vocabulary = Vocabulary(.coordinates)

  private func traces(threads: Int) throws -> TraceSet {
    try TraceSet(of: parameters, samples: samples.indices, threads: threads) { samples[$0] }
  }

  @Test func statesAreThoseThatProduceOpsButTheLast() throws {
    let set = try traces(threads: 2)
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
        #expect(set.origins[row] == TraceSet.Origin(index: sample.index, step: step))
        // Channel by channel: a maximum would pass over what is not a number.
        #expect((0..<32).allSatisfy { abs(set.hidden[row, $0] - hidden[mark + step, $0]) < 1e-5 })
        for offset in Reading.offsets {
          let done = step + offset + 1
          guard (0...ops.count).contains(done) else {
            #expect(set.labels(offset: offset)[row] == nil)
            continue
          }
          let start = sample.specification.inputs[0]
          let state = start.after(Program(Array(ops.prefix(done))))
          #expect(set.labels(offset: offset)[row] == Label(of: state, from: start))
        }
        row += 1
      }
    }
    #expect(row == set.count)
  }

  @Test func samplesAreTakenByTheirNumbers() throws {
    var done: [Int] = []
    let corpus = Corpus(seed: 2)
    let part = try TraceSet(of: parameters, samples: 10..<30, threads: 2, progress: { done.append($0) }) {
      corpus.sample($0, of: .validation)
    }
    let all = try traces(threads: 1)
    let rows = all.origins.indices.filter { (10..<30).contains(all.origins[$0].index) }
    #expect(done == [20])
    #expect(part.origins == rows.map { all.origins[$0] } && !rows.isEmpty)
    #expect(part.startDirections == rows.map { all.startDirections[$0] })
    for (place, row) in rows.enumerated() {
      #expect((0..<32).allSatisfy { part.hidden[place, $0] == all.hidden[row, $0] })
    }
  }

  @Test func aDrawIsAPureFunctionOfItsSeed() throws {
    let set = try traces(threads: 1)
    let drawn = set.drawn(10, seed: 4)
    #expect(drawn.count == 10)
    #expect(Set(drawn.origins).count == 10)
    #expect(drawn.origins == set.drawn(10, seed: 4).origins)
    #expect(drawn.origins != set.drawn(10, seed: 5).origins)
    for (row, origin) in drawn.origins.enumerated() {
      let place = set.origins.firstIndex(of: origin)!
      #expect((0..<32).allSatisfy { drawn.hidden[row, $0] == set.hidden[place, $0] })
      #expect(drawn.labels(offset: 0)[row] == set.labels(offset: 0)[place])
    }
    #expect(set.drawn(set.count + 5, seed: 1).count == set.count)
  }

  @Test func aReadingFollowsForcedOps() throws {
    let probe = try LinearProbe(
      training: traces(threads: 1),
      validation: traces(threads: 1), seed: 1, threads: 1)
    let model = ProbedModel(parameters, probes: [probe])
    let free = try model.read(samples[0].specification)
    let forced = try model.read(samples[0].specification, forced: [.turnLeft, .putMarker])
    #expect(forced.program.ops.starts(with: [.turnLeft, .putMarker]))
    for reading in [free, forced] {
      for step in reading.steps {
        #expect(step.choice.count == 6 && abs(step.choice.reduce(0, +) - 1) < 1e-5)
        #expect(step.beliefs.map(\.count) == [Reading.offsets.count])
        for belief in step.beliefs[0] {
          for head in ProbeHead.allCases { #expect(abs(belief.probabilities(head).reduce(0, +) - 1) < 1e-5) }
        }
      }
      #expect(reading.steps[0].choice[5] == 0)
    }
    // What stands before the first op is the same for both.
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
