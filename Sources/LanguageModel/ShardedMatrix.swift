import Tensors

/// The transpose of a weight [O, I], split by columns into parts that are contiguous in memory: a thread team member's
/// part stays in its processor's cache.
struct ShardedMatrix {
  /// Some of the columns, [I, O / parts].
  private struct Part {
    let matrix: Matrix
    /// The same in half precision, if that is exact: halves the time of products with a single input row.
    let panels: PanelMatrix?
  }

  private let parts: [Part]

  /// - Parameters:
  ///   - parts: The number of parts, which must divide O.
  ///   - arena: Where to allocate.
  init(transposeOf weight: Matrix, parts: Int, in arena: MatrixArena) {
    precondition(weight.rows % parts == 0)
    let width = weight.rows / parts
    self.parts = (0..<parts).map { part in
      let transpose = arena.allocate(weight.columns, width)
      transpose.copy(fromTransposeOf: weight.rows(part * width..<(part + 1) * width))
      return Part(matrix: transpose, panels: PanelMatrix(transpose, in: arena))
    }
  }

  /// The columns of a part.
  func columns(of part: Int) -> Range<Int> {
    let width = parts[part].matrix.columns
    return part * width..<(part + 1) * width
  }

  /// Overwrites a part's columns of `output` with those of `input · transpose`, or adds to them if `accumulating`.
  ///
  /// Shapes: input [N, I], output [N, O].
  func apply(to input: Matrix, part: Int, output: Matrix, accumulating: Bool = false) {
    let output = output.columns(columns(of: part))
    let (matrix, panels) = (parts[part].matrix, parts[part].panels)
    if input.rows != 1 {
      output.setProduct(input.plain, matrix.plain, accumulating: accumulating)
    } else if let panels {
      panels.multiply(input, output: output, accumulating: accumulating)
    } else {
      output.setRowProduct(input, matrix.plain, accumulating: accumulating)
    }
  }
}
