import Corpus
import Foundation
import Karel
import LanguageModel
import Tensors
import Testing

@Suite struct GenerationTests {
  private let vocabulary = Vocabulary(.coordinates)
  private let specification = Corpus(seed: 3).sample(0, of: .test).specification

  /// A model that prefers `token` at every position.
  private func preferring(_ token: Int) -> Parameters {
    let parameters = SmallModel.parameters()
    parameters.headBias[0, token] = 1000
    return parameters
  }

  private func generate(
    _ parameters: Parameters, forced: [Op] = [], isEnding: Bool = false
  ) throws -> Generation {
    try CachedDecoder(parameters).generate(
      specification, vocabulary: vocabulary, forced: forced, isEnding: isEnding)
  }

  @Test func aProgramHasAtLeastOneOp() throws {
    let generation = try generate(preferring(vocabulary.end))
    #expect(generation.program.ops.count == 1)
    #expect(generation.steps.count == 2)
    #expect(generation.logProbability < -500, "the model gave the op hardly any probability")
  }

  @Test func aProgramThatDoesNotEndIsTerminated() throws {
    let generation = try generate(preferring(vocabulary.token(.move)))
    #expect(generation.program.ops == [Op](repeating: .move, count: Generation.maximumLength))
    #expect(generation.steps.count == Generation.maximumLength + 1)
  }

  @Test func nothingButOpsIsWritten() throws {
    let generation = try generate(preferring(vocabulary.programMark))
    #expect(!generation.program.ops.isEmpty)
    #expect(generation.steps.allSatisfy { $0.logits.max()! > 900 })
  }

  @Test func forcedOpsComeFirst() throws {
    let forced: [Op] = [.turnLeft, .pickMarker, .putMarker]
    let generation = try generate(preferring(vocabulary.token(.move)), forced: forced)
    #expect(generation.program.ops == forced + [Op](repeating: .move, count: Generation.maximumLength - 3))
  }

  @Test(arguments: [1, 3, 16, 20])
  func aWholeProgramCanBeForced(_ length: Int) throws {
    let ops = (0..<length).map { Op.allCases[$0 % Op.allCases.count] }
    let generation = try generate(preferring(vocabulary.token(.move)), forced: ops, isEnding: true)
    #expect(generation.program.ops == ops)
    #expect(generation.steps.count == length + 1)
  }

  @Test func moreOpsThanTheMaximumLengthCanBeForced() throws {
    let ops = [Op](repeating: .turnRight, count: 20)
    let generation = try generate(SmallModel.parameters(), forced: ops)
    #expect(generation.program.ops == ops)
    #expect(generation.steps.count == 21)
  }

