import Corpus
import Foundation
import Tensors
import Testing

@Suite struct AttentionTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let tokens, width: Int
    var testDescription: String { "\(tokens) tokens, heads of \(width)" }
  }

  static let shapes = [
    Shape(tokens: 1, width: 1), Shape(tokens: 2, width: 8), Shape(tokens: 8, width: 4), Shape(tokens: 9, width: 7),
    Shape(tokens: 19, width: 9), Shape(tokens: attentionBlockSize + 3, width: 2),
  ]

  private struct Case {
    let queries, keys, values, outputGradient: Table

    init(_ shape: Shape) {
      var random = SplitMix64(keys: 10, UInt64(shape.tokens), UInt64(shape.width))
      func table() -> Table { Table(randomRows: shape.tokens, columns: shape.width, scale: 2, using: &random) }
      (queries, keys, values, outputGradient) = (table(), table(), table(), table())
    }
  }

  /// Query i attends to the keys up to S − T + i.
  private func probabilities(_ queries: Table, _ keys: Table) -> Table {
    let scores = queries * keys.transposed
    var weights = Table(rows: queries.rows, columns: keys.rows) { i, j in
      j > keys.rows - queries.rows + i ? 0 : exp(scores[i, j] / Double(queries.columns).squareRoot())
    }
    for i in 0..<weights.rows {
      let total = (0..<weights.columns).reduce(0) { $0 + weights[i, $1] }
      for j in 0..<weights.columns { weights[i, j] /= total }
    }
    return weights
  }

  @Test(arguments: shapes)
  func forwardAgrees(_ shape: Shape) {
    let c = Case(shape)
    let (queries, keys, values) = (PaddedMatrix(c.queries), PaddedMatrix(c.keys), PaddedMatrix(c.values))
    let output = PaddedMatrix(rows: shape.tokens, columns: shape.width)
    let weights = PaddedMatrix(rows: shape.tokens, columns: shape.tokens)
    attentionForward(
      queries: queries.view, keys: keys.view, values: values.view,
      probabilities: weights.view, output: output.view)
    let expected = probabilities(c.queries, c.keys)
    for i in 0..<shape.tokens {
      for j in 0...i { #expect(abs(Double(weights.view[i, j]) - expected[i, j]) < 2e-6) }
    }
    expectClose(output, expected * c.values, within: 4e-6)
  }

  @Test(arguments: shapes)
  func withPastKeysItComputesTheLastRows(_ shape: Shape) {
    let c = Case(shape)
    let (queries, keys, values) = (PaddedMatrix(c.queries), PaddedMatrix(c.keys), PaddedMatrix(c.values))
    let expected = probabilities(c.queries, c.keys) * c.values
    for past in 0..<shape.tokens {
      let new = shape.tokens - past
      let output = PaddedMatrix(rows: new, columns: shape.width)
      let weights = PaddedMatrix(rows: new, columns: shape.tokens)
      attentionForward(
        queries: queries.view.rows(past..<shape.tokens), keys: keys.view, values: values.view,
        probabilities: weights.view, output: output.view)
      expectClose(output, Table(rows: new, columns: shape.width) { expected[past + $0, $1] }, within: 4e-6)
    }
  }

  @Test(arguments: shapes)
  func backwardAgreesWithDifferences(_ shape: Shape) {
    let c = Case(shape)
    let (queries, keys, values) = (PaddedMatrix(c.queries), PaddedMatrix(c.keys), PaddedMatrix(c.values))
    func empty() -> PaddedMatrix { PaddedMatrix(rows: shape.tokens, columns: shape.width) }
    let (output, outputGradient) = (empty(), PaddedMatrix(c.outputGradient))
    let (queryGradient, keyGradient, valueGradient) = (empty(), empty(), empty())
    let weights = PaddedMatrix(rows: shape.tokens, columns: shape.tokens)
    let scratch = PaddedMatrix(rows: min(shape.tokens, attentionBlockSize), columns: shape.tokens)
    attentionForward(
      queries: queries.view, keys: keys.view, values: values.view, probabilities: weights.view, output: output.view)
    attentionBackward(
      queries: queries.view, keys: keys.view, values: values.view, probabilities: weights.view,
      outputGradient: outputGradient.view, queryGradient: queryGradient.view,
      keyGradient: keyGradient.view, valueGradient: valueGradient.view,
      scratch: scratch.view)

    func loss(_ queries: Table, _ keys: Table, _ values: Table) -> Double {
      (probabilities(queries, keys) * values).dot(c.outputGradient)
    }
    expectClose(queryGradient, c.queries.gradient { loss($0, c.keys, c.values) }, within: 1e-5)
    expectClose(keyGradient, c.keys.gradient { loss(c.queries, $0, c.values) }, within: 1e-5)
    expectClose(valueGradient, c.values.gradient { loss(c.queries, c.keys, $0) }, within: 1e-5)
  }
}
