import Tensors
import Testing

@Suite struct MatrixArenaTests {
  @Test func matricesAreZeroAlignedAndApart() {
    let arena = MatrixArena()
    // More than one block, and a matrix that needs its own block.
    let shapes = [(3, 5), (0, 7), (1, 1), (1 << 11, 600), (17, 33)] + [(Int, Int)](repeating: (100, 1000), count: 20)
    let matrices = shapes.map { arena.allocate($0.0, $0.1) } + [arena.allocate(4, 10, stride: 48)]
    for (number, matrix) in matrices.enumerated() {
      #expect(UInt(bitPattern: matrix.base) % 64 == 0)
      for i in 0..<matrix.rows { for j in 0..<matrix.columns where matrix[i, j] != 0 { Issue.record("not zero") } }
      matrix.fill(Float(number + 1))
    }
    for (number, matrix) in matrices.enumerated() {
      let isWhole = (0..<matrix.rows).allSatisfy { i in
        (0..<matrix.columns).allSatisfy { matrix[i, $0] == Float(number + 1) }
      }
      #expect(isWhole, "matrix \(number) was overwritten")
    }
  }

  @Test func handsOutTheSameMemoryAfterARewind() {
    let arena = MatrixArena()
    let sizes = [(3, 5), (1 << 11, 1 << 10), (2, 7), (900, 1000), (400, 1000)]
    let first = sizes.map { arena.allocateSpaced($0.0, $0.1) }
    arena.rewind()
    #expect(sizes.map { arena.allocateSpaced($0.0, $0.1).base } == first.map(\.base))
    arena.rewind()
    for (rows, columns) in sizes {
      let smaller = arena.allocateSpaced(rows / 2, columns)
      let isWithin = first.contains {
        $0.base <= smaller.base && smaller.base + smaller.rows * smaller.stride <= $0.base + $0.rows * $0.stride
      }
      #expect(isWithin, "\(rows / 2) x \(columns) lies outside the memory taken before")
    }
  }
}