  /// Cached decoding against one pass over the whole text, also with half-precision weights.
  @Test(arguments: [false, true], [false, true])
  func probabilityAndStatesAreThoseOfTheWholeText(_ isForced: Bool, _ isHalved: Bool) throws {
    let parameters = isHalved ? SmallModel.halved(SmallModel.parameters()) : SmallModel.parameters()
    let forced: [Op] = isForced ? [.move, .putMarker, .turnLeft, .move] : []
    let generation = try generate(parameters, forced: forced, isEnding: isForced)
    let ops = generation.program.ops
    let prompt = vocabulary.encode(specification)
    let text = prompt + ops.map { vocabulary.token($0) } + [vocabulary.end]
    var batch = TokenBatch()
    batch.append(
      text, kinds: vocabulary.kinds(of: text), weights: [Float](repeating: 1, count: text.count))
    let transformer = Transformer(parameters.configuration)
    transformer.forward(parameters, batch)
    let storage = FloatStorage(count: text.count * 16)
    let mean = storage.matrix(rows: text.count, columns: 16)
    transformer.meanHiddenState(into: mean)

    var expected = 0.0
    #expect(generation.steps.count == ops.count + 1)
    for (number, step) in generation.steps.enumerated() {
      let row = prompt.count - 1 + number
      let logits = (0..<vocabulary.count).map { Double(transformer.logits[row, $0]) }
      expected += logits[text[row + 1]] - log(logits.reduce(0) { $0 + exp($1) })
      for (found, expected) in zip(step.logits, logits) { #expect(abs(Double(found) - expected) < 1e-4) }
      for (column, found) in step.hiddenState.enumerated() { #expect(abs(found - mean[row, column]) < 1e-4) }
    }
    #expect(abs(generation.logProbability - expected) < 1e-3)

    if !isForced {
      // Greedy: each token is the most probable one under the grammar.
      for (number, step) in generation.steps.prefix(Generation.maximumLength).enumerated() {
        let allowed = Array(vocabulary.opTokens) + (number == 0 ? [] : [vocabulary.end])
        #expect(allowed.allSatisfy { step.logits[$0] <= step.logits[text[prompt.count + number]] })
      }
    }
  }

  @Test func theChoiceIsAmongOpsAndTheEnd() throws {
    let step = try generate(SmallModel.parameters()).steps[0]
    let first = step.choice(vocabulary, isFirst: true)
    let later = step.choice(vocabulary, isFirst: false)
    for choice in [first, later] {
      #expect(choice.count == Op.allCases.count + 1)
      #expect(abs(choice.reduce(0, +) - 1) < 1e-6)
    }
    #expect(first.last == 0)
    #expect(later.last! > 0)
    for op in Op.allCases.dropFirst() {
      let difference = step.logits[vocabulary.token(op)] - step.logits[vocabulary.token(.allCases[0])]
      for choice in [first, later] {
        #expect(abs(log(choice[op.rawValue] / choice[0]) - difference) < 1e-4)
      }
    }
  }

  @Test func oneDecoderWritesManyPrograms() throws {
    let decoder = CachedDecoder(SmallModel.parameters())
    let corpus = Corpus(seed: 4)
    for index in 0..<5 {
      let specification = corpus.sample(index, of: .test).specification
      let again = try decoder.generate(specification, vocabulary: vocabulary)
      let alone = try CachedDecoder(decoder.parameters).generate(specification, vocabulary: vocabulary)
      #expect(again.program == alone.program)
      #expect(again.logProbability == alone.logProbability)
    }
  }

  /// Also with products as large as in the presets' models, and with texts too short to be split by rows.
  @Test(arguments: [16, 64, 128], [false, true]) func threadsAffectOnlyRounding(_ width: Int, _ isHalved: Bool) {
    let initial = Parameters.initial(
      Configuration(
        encoding: .coordinates, contextLength: 256, width: width, layerCount: 3, headCount: 4,
        rotaryDimension: width / 8), seed: 1)
    let parameters = isHalved ? SmallModel.halved(initial) : initial
    let prompt = vocabulary.encode(specification)
    let readings = [1, 2, 5].map { threads in
      let decoder = CachedDecoder(parameters, threads: threads)
      return [prompt, [vocabulary.token(.move)], Array(prompt[..<7]), Array(prompt[..<34])].map { tokens in
        decoder.read(tokens)
        return decoder.logits + decoder.meanHiddenState
      }
    }
    for reading in readings.dropFirst() {
      for (found, expected) in zip(reading.joined(), readings[0].joined()) {
        guard abs(found - expected) < 3e-6 else {
          Issue.record("found \(found), expected \(expected)")
          return
        }
      }
    }
  }

  @Test func readingResumesFromAnEarlierPosition() {
    let decoder = CachedDecoder(SmallModel.parameters())
    decoder.read([5, 6, 7])
    let expected = decoder.logits
    decoder.read([8, 9])
    decoder.rewind(to: 2)
    #expect(decoder.count == 2)
    decoder.read([7])
    #expect(decoder.count == 3)
    for (found, expected) in zip(decoder.logits, expected) { #expect(abs(found - expected) < 1e-5) }
  }

  @Test func aTextThatIsTooLongIsAnError() throws {
    let length = vocabulary.encode(specification).count
    let fitting = SmallModel.parameters(
      SmallModel.configuration(contextLength: length + Generation.maximumLength))
    #expect(try !generate(fitting).program.ops.isEmpty)

    let tooShort = SmallModel.parameters(
      SmallModel.configuration(contextLength: length + Generation.maximumLength - 1))
    let error = try #require(throws: GenerationError.self) { try generate(tooShort) }
    #expect(error == .tooLong(found: length + 16, expected: length + 15))
    #expect(error.description.contains("\(length + 16) tokens"))
    #expect(error.description.contains("at most \(length + 15)"))
  }

  /// Parameters in files are finite, but the results need not be.
  @Test func numbersThatAreNotFiniteAreAnError() throws {
    let overflowing = SmallModel.parameters()
    overflowing.head.fill(3e38)
    let farApart = preferring(vocabulary.end)
    (farApart.headBias[0, vocabulary.end], farApart.headBias[0, vocabulary.programMark]) = (3e38, -3e38)
    let inTheStream = SmallModel.parameters()
    inTheStream.embedding.fill(3e38)
    for parameters in [overflowing, farApart, inTheStream] {
      let error = try #require(throws: GenerationError.self) { try generate(parameters) }
      #expect(error == .notFinite(step: 0))
      #expect(error.description.contains("after 0 ops that are not finite"))
    }
    // Finite up to the first op, whose embedding overflows.
    let later = preferring(vocabulary.token(.move))
    for column in 0..<later.embedding.columns { later.embedding[vocabulary.token(.move), column] = 3e38 }
    #expect(throws: GenerationError.notFinite(step: 1)) { try generate(later) }
  }
}
