import Corpus
import Foundation
import LanguageModel
import Tensors
import Testing

/// Patched passes that compute only what changes, against `transformers` under hooks and against whole passes.
@Suite struct PatchableTextTests {
  /// The logits of `text` with a site of a block patched from another text at pairs of positions.
  private static func logits(
    _ text: PatchableText, _ site: PatchableText.Site, _ block: Int, from other: PatchableText, _ places: [(Int, Int)]
  ) -> [Float] {
    let width = text.parameters.configuration.width
    let storage = FloatStorage(count: places.count * width)
    let rows = storage.matrix(rows: places.count, columns: width)
    for (row, place) in places.enumerated() {
      text.patch(site, of: block, at: place.0, from: other, at: place.1, into: rows.rows(row..<row + 1))
    }
    return withExtendedLifetime(storage) {
      text.logits(replacing: places.map(\.0), with: rows, before: PatchableText.target(site, of: block))
    }
  }

  private static func expectClose(_ found: [Float], _ expected: [Float], _ what: String, within tolerance: Float = 5e-5)
  {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) where !(abs(found - expected) < tolerance) {
      Issue.record("\(what): found \(found), expected \(expected)")
      return
    }
  }

  @Test(arguments: ["half", "whole"])
  func patchedLogitsAgree(_ name: String) throws {
    let golden = try Golden(name)
    let c = golden.parameters.configuration
    let (text, other) = (PatchableText(golden.parameters), PatchableText(golden.parameters))
    // A longer text first: nothing of it may stay.
    text.read(try golden.tokens(2))
    text.read(try golden.tokens(1))
    other.read(try golden.tokens(2))
    let count = try golden.tokens(1).count
    Self.expectClose(
      text.logits, try Array(golden.floats("logits.1", [count, c.vocabularySize]).suffix(c.vocabularySize)), "none")
    let sites: [(PatchableText.Site, String)] =
      [
        (.residualBefore, "hook_resid_pre"), (.residualAfter, "hook_resid_post"),
        (.attentionOutput, "hook_attn_out"), (.mlpOutput, "hook_mlp_out"),
      ] + (0..<c.headCount).map { (.headOutput($0), "attn.hook_z.\($0)") }
    for block in 0..<c.layerCount {
      for (site, name) in sites {
        let expected = try golden.patched("\(name).\(block)")
        for (place, position) in Golden.positions.enumerated() {
          Self.expectClose(
            Self.logits(text, site, block, from: other, [(position, position)]), expected[place],
            "\(name) \(block) \(position)")
        }
      }
      Self.expectClose(
        Self.logits(text, .residualBefore, block, from: other, [(3, 7), (9, 13), (15, 19)]),
        try golden.hooks.floats("patched.together.\(block)", shape: [c.vocabularySize]), "together \(block)")
    }
    // Patching leaves no trace.
    Self.expectClose(Self.logits(text, .residualBefore, 0, from: text, [(0, 0)]), text.logits, "itself")
  }

  @Test func aTextsOwnStateChangesNothing() {
    let parameters = SmallModel.parameters()
    let text = PatchableText(parameters)
    text.read(Vocabulary(.coordinates).encode(Corpus(seed: 1).sample(3, of: .test).specification))
    for block in 0..<2 {
      for site in [PatchableText.Site.residualBefore, .residualAfter, .attentionOutput, .mlpOutput, .headOutput(2)] {
        for position in [0, 40, text.count - 1] {
          Self.expectClose(
            Self.logits(text, site, block, from: text, [(position, position)]), text.logits, "\(site) \(position)")
        }
      }
    }
  }

  /// All positions of the other text put in give the other text's logits.
  @Test func aWholeTextPutInIsThatText() {
    let parameters = SmallModel.parameters()
    let (text, other) = (PatchableText(parameters), PatchableText(parameters))
    let prompts = (0..<2).map { Vocabulary(.coordinates).encode(Corpus(seed: 1).sample($0, of: .test).specification) }
    let count = prompts.map(\.count).min()!
    text.read(Array(prompts[0][..<count]))
    other.read(Array(prompts[1][..<count]))
    let places = (0..<count).map { ($0, $0) }
    for block in 0..<2 {
      Self.expectClose(
        Self.logits(text, .residualBefore, block, from: other, places), other.logits, "block \(block)", within: 2e-4)
    }
    Self.expectClose(
      Self.logits(text, .residualAfter, 1, from: other, [(count - 1, count - 1)]), other.logits, "after", within: 2e-4)
  }
}
