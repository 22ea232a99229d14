import VectorMath

/// A matrix whose numbers 16 bits hold exactly (IEEE 754 half precision), in the order in which a product with one row reads
/// it: half the bytes of ``Matrix``, one after the other.
///
/// Such a product takes as long as reading the matrix takes.
public struct PanelMatrix {
  /// What it is a product's factor in place of.
  private let rows, columns: Int
  /// Panels of `vm_panel_width` columns.
  private let base: UnsafeMutablePointer<UInt16>

  /// Floats that the memory of a matrix of this shape has room for.
  public static func room(rows: Int, columns: Int) -> Int { rows * panelCount(columns) * panelWidth / 2 }

  /// Fails where 16 bits are too few for a number of the matrix.
  ///
  /// - Parameters:
  ///   - matrix: [I, O]
  ///   - memory: As much as ``room(rows:columns:)`` says; overwritten. It must outlive the matrix.
  public init?(_ matrix: Matrix, in memory: UnsafeMutablePointer<Float>) {
    rows = matrix.rows
    columns = matrix.columns
    let room = PanelMatrix.room(rows: rows, columns: columns)
    memory.update(repeating: 0, count: room)
    base = UnsafeMutableRawPointer(memory).bindMemory(to: UInt16.self, capacity: 2 * room)
    for i in 0..<rows {
      for j in 0..<columns {
        let number = matrix[i, j]
        let bits = number.float16Bits
        guard Float(float16Bits: bits) == number else { return nil }
        let (panel, column) = j.quotientAndRemainder(dividingBy: PanelMatrix.panelWidth)
        base[(panel * rows + i) * PanelMatrix.panelWidth + column] = bits
      }
    }
  }

  /// Overwrites `output` with `input · this matrix`, or adds to it if `accumulating`.
  ///
  /// Shapes: input [1, I], output [1, O].
  public func multiply(_ input: Matrix, output: Matrix, accumulating: Bool = false) {
    assert(input.rows == 1 && output.rows == 1 && input.columns == rows && output.columns == columns)
    MatrixProducts.note(2 * rows * columns)
    vm_row_product_panels(input.base, base, rows, columns, accumulating ? 1 : 0, output.base)
  }

  private static let panelWidth = Int(vm_panel_width)

  private static func panelCount(_ columns: Int) -> Int { (columns + panelWidth - 1) / panelWidth }
}
