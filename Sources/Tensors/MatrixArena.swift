/// Memory for matrices that live as long as the arena does. Each starts at a cache line; all are zero at first.
public final class MatrixArena {
  private var blocks: [FloatStorage] = []
  /// The block that what is taken comes from, and where its free floats begin.
  private var (block, offset) = (0, 0)

  /// Floats in a block, unless one matrix needs more. Pages that nobody touches take no memory.
  private static let blockSize = 1 << 20

  public init() {}

  /// A matrix whose rows stand `stride` floats apart, without a gap if not given.
  public func allocate(_ rows: Int, _ columns: Int, stride: Int? = nil) -> Matrix {
    let count = rows * (stride ?? columns)
    while block < blocks.count && offset + count > blocks[block].count { (block, offset) = (block + 1, 0) }
    if block == blocks.count { blocks.append(FloatStorage(count: max(count, MatrixArena.blockSize))) }
    defer { offset += FloatStorage.aligned(count) }
    return blocks[block].matrix(at: offset, rows: rows, columns: columns, stride: stride)
  }

  /// A matrix whose rows stand as products read them fastest.
  public func allocateSpaced(_ rows: Int, _ columns: Int) -> Matrix {
    allocate(rows, columns, stride: FloatStorage.stride(columns))
  }

  /// Takes back every matrix: what is taken from now on comes from the same memory, and holds what it held. Matrices no larger
  /// than before, in the same order, need no more of it.
  public func rewind() { (block, offset) = (0, 0) }
}
