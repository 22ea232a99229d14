import Corpus
import Tensors
import Testing

@Suite struct PanelMatrixTests {
  /// Older processors have no half-precision loads.
  static let canReadHalves: Bool = {
    let (arena, one) = (MatrixArena(), PaddedMatrix(Table(rows: 1, columns: 1) { _, _ in 1 }))
    return withExtendedLifetime((arena, one)) { PanelMatrix(one.view, in: arena) != nil }
  }()

  /// Numbers that are exact in 16 bits.
  private func table(_ rows: Int, _ columns: Int) -> Table {
    var random = SplitMix64(keys: 21, UInt64(rows), UInt64(columns))
    return Table(rows: rows, columns: columns) { _, _ in
      Double(Float(float16Bits: Float(2 * random.nextUnit() - 1).float16Bits))
    }
  }

  @Test(.enabled(if: canReadHalves), arguments: [(1, 1), (3, 5), (4, 32), (7, 33), (128, 96), (70, 130)])
  func itsProductsAreThoseOfTheMatrix(_ rows: Int, _ columns: Int) throws {
    let table = table(rows, columns)
    let (arena, matrix) = (MatrixArena(), PaddedMatrix(table))
    let panels = try #require(PanelMatrix(matrix.view, in: arena))
    var random = SplitMix64(keys: 22)
    let factor = Table(randomRows: 1, columns: rows, using: &random)
    let input = PaddedMatrix(factor)
    let before = Table(randomRows: 1, columns: columns, using: &random)
    for isAccumulating in [false, true] {
      let output = PaddedMatrix(before)
      panels.multiply(input.view, output: output.view, accumulating: isAccumulating)
      let product = factor * table
      let expected = Table(rows: 1, columns: columns) { product[$0, $1] + (isAccumulating ? before[$0, $1] : 0) }
      expectClose(output, expected, within: 1e-6 * Double(rows).squareRoot())
    }
    withExtendedLifetime((arena, matrix, input)) {}
  }

  @Test(arguments: [1 + 0x1p-11, 65_520, 0x1p-25])
  func aNumberThatNeedsMoreBitsIsRejected(_ number: Double) {
    let table = Table(rows: 3, columns: 40) { i, j in i == 2 && j == 39 ? number : 1 }
    let (arena, matrix) = (MatrixArena(), PaddedMatrix(table))
    #expect(PanelMatrix(matrix.view, in: arena) == nil)
    withExtendedLifetime((arena, matrix)) {}
  }
}
