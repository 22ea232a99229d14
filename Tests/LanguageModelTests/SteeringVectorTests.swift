import Corpus
import Karel
import LanguageModel
import Testing

@Suite struct SteeringVectorTests {
  private let vocabulary = Vocabulary(.coordinates)
  private let parameters = SmallModel.parameters(
    Configuration(
      encoding: .coordinates, contextLength: 256, width: 16, layerCount: 3, headCount: 4, rotaryDimension: 2))
  private var prompt: [Int] { vocabulary.encode(Corpus(seed: 3).sample(0, of: .test).specification) }

  /// Steering a token's stream to another token's gives the other token's logits.
  @Test(arguments: [1, 2])
  func steeringMovesTheStreamOfItsLayer(_ layer: Int) throws {
    let decoder = CachedDecoder(parameters)
    decoder.read(prompt)
    func read(_ op: Op, _ steering: SteeringVector? = nil) -> (stream: [Float], logits: [Float]) {
      decoder.rewind(to: prompt.count)
      decoder.read([vocabulary.token(op)], steering: steering)
      return (decoder.hiddenState(.layer(layer)), decoder.logits)
    }
    let (move, pick) = (read(.move), read(.pickMarker))
    let steering = SteeringVector(layer: layer, vector: zip(pick.stream, move.stream).map { $0 - $1 })
    let steered = read(.move, steering)
    for (a, b) in zip(steered.stream, pick.stream) { #expect(abs(a - b) < 1e-5) }
    for (a, b) in zip(steered.logits, pick.logits) { #expect(abs(a - b) < 1e-4) }
    #expect(zip(move.logits, pick.logits).contains { abs($0 - $1) > 0.1 })
    // Later tokens are affected only through attention to the steered token.
    #expect(read(.move).logits == move.logits)
  }

  /// Among tokens read at once, only the last one's stream is steered, whatever the number of threads.
  @Test(arguments: [1, 2, 4], [1, 2])
  func steeringManyTokensAffectsTheLast(_ threads: Int, _ layer: Int) {
    let vector = (0..<16).map { Float($0) / 8 - 1 }
    let steering = SteeringVector(layer: layer, vector: vector)
    let single = CachedDecoder(parameters)
    single.read(Array(prompt.dropLast()))
    single.read([prompt[prompt.count - 1]], steering: steering)
    let decoder = CachedDecoder(parameters, threads: threads)
    decoder.read(prompt, steering: steering)
    for (found, expected) in zip(decoder.logits, single.logits) { #expect(abs(found - expected) < 1e-4) }
    for (found, expected) in zip(decoder.hiddenState(.layer(layer)), single.hiddenState(.layer(layer))) {
      #expect(abs(found - expected) < 1e-5)
    }
    decoder.rewind(to: 0)
    decoder.read(prompt)
    #expect(zip(decoder.logits, single.logits).contains { abs($0 - $1) > 0.1 })
  }

  @Test func layersThatCanBeSteered() {
    #expect(Array(SteeringVector.layers(parameters.configuration)) == [1, 2])
    var single = parameters.configuration
    single.layerCount = 1
    #expect(SteeringVector.layers(single).isEmpty)
  }

  /// Without steering the model continues as before.
  @Test func continuingAProgramGivesTheRest() throws {
    let specification = Corpus(seed: 3).sample(0, of: .test).specification
    let decoder = CachedDecoder(parameters)
    let ops = try decoder.generate(specification, vocabulary: vocabulary).program.ops
    #expect(ops.count > 2)
    for count in [2, 0, 1] {
      let begun = Array(ops.prefix(count))
      var seen: [[Op]] = []
      let rest = try decoder.continueProgram(
        after: begun, prompt: prompt, vocabulary: vocabulary, observe: { seen.append($0) })
      #expect(begun + rest == ops)
      #expect(seen == (count...ops.count).map { Array(ops.prefix($0)) })
    }
  }
}
