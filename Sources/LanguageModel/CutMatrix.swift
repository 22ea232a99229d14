import Tensors

/// The transpose of a weight [O, I], cut into parts by columns, each of which lies in memory by itself: what one member of a
/// crew reads of it stays in that processor's cache.
struct CutMatrix {
  /// [I, O / parts] each.
  private let parts: [Matrix]

  /// - Parameters:
  ///   - parts: How many; O is a multiple.
  ///   - take: Gives memory for a matrix of so many rows and columns.
  init(transposeOf weight: Matrix, parts: Int, take: (_ rows: Int, _ columns: Int) -> Matrix) {
    precondition(weight.rows % parts == 0)
    let width = weight.rows / parts
    self.parts = (0..<parts).map { part in
      let transpose = take(weight.columns, width)
      transpose.copy(fromTransposeOf: weight.rows(part * width..<(part + 1) * width))
      return transpose
    }
  }

  /// The columns of a part.
  func columns(of part: Int) -> Range<Int> {
    let width = parts[part].columns
    return part * width..<(part + 1) * width
  }

  /// Overwrites a part's columns of `output` with those of `input · transpose + bias`, or adds to them if `accumulating`.
  ///
  /// Shapes: input [N, I], bias [1, O] or none, output [N, O].
  func apply(to input: Matrix, part: Int, bias: Matrix? = nil, output: Matrix, accumulating: Bool = false) {
    let columns = columns(of: part)
    linearForward(
      input, transposedWeight: parts[part].plain, bias: bias?.columns(columns), output: output.columns(columns),
      accumulating: accumulating)
  }
}
