import Karel
import TextCanvas

/// Where the parts of a column of the Compare tab lie, counted from its top left: the title, the true world, the
/// believed world, the verdicts, and the column's own program.
public struct CompareColumnLayout: Hashable, Sendable {
  /// Where the believed world is drawn.
  enum Arrangement: Hashable, Sendable {
    /// Under the true one, with a row for its title between them.
    case below
    /// Right of the true one, with its title in the row of the column's.
    case beside
    /// In the same board: in each cell the truth is left, and belief right.
    case within
  }

  /// How correctness is shown; the raw value is its rows.
  enum Verdicts: Int, Hashable, Sendable {
    case none = 0
    /// A mark for each feature.
    case marks = 1
    /// Truth and belief for each feature.
    case words = 3
    /// The same with a head, and probabilities.
    case table = 4

    /// The columns that it takes.
    var columns: Int {
      switch self {
      case .none: 0
      case .marks, .words: 17
      case .table: 31
      }
    }
  }

  /// The columns and rows of one cell of the worlds.
  var cell: Size
  var arrangement: Arrangement
  /// The rows of the title; two have the current op in the second.
  var titleRows: Int
  var verdicts: Verdicts
  /// The blank rows above the verdicts.
  var spaceRows = 0
  /// The columns that verdicts may fill; nil gives a table those of the worlds, and others all.
  var verdictColumns: Int?
  var program: Rectangle?

  static let gap = 3

  init(cell: Size, _ arrangement: Arrangement, titleRows: Int = 2, _ verdicts: Verdicts = .none) {
    self.cell = cell
    self.arrangement = arrangement
    self.titleRows = titleRows
    self.verdicts = verdicts
  }

  /// The extent of one board.
  var board: Size { Size(columns: World.size * cell.columns, rows: World.size * cell.rows) }

  /// The extent of all that is in boards.
  var boards: Size {
    switch arrangement {
    case .below: Size(columns: board.columns, rows: 2 * board.rows + 1)
    case .beside: Size(columns: 2 * board.columns + CompareColumnLayout.gap, rows: board.rows)
    case .within: board
    }
  }

  var truth: Rectangle { Rectangle(x: 0, y: titleRows, columns: board.columns, rows: board.rows) }

  /// The believed world; nil if it has no board of its own.
  var belief: Rectangle? {
    var rectangle = truth
    switch arrangement {
    case .below: rectangle.y += board.rows + 1
    case .beside: rectangle.x += board.columns + CompareColumnLayout.gap
    case .within: return nil
    }
    return rectangle
  }

  /// The row of the title over the believed world.
  var beliefTitleY: Int { arrangement == .below ? titleRows + board.rows : 0 }

  /// The columns of the title in a column of that many.
  func titleColumns(_ columns: Int) -> Int {
    arrangement == .beside ? min(columns, board.columns + CompareColumnLayout.gap - 1) : columns
  }

  var verdictsY: Int { titleRows + boards.rows + spaceRows }

  /// The rows of everything but a program.
  private var ownRows: Int { verdictsY + verdicts.rawValue }

  /// The rows of everything.
  var rows: Int { max(ownRows, program.map { $0.y + $0.rows } ?? 0) }

  /// This layout with the program in that many rows under everything else.
  func withProgram(rows: Int) -> CompareColumnLayout {
    var layout = self
    layout.program =
      rows > 0 ? Rectangle(x: 0, y: ownRows, columns: StepLayout.programColumns, rows: rows) : nil
    return layout
  }

  /// A column with all of a canvas to itself: the largest cells that fit, the worlds beside each other where they can be, below
  /// them what fits, and the program right of them.
  static func alone(_ size: Size) -> CompareColumnLayout {
    let choices = BoardView.cells.flatMap { cell in
      [CompareColumnLayout(cell: cell, .beside), CompareColumnLayout(cell: cell, .below)]
    }
    var layout =
      choices.first { $0.boards.columns <= size.columns && $0.rows < size.rows }
      ?? CompareColumnLayout(cell: BoardView.cells[BoardView.cells.count - 1], .beside)
    if layout.rows > size.rows { layout.titleRows = 1 }
    let room = size.rows - layout.rows
    let verdicts: [Verdicts] = [.table, .words, .marks]
    layout.verdicts = verdicts.first { $0.rawValue <= room && $0.columns <= size.columns } ?? .none
    if layout.verdicts.rawValue < room { layout.spaceRows = 1 }
    layout.verdictColumns = size.columns
    let x = layout.boards.columns + CompareColumnLayout.gap
    if x + StepLayout.programColumns <= size.columns {
      layout.program = Rectangle(
        x: x, y: 0, columns: StepLayout.programColumns, rows: layout.titleRows + layout.boards.rows)
    }
    return layout
  }
}
