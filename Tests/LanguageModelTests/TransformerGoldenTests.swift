import Corpus
import Foundation
import LanguageModel
import Tensors
import Testing

/// The model against golden values that `golden.py` computed with Hugging Face's CodeGen: `half` rotates half of each
/// head, `whole` all of it, with two heads in each partition.
@Suite struct TransformerGoldenTests {
  @Test(arguments: ["half", "whole"])
  func logitsAndHiddenStatesAgree(_ name: String) throws {
    let golden = try Golden(name)
    let transformer = Transformer(golden.parameters.configuration)
    let batch = try golden.batch()
    transformer.forward(golden.parameters, batch)
    let width = golden.parameters.configuration.width
    let storage = FloatStorage(count: batch.tokens.count * width)
    let hidden = storage.matrix(rows: batch.tokens.count, columns: width)
    transformer.meanHiddenState(into: hidden)
    for text in 0..<batch.count {
      let range = batch.range(text)
      let logits = try golden.floats("logits.\(text)", [range.count, transformer.logits.columns])
      expectClose(transformer.logits.rows(range), logits, within: 2e-5)
      expectClose(hidden.rows(range), try golden.floats("hidden.\(text)", [range.count, width]), within: 1e-5)
    }
  }

  @Test(arguments: ["half", "whole"])
  func lossAndGradientsAgree(_ name: String) throws {
    let golden = try Golden(name)
    let transformer = Transformer(golden.parameters.configuration)
    let gradients = Parameters(golden.parameters.configuration)
    let batch = try golden.batch()
    transformer.forward(golden.parameters, batch)
    let loss = transformer.loss(batch).weighted
    transformer.backward(golden.parameters, batch, gradients: gradients)
    #expect(abs(loss - Double(try golden.floats("loss", [])[0])) < 1e-5)
    for tensor in gradients.tensors {
      expectClose(tensor.matrix, try golden.floats("grad." + tensor.name, tensor.shape), within: 1e-5)
    }
  }

  @Test(arguments: ["half", "whole"])
  func cachedDecodingAgrees(_ name: String) throws {
    let golden = try Golden(name)
    let decoder = CachedDecoder(golden.parameters)
    for text in 0..<3 {
      let prompt = try golden.tokens(text).prefix(5)
      decoder.rewind(to: 0)
      decoder.read(Array(prompt))
      var generated: [Int] = []
      for _ in 0..<8 {
        let logits = decoder.logits
        generated.append(logits.indices.max { logits[$0] < logits[$1] }!)
        decoder.read([generated.last!])
      }
      #expect(generated == (try golden.expected.int64s("generated.\(text)", shape: [8]).map(Int.init)))

      decoder.rewind(to: 0)
      let all = try golden.tokens(text)
      for (place, token) in all.enumerated() {
        decoder.read([token])
        let width = golden.parameters.configuration.width
        let hidden = try golden.floats("hidden.\(text)", [all.count, width])
        for (read, expected) in zip(decoder.meanHiddenState, hidden[(place * width)...]) {
          #expect(abs(read - expected) < 1e-5)
        }
      }
    }
  }
}

private func expectClose(_ matrix: Matrix, _ expected: [Float], within tolerance: Float) {
  #expect(matrix.rows * matrix.columns == expected.count)
  for (place, number) in expected.enumerated() {
    let (i, j) = place.quotientAndRemainder(dividingBy: matrix.columns)
    // Not `>=`, so that NaN fails.
    guard abs(matrix[i, j] - number) < tolerance else {
      Issue.record("[\(i), \(j)]: found \(matrix[i, j]), expected \(number) within \(tolerance)")
      return
    }
  }
}

/// A folder of golden files.
private struct Golden {
  let parameters: Parameters
  let expected: SafeTensorsFile

  init(_ name: String) throws {
    let folder = Bundle.module.resourceURL!.appendingPathComponent("Golden/\(name)")
    // The encoding is this project's own key; the golden tokens are random and belong to no encoding.
    let text = try String(contentsOf: folder.appendingPathComponent("config.json"), encoding: .utf8)
      .replacing("\"model_type\"", with: "\"karelscope_encoding\": \"coordinates\", \"model_type\"", maxReplacements: 1)
    let configuration = try JSONDecoder().decode(Configuration.self, from: Data(text.utf8))
    parameters = try Parameters(
      configuration, from: SafeTensorsFile(contentsOf: folder.appendingPathComponent("model.safetensors")))
    expected = try SafeTensorsFile(contentsOf: folder.appendingPathComponent("expected.safetensors"))
  }

  func floats(_ name: String, _ shape: [Int]) throws -> [Float] { try expected.floats(name, shape: shape) }

  func tokens(_ text: Int) throws -> [Int] {
    try expected.int64s("tokens.\(text)", shape: [[12, 23, 31][text]]).map(Int.init)
  }

  /// The three texts, with loss weights that sum to 1.
  func batch() throws -> TokenBatch {
    let texts = try (0..<3).map(tokens)
    let weights = try texts.enumerated().map { try floats("weights.\($0)", [$1.count - 1]) }
    let total = weights.joined().reduce(0, +)
    var batch = TokenBatch()
    for (text, weights) in zip(texts, weights) {
      let kinds = [TokenKind](repeating: .input, count: text.count)
      batch.append(text, kinds: kinds, weights: [0] + weights.map { $0 / total })
    }
    return batch
  }
}
