import Corpus
import Foundation
import LanguageModel
import Tensors
import Testing

/// The forward pass with hooks against what `transformers` computes under hooks; see `golden_hooks.py`.
@Suite struct HookedTransformerTests {
  @Test(arguments: ["half", "whole"])
  func everyHookPointAgrees(_ name: String) throws {
    let golden = try Golden(name)
    let configuration = golden.parameters.configuration
    let model = HookedTransformer(golden.parameters)
    for text in [1, 0] {
      let tokens = try golden.tokens(text)
      var seen: [HookPoint] = []
      model.forward(tokens) { point, values in
        seen.append(point)
        do {
          let shape = point.shape(length: tokens.count, configuration)
          let isLast = point == .logits
          let (file, name) = isLast ? (golden.expected, "logits.\(text)") : (golden.hooks, "\(text).\(point.name)")
          expectClose(values, try file.floats(name, shape: shape), within: isLast ? 2e-5 : 1e-5)
        } catch {
          Issue.record("\(error)")
        }
      }
      #expect(seen == HookPoint.all(configuration))
    }
  }

  /// Replaced values, one row at a time, give the logits that `transformers` gives.
  @Test(arguments: ["half", "whole"])
  func replacedValuesAgree(_ name: String) throws {
    let golden = try Golden(name)
    let c = golden.parameters.configuration
    let (model, tokens) = (HookedTransformer(golden.parameters), try golden.tokens(1))
    var source: [HookPoint: [[Float]]] = [:]
    model.forward(try golden.tokens(2)) { point, values in
      source[point] = (0..<values.rows).map { Array(UnsafeBufferPointer(start: values.row($0), count: values.columns)) }
    }
    for block in 0..<c.layerCount {
      for site in [
        HookPoint.residualBefore(block: block), .residualAfter(block: block), .attentionOutput(block: block),
        .mlpOutput(block: block),
      ] {
        let suffix = site.name.replacing("blocks.\(block).", with: "")
        let expected = try golden.patched("\(suffix).\(block)")
        for (place, position) in Golden.positions.enumerated() {
          let logits = model.logits(tokens) { point, values in
            guard point == site, let rows = source[point] else { return }
            for (column, value) in rows[position].enumerated() { values[position, column] = value }
          }
          let last = try #require(logits.last)
          #expect(zip(last, expected[place]).allSatisfy { abs($0 - $1) < 5e-5 }, "\(site) \(position)")
        }
      }
    }
  }

  /// A pattern that is replaced by attention to the first token alone gives every position that token's value.
  @Test func aReplacedPatternIsUsed() throws {
    let parameters = SmallModel.parameters()
    let model = HookedTransformer(parameters)
    let tokens = Array(Vocabulary(.coordinates).encode(Corpus(seed: 1).sample(0, of: .test)).prefix(30))
    var outputs: [Float] = []
    model.forward(tokens) { point, values in
      if point == .pattern(block: 0) {
        for row in 0..<values.rows {
          for column in 0..<values.columns { values[row, column] = column == 0 ? 1 : 0 }
        }
      }
      if point == .headOutputs(block: 0) {
        outputs = (0..<values.rows).flatMap { row in (0..<values.columns).map { values[row, $0] } }
      }
    }
    let first = outputs.prefix(16)
    for row in 1..<30 {
      for (found, expected) in zip(outputs[(row * 16)...], first) { #expect(abs(found - expected) < 1e-6) }
    }
  }

  /// Texts longer and shorter than before, and longer than a block of attention.
  @Test func itAgreesWithTheTransformer() {
    let parameters = SmallModel.parameters()
    let vocabulary = Vocabulary(.coordinates)
    let (hooked, plain) = (HookedTransformer(parameters), Transformer(parameters.configuration))
    for (index, length) in [3, 90, 40, 1].enumerated() {
      let all = vocabulary.encode(Corpus(seed: 2).sample(index, of: .test))
      let tokens = (0..<length).map { all[$0 % all.count] }
      var batch = TokenBatch()
      batch.append(
        tokens, kinds: [TokenKind](repeating: .input, count: length), weights: [Float](repeating: 1, count: length))
      plain.forward(parameters, batch)
      let logits = hooked.logits(tokens)
      for row in 0..<length {
        for column in 0..<vocabulary.count { #expect(abs(logits[row][column] - plain.logits[row, column]) < 1e-4) }
      }
    }
  }
}
