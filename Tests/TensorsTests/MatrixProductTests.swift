import Corpus
import Tensors
import Testing

@Suite struct MatrixProductTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let m, n, k: Int
    var testDescription: String { "[\(m), \(k)] · [\(k), \(n)]" }
  }

  static let shapes = [
    Shape(m: 1, n: 1, k: 1), Shape(m: 1, n: 17, k: 5), Shape(m: 7, n: 1, k: 9), Shape(m: 8, n: 16, k: 32),
    Shape(m: 13, n: 11, k: 3), Shape(m: 50, n: 33, k: 70),
    Shape(m: 0, n: 5, k: 6),
  ]

  @Test(arguments: shapes)
  func productsAgreeWithTermByTermSums(_ shape: Shape) {
    var random = SplitMix64(keys: 1, UInt64(shape.m), UInt64(shape.n), UInt64(shape.k))
    let a = Table(randomRows: shape.m, columns: shape.k, using: &random)
    let b = Table(randomRows: shape.k, columns: shape.n, using: &random)
    let before = Table(randomRows: shape.m, columns: shape.n, using: &random)
    for (isATransposed, isBTransposed, isAccumulating) in combinations {
      for scale in [1, -0.25] {
        let left = PaddedMatrix(isATransposed ? a.transposed : a)
        let right = PaddedMatrix(isBTransposed ? b.transposed : b, padding: 5)
        let found = isAccumulating ? PaddedMatrix(before) : PaddedMatrix(rows: shape.m, columns: shape.n)
        found.view.setProduct(
          isATransposed ? left.view.transposed : left.view.plain,
          isBTransposed ? right.view.transposed : right.view.plain,
          scale: Float(scale), accumulating: isAccumulating)
        let product = a * b
        let expected = Table(rows: shape.m, columns: shape.n) { i, j in
          (isAccumulating ? before[i, j] : 0) + scale * product[i, j]
        }
        // A sum of k terms below 1, each with an error of half a ulp of the sum.
        expectClose(found, expected, within: 1e-6 * Double(shape.k).squareRoot())
      }
    }
  }

  @Test(arguments: [(1, 1), (4, 32), (5, 17), (71, 81), (130, 64), (3, 100)])
  func productsOfOneRowAgreeWithTermByTermSums(_ k: Int, _ n: Int) {
    var random = SplitMix64(keys: 2, UInt64(k), UInt64(n))
    let a = Table(randomRows: 1, columns: k, using: &random)
    let b = Table(randomRows: k, columns: n, using: &random)
    let before = Table(randomRows: 1, columns: n, using: &random)
    let left = PaddedMatrix(a)
    for isTransposed in [false, true] {
      for isAccumulating in [false, true] {
        for scale in [1, -0.25] {
          let right = PaddedMatrix(isTransposed ? b.transposed : b, padding: 5)
          let found = PaddedMatrix(before)
          found.view.setRowProduct(
            left.view, isTransposed ? right.view.transposed : right.view.plain, scale: Float(scale),
            accumulating: isAccumulating)
          let product = a * b
          let expected = Table(rows: 1, columns: n) { (isAccumulating ? before[$0, $1] : 0) + scale * product[$0, $1] }
          expectClose(found, expected, within: 1e-6 * Double(k).squareRoot())
          withExtendedLifetime((left, right)) {}
        }
      }
    }
  }

  private var combinations: [(Bool, Bool, Bool)] {
    [false, true].flatMap { a in
      [false, true].flatMap { b in [false, true].map { (a, b, $0) } }
    }
  }

  @Test func aMatrixIsSlicedIntoViews() {
    let whole = PaddedMatrix(Table(rows: 5, columns: 6) { Double(10 * $0 + $1) })
    let part = whole.view.rows(1..<4).columns(2..<5)
    #expect(part.rows == 3 && part.columns == 3 && part.stride == whole.view.stride)
    #expect((0..<3).map { row in (0..<3).map { part[row, $0] } } == [[12, 13, 14], [22, 23, 24], [32, 33, 34]])
    part.fill(-1)
    whole.view.rows(0..<1).copy(from: whole.view.rows(4..<5))
    expectClose(
      whole,
      Table(rows: 5, columns: 6) { i, j in
        (1..<4).contains(i) && (2..<5).contains(j) ? -1 : Double(10 * (i == 0 ? 4 : i) + j)
      }, within: 0)
  }

  @Test func storageIsZeroAndAligned() {
    for count in [0, 1, 15, 16, 1000] {
      let storage = FloatStorage(count: count)
      #expect(storage.count == count)
      #expect(storage.floats.allSatisfy { $0 == 0 })
      #expect(UInt(bitPattern: storage.base) % 64 == 0)
      for i in 0..<count { storage.floats[i] = 1 }
      storage.clear()
      #expect(storage.floats.allSatisfy { $0 == 0 })
    }
    #expect([0, 1, 16, 17].map(FloatStorage.aligned) == [0, 16, 16, 32])
    #expect([1, 16, 17, 33, 128, 512].map(FloatStorage.stride) == [16, 16, 48, 48, 144, 528])
  }
}
