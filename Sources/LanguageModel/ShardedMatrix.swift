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
  /// O
  private let columnCount: Int

  /// - Parameters:
  ///   - parts: The number of parts; if it does not divide O, some have one column more than others.
  ///   - arena: Where to allocate.
  init(transposeOf weight: Matrix, parts: Int, in arena: MatrixArena) {
    columnCount = weight.rows
    self.parts = (0..<parts).map { part in
      let columns = ShardedMatrix.columns(of: part, parts: parts, columnCount: weight.rows)
      let transpose = arena.allocate(weight.columns, columns.count)
      transpose.copy(fromTransposeOf: weight.rows(columns))
      return Part(matrix: transpose, panels: PanelMatrix(transpose, in: arena))
    }
  }

  /// The columns of a part.
  func columns(of part: Int) -> Range<Int> {
    ShardedMatrix.columns(of: part, parts: parts.count, columnCount: columnCount)
  }

  private static func columns(of part: Int, parts: Int, columnCount: Int) -> Range<Int> {
    part * columnCount / parts..<(part + 1) * columnCount / parts
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
