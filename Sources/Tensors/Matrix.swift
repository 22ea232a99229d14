import Foundation

/// A non-owning view of a row-major matrix of 32-bit floats.
///
/// Views are cheap to copy and slice; the owner (a ``FloatStorage``) must outlive them. Bounds are checked only in
/// debug builds.
public struct Matrix {
  public let base: UnsafeMutablePointer<Float>
  public let rows: Int
  public let columns: Int
  /// Floats from the start of one row to the start of the next.
  public let stride: Int

  public init(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// The start of row `row`.
  @inlinable public func row(_ row: Int) -> UnsafeMutablePointer<Float> {
    assert(row >= 0 && row < rows)
    return base + row * stride
  }

  @inlinable public subscript(row: Int, column: Int) -> Float {
    get { self.row(row)[column] }
    nonmutating set { self.row(row)[column] = newValue }
  }

  /// The rows in `range`.
  public func rows(_ range: Range<Int>) -> Matrix {
    assert(range.lowerBound >= 0 && range.upperBound <= rows)
    return Matrix(base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  /// The columns in `range`.
  public func columns(_ range: Range<Int>) -> Matrix {
    assert(range.lowerBound >= 0 && range.upperBound <= columns)
    return Matrix(base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// Copies the transpose of `other`, which must have this matrix's shape.
  public func copy(fromTransposeOf other: Matrix) {
    assert(rows == other.columns && columns == other.rows)
    for j in 0..<columns {
      let source = other.row(j)
      for i in 0..<rows { self[i, j] = source[i] }
    }
  }

  /// Copies the elements of `other`, which must have the same shape.
  public func copy(from other: Matrix) {
    assert(rows == other.rows && columns == other.columns)
    for i in 0..<rows { row(i).update(from: other.row(i), count: columns) }
  }

  /// Sets every element to `value`.
  public func fill(_ value: Float) {
    for i in 0..<rows { row(i).update(repeating: value, count: columns) }
  }
}

/// A block of floats, initially zero and aligned for vector loads; views into it are valid as long as it lives.
public final class FloatStorage {
  public let base: UnsafeMutablePointer<Float>
  public let count: Int

  /// The number of floats in a cache line: views that start at a multiple of it are aligned.
  public static let alignment = 16

  public init(count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    if bytes >= FloatStorage.mappingThreshold {
      let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | FloatStorage.anonymous, -1, 0)
      guard let mapped, mapped != MAP_FAILED else {
        fatalError("out of memory: the system refused \(bytes) bytes (\(String(cString: strerror(errno))))")
      }
      base = mapped.bindMemory(to: Float.self, capacity: count)
    } else {
      base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        .bindMemory(to: Float.self, capacity: max(count, 1))
      base.initialize(repeating: 0, count: max(count, 1))
    }
  }

  deinit {
    let bytes = count * MemoryLayout<Float>.stride
    if bytes >= FloatStorage.mappingThreshold { munmap(base, bytes) } else { base.deallocate() }
  }

  /// Blocks of at least this many bytes are mapped directly. On the heap, large short-lived blocks of varying sizes
  /// would cause fragmentation, and memory would grow over hours of training.
  private static let mappingThreshold = 1 << 20

  #if canImport(Darwin)
    private static let anonymous = MAP_ANON
  #else
    private static let anonymous = MAP_ANONYMOUS
  #endif

  /// All floats.
  public var floats: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }

  /// Sets every float to 0.
  public func clear() { base.update(repeating: 0, count: count) }

  /// A matrix over the floats from `offset` on; rows are `stride` floats apart, contiguous by default.
  public func matrix(at offset: Int = 0, rows: Int, columns: Int, stride: Int? = nil) -> Matrix {
    let matrix = Matrix(base + offset, rows: rows, columns: columns, stride: stride)
    precondition(offset >= 0 && offset + rows * matrix.stride <= count, "view out of the storage's bounds")
    return matrix
  }

  /// `count` rounded up to the next multiple of ``alignment``.
  public static func aligned(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

  /// The fastest stride for products over rows of `columns` floats: an odd number of cache lines, so that a column of
  /// tiles spreads over the whole cache. (Rows a power of two apart would map to few of its sets.)
  public static func stride(_ columns: Int) -> Int { ((columns + alignment - 1) / alignment | 1) * alignment }
}
