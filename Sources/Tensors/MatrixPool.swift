/// Memory for matrices that live as long as the pool does. Each starts at a cache line; all are zero at first.
public final class MatrixPool {
  /// What is taken comes from the last one.
  private var blocks: [FloatStorage] = []
  /// Where the last block's free floats begin.
  private var offset = 0

  /// Floats in a block, unless one matrix needs more. Pages that nobody touches take no memory.
  private static let blockSize = 1 << 20

  public init() {}

  /// A matrix whose rows stand `stride` floats apart, without a gap if not given.
  public func take(_ rows: Int, _ columns: Int, stride: Int? = nil) -> Matrix {
    let count = rows * (stride ?? columns)
    if blocks.isEmpty || offset + count > blocks[blocks.count - 1].count {
      blocks.append(FloatStorage(count: max(count, MatrixPool.blockSize)))
      offset = 0
    }
    defer { offset += FloatStorage.aligned(count) }
    return blocks[blocks.count - 1].matrix(at: offset, rows: rows, columns: columns, stride: stride)
  }
}
