import COneDNN
import VectorMath

/// A matrix as a factor of a product, optionally transposed.
public struct Factor {
  let matrix: Matrix
  let isTransposed: Bool

  var rows: Int { isTransposed ? matrix.columns : matrix.rows }
  var columns: Int { isTransposed ? matrix.rows : matrix.columns }
}

extension Matrix {
  /// This matrix as a factor.
  public var plain: Factor { Factor(matrix: self, isTransposed: false) }
  /// The transpose of this matrix as a factor, without copying.
  public var transposed: Factor { Factor(matrix: self, isTransposed: true) }

  /// Overwrites this matrix with `scale · a · b`, or adds to it if `accumulating`.
  ///
  /// Shapes: this [M, N], a [M, K], b [K, N].
  public func setProduct(_ a: Factor, _ b: Factor, scale: Float = 1, accumulating: Bool = false) {
    assert(a.rows == rows && b.columns == columns && a.columns == b.rows)
    MatrixProducts.record(2 * rows * columns * a.columns)
    OpenMP.useOneThread()
    let status = dnnl_sgemm(
      a.isTransposed ? transpose : plainOrder, b.isTransposed ? transpose : plainOrder,
      dnnl_dim_t(rows), dnnl_dim_t(columns), dnnl_dim_t(a.columns),
      scale, a.matrix.base, dnnl_dim_t(a.matrix.stride), b.matrix.base, dnnl_dim_t(b.matrix.stride),
      accumulating ? 1 : 0, base, dnnl_dim_t(stride))
    precondition(status == dnnl_success, "oneDNN accepts every shape whose strides cover its rows")
  }

  /// The same for a single row, for which the library's setup costs more than the product itself. The order of
  /// summation differs from ``setProduct(_:_:scale:accumulating:)``.
  ///
  /// Shapes: this [1, N], a [1, K], b [K, N].
  public func setRowProduct(_ a: Matrix, _ b: Factor, scale: Float = 1, accumulating: Bool = false) {
    assert(rows == 1 && a.rows == 1 && b.columns == columns && a.columns == b.rows)
    MatrixProducts.record(2 * columns * a.columns)
    let product = b.isTransposed ? vm_row_product_transposed : vm_row_product
    product(a.base, b.matrix.base, b.rows, b.columns, b.matrix.stride, scale, accumulating ? 1 : 0, base)
  }
}

private let plainOrder = CChar(UInt8(ascii: "N"))
private let transpose = CChar(UInt8(ascii: "T"))
