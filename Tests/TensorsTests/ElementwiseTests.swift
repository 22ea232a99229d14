import Corpus
import Tensors
import Testing

@Suite struct ElementwiseTests {
  @Test(arguments: columnCounts)
  func matricesAreAddedAndScaled(_ columns: Int) {
    var random = SplitMix64(keys: 31, UInt64(columns))
    let (a, b) = (
      Table(randomRows: 3, columns: columns, using: &random), Table(randomRows: 3, columns: columns, using: &random)
    )
    let (target, source) = (PaddedMatrix(a), PaddedMatrix(b, padding: 5))
    add(source.view, times: -0.5, to: target.view)
    expectClose(target, Table(rows: 3, columns: columns) { a[$0, $1] - 0.5 * b[$0, $1] }, within: 2e-7)
    multiply(source.view, by: 3)
    expectClose(source, Table(rows: 3, columns: columns) { 3 * b[$0, $1] }, within: 3e-7)
    let squares = b.values.prefix(columns).reduce(0) { $0 + 9 * $1 * $1 }
    #expect(abs(Double(sumOfSquares(source.view.base, count: columns)) - squares) < 1e-6 * (1 + squares))
    relu(source.view.base, count: columns)
    expectClose(source, Table(rows: 3, columns: columns) { max(3 * b[$0, $1], $0 == 0 ? 0 : -3) }, within: 3e-7)
  }
}
