/// An arena for matrices that live as long as it does. Each is aligned to a cache line and initially zero.
public final class MatrixArena {
  private var blocks: [FloatStorage] = []
  /// The block to allocate from, and the offset of its first free float.
  private var (block, offset) = (0, 0)

  /// Floats in a block, unless one matrix needs more. Untouched pages take no physical memory.
  private static let blockSize = 1 << 20

  public init() {}

  /// Allocates a matrix whose rows are `stride` floats apart, contiguous by default.
  public func allocate(_ rows: Int, _ columns: Int, stride: Int? = nil) -> Matrix {
    let count = rows * (stride ?? columns)
    while block < blocks.count && offset + count > blocks[block].count { (block, offset) = (block + 1, 0) }
    if block == blocks.count { blocks.append(FloatStorage(count: max(count, MatrixArena.blockSize))) }
    defer { offset += FloatStorage.aligned(count) }
    return blocks[block].matrix(at: offset, rows: rows, columns: columns, stride: stride)
  }

  /// Allocates a matrix with the fastest stride for products; see ``FloatStorage/stride(_:)``.
  public func allocateSpaced(_ rows: Int, _ columns: Int) -> Matrix {
    allocate(rows, columns, stride: FloatStorage.stride(columns))
  }

  /// Invalidates all matrices: later allocations reuse their memory without clearing it. Allocating matrices no larger
  /// than before, in the same order, needs no more memory.
  public func rewind() { (block, offset) = (0, 0) }
}
