import Tensors

/// Five Newton–Schulz steps that bring a matrix's singular values close to 1 and leave its singular vectors (Jordan et al.
/// 2024, "Muon"): X ← aX + (bA + cA²)X with A = XXᵀ.
///
/// One instance serves one thread: it owns the scratch.
final class NewtonSchulz {
  private let storage: FloatStorage
  private let capacity: Int
  private let side: Int

  /// - Parameters:
  ///   - side: The most rows or columns on a matrix's smaller side.
  ///   - elements: The most elements of a matrix.
  init(side: Int, elements: Int) {
    self.side = side
    capacity = elements
    storage = FloatStorage(count: 2 * FloatStorage.aligned(elements) + 2 * FloatStorage.aligned(side * side))
  }

  /// Overwrites `matrix` [M, N] with its nearest orthogonal matrix, approximately.
  func orthogonalise(_ matrix: Matrix) {
    let isTall = matrix.rows > matrix.columns
    let (rows, columns) = isTall ? (matrix.columns, matrix.rows) : (matrix.rows, matrix.columns)
    let elements = FloatStorage.aligned(capacity)
    var x = storage.matrix(rows: rows, columns: columns)
    var next = storage.matrix(at: elements, rows: rows, columns: columns)
    let gram = storage.matrix(at: 2 * elements, rows: rows, columns: rows)
    let polynomial = storage.matrix(at: 2 * elements + FloatStorage.aligned(side * side), rows: rows, columns: rows)

    var squares: Float = 0
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns {
        let value = matrix[i, j]
        squares += value * value
        if isTall { x[j, i] = value } else { x[i, j] = value }
      }
    }
    let scale = 1 / (squares.squareRoot() + 1e-7)
    for i in 0..<rows * columns { x.base[i] *= scale }

    for _ in 0..<5 {
      gram.setProduct(x.plain, x.transposed)
      polynomial.setProduct(gram.plain, gram.plain, scale: 2.0315)
      for i in 0..<rows * rows { polynomial.base[i] += -4.7750 * gram.base[i] }
      next.setProduct(polynomial.plain, x.plain)
      for i in 0..<rows * columns { next.base[i] += 3.4445 * x.base[i] }
      swap(&x, &next)
    }
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns { matrix[i, j] = isTall ? x[j, i] : x[i, j] }
    }
  }
}
