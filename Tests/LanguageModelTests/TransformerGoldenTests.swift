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
