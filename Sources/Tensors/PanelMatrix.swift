import VectorMath

/// A matrix whose elements are exactly representable in IEEE 754 half precision, laid out in the order in which a
/// single-row product reads it: half the bytes of ``Matrix``, contiguous.
///
/// Single-row products are bound by memory bandwidth.
public struct PanelMatrix {
  private let rows, columns: Int
  /// Panels of `vm_panel_width` columns.
  private let base: UnsafeMutablePointer<UInt16>

  /// Fails if an element is not exactly representable in 16 bits, or if the processor has no half-precision loads.
  ///
  /// - Parameters:
  ///   - matrix: [I, O]
  ///   - arena: Where to allocate; untouched on failure.
  public init?(_ matrix: Matrix, in arena: MatrixArena) {
    guard vm_reads_half_precision() != 0, PanelMatrix.fits(matrix) else { return nil }
    rows = matrix.rows
    columns = matrix.columns
    let panelCount = (columns + PanelMatrix.width - 1) / PanelMatrix.width
    let capacity = rows * panelCount * PanelMatrix.width
    base = UnsafeMutableRawPointer(arena.allocate(1, capacity / 2).base).bindMemory(to: UInt16.self, capacity: capacity)
    for i in 0..<rows {
      for j in 0..<columns {
        let (panel, column) = j.quotientAndRemainder(dividingBy: PanelMatrix.width)
        base[(panel * rows + i) * PanelMatrix.width + column] = matrix[i, j].float16Bits
      }
    }
  }

  /// Overwrites `output` with `input · this matrix`, or adds to it if `accumulating`.
  ///
  /// Shapes: input [1, I], output [1, O].
  public func multiply(_ input: Matrix, output: Matrix, accumulating: Bool = false) {
    assert(input.rows == 1 && output.rows == 1 && input.columns == rows && output.columns == columns)
    MatrixProducts.record(2 * rows * columns)
    vm_row_product_panels(input.base, base, rows, columns, accumulating ? 1 : 0, output.base)
  }

  private static let width = Int(vm_panel_width)

  private static func fits(_ matrix: Matrix) -> Bool {
    (0..<matrix.rows).allSatisfy { i in
      (0..<matrix.columns).allSatisfy { Float(float16Bits: matrix[i, $0].float16Bits) == matrix[i, $0] }
    }
  }
}
