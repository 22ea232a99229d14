import Foundation
import LanguageModel
import Testing

/// Golden files written by `golden.py` in Python.
@Suite struct GoldenFilesTests {
  @Test(arguments: [("half", 3), ("whole", 1)])
  func theyHaveTheDocumentedContents(_ name: String, _ layerCount: Int) throws {
    let (channels, vocabulary) = (32, 54)
    let model = try SafeTensorsFile(contentsOf: golden(name, "model.safetensors"))
    let expected = try SafeTensorsFile(contentsOf: golden(name, "expected.safetensors"))
    #expect(model.metadata == ["format": "pt"])

    var shapes = [
      "transformer.wte.weight": [vocabulary, channels],
      "transformer.ln_f.weight": [channels],
      "transformer.ln_f.bias": [channels],
      "lm_head.weight": [vocabulary, channels],
      "lm_head.bias": [vocabulary],
    ]
    for layer in 0..<layerCount {
      let block = "transformer.h.\(layer)."
      shapes[block + "ln_1.weight"] = [channels]
      shapes[block + "ln_1.bias"] = [channels]
      shapes[block + "attn.qkv_proj.weight"] = [3 * channels, channels]
      shapes[block + "attn.out_proj.weight"] = [channels, channels]
      shapes[block + "mlp.fc_in.weight"] = [4 * channels, channels]
      shapes[block + "mlp.fc_in.bias"] = [4 * channels]
      shapes[block + "mlp.fc_out.weight"] = [channels, 4 * channels]
      shapes[block + "mlp.fc_out.bias"] = [channels]
    }
    #expect(model.names == shapes.keys.sorted())
    for (parameter, shape) in shapes {
      let values = try model.floats(parameter, shape: shape)
      let gradient = try expected.floats("grad." + parameter, shape: shape)
      #expect(values.allSatisfy { $0.isFinite && $0 != 0 && $0 != 1 }, "\(parameter)")
      #expect(gradient.allSatisfy(\.isFinite) && gradient.contains { $0 != 0 }, "\(parameter)")
    }

    for (sequence, length) in [12, 23, 31].enumerated() {
      let tokens = try expected.int64s("tokens.\(sequence)", shape: [length])
      #expect(tokens.allSatisfy { (0..<Int64(vocabulary)).contains($0) })
      let weights = try expected.floats("weights.\(sequence)", shape: [length - 1])
      #expect(weights.contains(0) && weights.contains { $0 > 0 })
      _ = try expected.floats("hidden.\(sequence)", shape: [length, channels])
      let logits = try expected.floats("logits.\(sequence)", shape: [length, vocabulary])
      // The first token of greedy decoding after 5 tokens has the largest of the fifth's logits.
      let fifth = logits[4 * vocabulary..<5 * vocabulary]
      let generated = try expected.int64s("generated.\(sequence)", shape: [8])
      #expect(Int(generated[0]) == fifth.firstIndex(of: fifth.max()!)! - fifth.startIndex)
    }
  }

  @Test func aFewNumbersAreAsPythonPrintsThem() throws {
    let half = try SafeTensorsFile(contentsOf: golden("half", "expected.safetensors"))
    #expect(try half.floats("loss", shape: []) == [4.7620754])
    #expect(try half.int64s("generated.1", shape: [8]) == [16, 31, 18, 31, 31, 12, 11, 12])
    #expect(try half.floats("logits.2", shape: [31, 54]).suffix(3) == [-2.414349, -1.2949133, 1.6399343])
    let whole = try SafeTensorsFile(contentsOf: golden("whole", "model.safetensors"))
    #expect(try whole.floats("lm_head.bias", shape: [54]).prefix(3) == [-0.31224036, 0.27498126, -0.39125714])
  }

  private func golden(_ folder: String, _ name: String) -> URL {
    Bundle.module.resourceURL!.appendingPathComponent("Golden/\(folder)/\(name)")
  }
}
