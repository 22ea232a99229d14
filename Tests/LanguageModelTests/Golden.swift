import Corpus
import Foundation
import LanguageModel
import Tensors
import Testing

/// Compares a matrix with expected numbers, row by row.
func expectClose(_ matrix: Matrix, _ expected: [Float], within tolerance: Float) {
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
struct Golden {
  let parameters: Parameters
  let expected: SafeTensorsFile
  /// What `golden_hooks.py` wrote.
  let hooks: SafeTensorsFile

  init(_ name: String) throws {
    let folder = Bundle.module.resourceURL!.appendingPathComponent("Golden/\(name)")
    // The encoding is this project's own key; the golden tokens are random and belong to no encoding.
    let text = try String(contentsOf: folder.appendingPathComponent("config.json"), encoding: .utf8)
      .replacing("\"model_type\"", with: "\"karelscope_encoding\": \"coordinates\", \"model_type\"", maxReplacements: 1)
    let configuration = try JSONDecoder().decode(Configuration.self, from: Data(text.utf8))
    parameters = try Parameters(
      configuration, from: SafeTensorsFile(contentsOf: folder.appendingPathComponent("model.safetensors")))
    expected = try SafeTensorsFile(contentsOf: folder.appendingPathComponent("expected.safetensors"))
    hooks = try SafeTensorsFile(contentsOf: folder.appendingPathComponent("hooks.safetensors"))
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

  /// The positions patched one at a time, as `golden_hooks.py` has them.
  static let positions = [0, 7, 22]

  /// The logits after the last token of text 1, one row for each of ``positions``.
  func patched(_ name: String) throws -> [[Float]] {
    let count = parameters.configuration.vocabularySize
    let all = try hooks.floats("patched.\(name)", shape: [Golden.positions.count, count])
    return Golden.positions.indices.map { Array(all[$0 * count..<($0 + 1) * count]) }
  }
}
