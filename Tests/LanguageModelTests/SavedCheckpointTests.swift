import Corpus
import Foundation
import LanguageModel
import Tensors
import Testing

/// Checkpoints as `save_pretrained` of Hugging Face's `transformers` left them, with what the model gives there; see
/// `golden.py`.
@Suite struct SavedCheckpointTests {
  private static let names = ["tied", "shards", "double", "half16"]

  private func folder(_ name: String) -> URL { Bundle.module.resourceURL!.appendingPathComponent("Golden/\(name)") }

  private func read(_ name: String) throws -> Parameters {
    let folder = folder(name)
    return try Checkpoint.read(folder, encoding: Checkpoint.encoding(of: folder))
  }

  private func tokens(_ expected: SafeTensorsFile, _ text: Int) throws -> [Int] {
    try expected.int64s("tokens.\(text)", shape: [[9, 40][text]]).map(Int.init)
  }

  @Test(arguments: names)
  func logitsAndHiddenStatesAgree(_ name: String) throws {
    let parameters = try read(name)
    let expected = try SafeTensorsFile(contentsOf: folder(name).appendingPathComponent("expected.safetensors"))
    let transformer = Transformer(parameters.configuration)
    let (width, vocabulary) = (parameters.configuration.width, parameters.configuration.vocabularySize)
    for text in 0..<2 {
      let tokens = try tokens(expected, text)
      var batch = TokenBatch()
      batch.append(
        tokens, kinds: tokens.map { _ in .input }, weights: [Float](repeating: 1, count: tokens.count))
      transformer.forward(parameters, batch)
      let logits = try expected.floats("logits.\(text)", shape: [tokens.count, vocabulary])
      for (place, logit) in logits.enumerated() {
        let (row, column) = place.quotientAndRemainder(dividingBy: vocabulary)
        try #require(abs(transformer.logits[row, column] - logit) < 5e-5, "[\(row), \(column)]")
      }
      let storage = FloatStorage(count: tokens.count * width)
      let hidden = storage.matrix(rows: tokens.count, columns: width)
      transformer.meanHiddenState(into: hidden)
      for (place, number) in try expected.floats("hidden.\(text)", shape: [tokens.count, width]).enumerated() {
        let (row, column) = place.quotientAndRemainder(dividingBy: width)
        try #require(abs(hidden[row, column] - number) < 5e-5, "[\(row), \(column)]")
      }
    }
  }

  /// Channels inside the MLP need not be divisible by the number of threads, in products of one row and of many.
  @Test(arguments: names, [1, 2, 4])
  func cachedDecodingAgrees(_ name: String, threads: Int) throws {
    let parameters = try read(name)
    let expected = try SafeTensorsFile(contentsOf: folder(name).appendingPathComponent("expected.safetensors"))
    let vocabulary = parameters.configuration.vocabularySize
    let decoder = CachedDecoder(parameters, threads: threads)
    for text in 0..<2 {
      let tokens = try tokens(expected, text)
      let logits = try expected.floats("logits.\(text)", shape: [tokens.count, vocabulary])
      decoder.rewind(to: 0)
      for length in [1, tokens.count - 2, 1] {
        decoder.read(Array(tokens[decoder.count..<decoder.count + length]))
        for (logit, known) in zip(decoder.logits, logits[((decoder.count - 1) * vocabulary)...]) {
          try #require(abs(logit - known) < 5e-5)
        }
      }
    }
  }

  @Test func whatIsStoredIsKnown() throws {
    #expect(try Checkpoint.encoding(of: folder("tied")) == .coordinates)
    #expect(try Checkpoint.encoding(of: folder("double")) == .cells)
    #expect(try read("tied").configuration.innerWidth == 37)
    #expect(try read("double").configuration.innerWidth == 64)
    #expect(try Checkpoint.storedPrecision(folder("tied")) == .single)
    #expect(try Checkpoint.storedPrecision(folder("shards")) == .bfloat16)
    #expect(try Checkpoint.storedPrecision(folder("double")) == .single)
    #expect(try Checkpoint.storedPrecision(folder("half16")) == .half)
  }

  /// What is written in the precision that it was stored in has the same bits.
  @Test(arguments: names)
  func aCopyHasTheSameBits(_ name: String) throws {
    let temporary = try TemporaryFolder()
    let copy = temporary.url.appendingPathComponent("copy")
    let parameters = try read(name)
    try Checkpoint.write(parameters, precision: Checkpoint.storedPrecision(folder(name)), to: copy)
    let again = try Checkpoint.read(copy)
    #expect(again.bits == parameters.bits)
    #expect(again.configuration == parameters.configuration)
    #expect(try Checkpoint.storedPrecision(copy) == Checkpoint.storedPrecision(folder(name)))
  }

  /// A model whose MLP is narrower than its stream can be trained.
  @Test func anyInnerWidthIsTrained() throws {
    let model = Configuration(
      encoding: .coordinates, contextLength: 256, width: 16, layerCount: 2, headCount: 4, rotaryDimension: 2,
      innerWidth: 7)
    let trainer = Trainer(SmallModel.parameters(model), settings: OptimizerSettings(), threads: 2)
    let first = trainer.step(SmallModel.batches(0..<8), rate: 0.1).loss.mean()
    for _ in 0..<10 { _ = trainer.step(SmallModel.batches(0..<8), rate: 0.1) }
    #expect(trainer.step(SmallModel.batches(0..<8), rate: 0.1).loss.mean() < first)
  }
}
