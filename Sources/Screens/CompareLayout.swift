import Karel

/// Where the parts of the Compare view lie in a body of some extent.
///
/// No two parts overlap, and every part lies in the body.
public struct CompareLayout: Hashable, Sendable {
  /// The least body that shows anything: two columns, each a world.
  public static let minimum = Size(columns: 38, rows: 10)

  /// The columns and rows of one cell of the worlds.
  var cell = Size(columns: 2, rows: 1)
  var introduction: Rectangle?
  /// As many as fit, at least one.
  var columns: [Rectangle]
  /// The rows of a column's title.
  var titleRows = 2
  /// Whether each column has a world as believed under the true one; otherwise the believed robot stands in that.
  var hasBelief = false
  /// The rows of each column's own program; 0 for none.
  var programRows = 0
  /// The rows of what is right and wrong: a table of 4, or 1.
  var verdictRows = 1
  /// The program that all columns share.
  var program: Rectangle?
  var status: Rectangle?

  private static let margin = 1
  private static let gap = 3
  private static let programColumns = 20

  /// The layout for a view's columns; nil if the body is smaller than ``minimum``.
  init?(_ body: Size, _ model: CompareModel) {
    self.init(body, count: max(2, model.columns.count), hasPrograms: model.contrast == .checkpoints)
  }

  /// - Parameters:
  ///   - count: The columns there are.
  ///   - hasPrograms: Whether each has a program of its own.
  public init?(_ body: Size, count: Int, hasPrograms: Bool) {
    guard body.columns >= CompareLayout.minimum.columns, body.rows >= CompareLayout.minimum.rows else { return nil }
    let width = body.columns - 2 * CompareLayout.margin
    let options = CompareLayout.options(hasPrograms: hasPrograms)
    let choice = options.first { option in
      option.rows <= body.rows
        && count * (World.size * option.cell.columns + CompareLayout.gap) - CompareLayout.gap <= width
    }
    // Where not all columns fit, those that do in the smallest cells.
    let option = choice ?? options.last { $0.rows <= body.rows && $0.cell.rows == 1 } ?? options[options.count - 1]
    cell = option.cell
    hasBelief = option.hasBelief
    programRows = option.programRows
    verdictRows = option.verdictRows
    titleRows = option.titleRows
    let board = World.size * cell.columns
    let fitting = min(count, (width + CompareLayout.gap) / (board + CompareLayout.gap))
    let used = fitting * (board + CompareLayout.gap)
    let hasList = !hasPrograms && width - used >= CompareLayout.programColumns && titleRows == 2
    let room = width - (hasList ? CompareLayout.programColumns : 0)
    let pitch =
      board + min(max((room - 1 - fitting * board) / max(1, fitting - (hasList ? 0 : 1)), CompareLayout.gap), 9)
    let top = body.rows > option.rows ? option.introductionRows + 1 : option.introductionRows
    let rows = option.columnRows
    columns = (0..<fitting).map { place in
      let x = CompareLayout.margin + place * pitch
      return Rectangle(
        x: x, y: option.introductionRows == 0 ? 0 : top, columns: min(pitch - 1, body.columns - x), rows: rows)
    }
    if option.introductionRows > 0 {
      introduction = Rectangle(x: CompareLayout.margin, y: 0, columns: width, rows: 1)
    }
    if hasList {
      let x = CompareLayout.margin + fitting * pitch
      program = Rectangle(
        x: x, y: top, columns: min(body.columns - CompareLayout.margin - x, CompareLayout.programColumns), rows: rows)
    }
    if option.introductionRows > 0 || body.rows > option.rows {
      status = Rectangle(x: CompareLayout.margin, y: body.rows - 1, columns: width, rows: 1)
    }
  }

  /// A way to fill a column.
  private struct Option {
    var cell: Size
    var hasBelief: Bool
    var programRows: Int
    var verdictRows: Int
    var titleRows = 2
    var introductionRows = 1

    /// The rows of a column.
    var columnRows: Int {
      titleRows + World.size * cell.rows + (hasBelief ? 1 + World.size * cell.rows : 0)
        + (programRows > 0 ? programRows : 0) + verdictRows
    }

    /// The rows of a body, the status with its row.
    var rows: Int { introductionRows + columnRows + (introductionRows > 0 ? 1 : 0) }
  }

  /// All ways, the best first.
  private static func options(hasPrograms: Bool) -> [Option] {
    let cells = BoardView.cells
    var options: [Option] = []
    for cell in cells {
      // A table of features takes 31 columns.
      for verdictRows in cell.columns >= 4 ? [4, 1] : [1] {
        options.append(
          Option(cell: cell, hasBelief: true, programRows: hasPrograms ? 12 : 0, verdictRows: verdictRows))
      }
    }
    if hasPrograms {
      for cell in cells {
        options.append(Option(cell: cell, hasBelief: false, programRows: 9, verdictRows: 1))
      }
    }
    return options + [
      Option(cell: cells[2], hasBelief: false, programRows: 0, verdictRows: 1, titleRows: 1, introductionRows: 0)
    ]
  }

  /// Every part that the layout has.
  public var parts: [Rectangle] { columns + [introduction, program, status].compactMap { $0 } }
}
