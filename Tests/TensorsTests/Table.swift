import Corpus
import Tensors
import Testing

/// A matrix in double precision, for the naive reference implementations.
struct Table {
  let rows: Int
  let columns: Int
  /// Row by row.
  var values: [Double]

  init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  init(rows: Int, columns: Int, _ value: (_ row: Int, _ column: Int) -> Double) {
    self.init(
      rows: rows, columns: columns, values: (0..<rows * columns).map { value($0 / columns, $0 % columns) })
  }

  /// Numbers drawn uniformly from −scale…scale, each a 32-bit float.
  init(randomRows rows: Int, columns: Int, scale: Double = 1, using random: inout SplitMix64) {
    self.init(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { _ in Double(Float((2 * random.nextUnit() - 1) * scale)) })
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  var transposed: Table { Table(rows: columns, columns: rows) { self[$1, $0] } }

  /// The naive matrix product.
  static func * (a: Table, b: Table) -> Table {
    Table(rows: a.rows, columns: b.columns) { i, j in
      (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] }
    }
  }

  /// The sum of the elementwise products.
  func dot(_ other: Table) -> Double { zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The gradient of `f` at this table, by central differences.
  func gradient(of f: (Table) -> Double) -> Table {
    let step = 1e-5
    var moved = self
    var gradient = self
    for i in values.indices {
      moved.values[i] = values[i] + step
      let above = f(moved)
      moved.values[i] = values[i] - step
      gradient.values[i] = (above - f(moved)) / (2 * step)
      moved.values[i] = values[i]
    }
    return gradient
  }
}

/// A matrix of floats with padding around each row, so that a test detects a layer that assumes contiguous rows.
final class PaddedMatrix {
  let view: Matrix
  private let storage: FloatStorage
  private static let mark: Float = 12_345

  /// - Parameter padding: Floats between the rows.
  init(_ table: Table, padding: Int = 3) {
    let stride = table.columns + padding
    storage = FloatStorage(count: table.rows * stride + padding)
    for i in 0..<storage.count { storage.floats[i] = PaddedMatrix.mark }
    view = Matrix(storage.base + padding, rows: table.rows, columns: table.columns, stride: stride)
    for i in 0..<table.rows {
      for j in 0..<table.columns { view[i, j] = Float(table[i, j]) }
    }
  }

  /// A matrix filled with values for a layer to overwrite.
  convenience init(rows: Int, columns: Int, padding: Int = 3) {
    self.init(Table(rows: rows, columns: columns) { _, _ in .nan }, padding: padding)
  }

  var table: Table { Table(rows: view.rows, columns: view.columns) { Double(self.view[$0, $1]) } }

  /// Whether nothing was written outside the matrix.
  var isPaddingWhole: Bool {
    let padding = view.stride - view.columns
    let outside =
      (0..<padding)
      + (0..<view.rows).flatMap { row in
        let end = padding + row * view.stride + view.columns
        return end..<end + padding
      }
    return outside.allSatisfy { storage.floats[$0] == PaddedMatrix.mark }
  }
}

/// Expects each element of `found` to be within `tolerance` of `expected`, and its padding to be untouched.
func expectClose(
  _ found: PaddedMatrix, _ expected: Table, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.isPaddingWhole, "written outside the matrix", sourceLocation: sourceLocation)
  expectClose(found.table, expected, within: tolerance, sourceLocation: sourceLocation)
}

/// Expects each element of `found` to be within `tolerance` of `expected`.
func expectClose(
  _ found: Table, _ expected: Table, within tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.rows == expected.rows && found.columns == expected.columns, sourceLocation: sourceLocation)
  for i in 0..<found.rows {
    for j in 0..<found.columns where !(abs(found[i, j] - expected[i, j]) <= tolerance) {
      Issue.record(
        "[\(i), \(j)]: found \(found[i, j]), expected \(expected[i, j]) within \(tolerance)",
        sourceLocation: sourceLocation)
      return
    }
  }
}

/// Column counts around the kernels' eight lanes: a remainder only, whole vectors only, both.
let columnCounts = [1, 7, 8, 9, 16, 21]
