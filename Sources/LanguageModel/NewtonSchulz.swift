import Tensors

/// Five Newton–Schulz steps that bring a matrix's singular values close to 1 and preserve its singular vectors (Jordan
/// et al. 2024, "Muon"): X ← aX + (bA + cA²)X with A = XXᵀ.
///
/// One thread per instance, which owns its scratch memory.
final class NewtonSchulz {
  private let arena = MatrixArena()

  /// Overwrites `matrix` [M, N] with its nearest orthogonal matrix, approximately.
  func orthogonalize(_ matrix: Matrix) {
    let isTall = matrix.rows > matrix.columns
    let (rows, columns) = isTall ? (matrix.columns, matrix.rows) : (matrix.rows, matrix.columns)
    arena.rewind()
    var (x, next) = (arena.allocateSpaced(rows, columns), arena.allocateSpaced(rows, columns))
    let (gram, polynomial) = (arena.allocateSpaced(rows, rows), arena.allocateSpaced(rows, rows))

    var squares: Float = 0
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns {
        let value = matrix[i, j]
        squares += value * value
        if isTall { x[j, i] = value } else { x[i, j] = value }
      }
    }
    let scale = 1 / (squares.squareRoot() + 1e-7)
    multiply(x, by: scale)

    for _ in 0..<5 {
      gram.setProduct(x.plain, x.transposed)
      polynomial.setProduct(gram.plain, gram.plain, scale: 2.0315)
      add(gram, times: -4.7750, to: polynomial)
      next.setProduct(polynomial.plain, x.plain)
      add(x, times: 3.4445, to: next)
      swap(&x, &next)
    }
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns { matrix[i, j] = isTall ? x[j, i] : x[i, j] }
    }
  }
}
