import Corpus
import Karel
import TextCanvas

/// Where the parts of the Step tab lie in a body of some extent: a full layout, a compact one, or none.
///
/// No two parts overlap, and every part lies in the body.
public struct StepLayout: Hashable, Sendable {
  /// The least extent that shows anything.
  public static let minimum = Size(columns: 38, rows: 10)
  /// The least extent of the full layout.
  public static let full = Size(columns: 79, rows: 19)

  /// The columns and rows of one cell of the two worlds.
  var cell = Size(columns: 2, rows: 1)
  /// The columns and rows of one cell of the small worlds, one for each example, where there is room for them.
  var smallCell: Size?
  var introduction: Rectangle?
  /// The two worlds, each under a title of `titleRows` rows and above one row for a remark in the full layout.
  var truth: Rectangle
  var belief: Rectangle
  var titleRows: Int
  var program: Rectangle?
  var choice: Rectangle?
  var table: Rectangle?
  /// Everything about the step in one row, where there is no room for the table.
  var summary: Rectangle?
  var examples: Rectangle?
  /// A chart of calibration, if requested and if it fits below the lists.
  var calibration: Rectangle?
  var status: Rectangle?

  static let programColumns = 16
  /// With each feature's belief at each op.
  static let wideProgramColumns = 38
  private static let margin = 1
  private static let gap = 4

  /// The layout for a body; nil if it is smaller than ``minimum``.
  ///
  /// - Parameter hasCalibration: Whether room is wanted for a chart of calibration.
  public init?(_ size: Size, hasCalibration: Bool = false) {
    guard size.columns >= StepLayout.minimum.columns, size.rows >= StepLayout.minimum.rows else { return nil }
    if size.columns >= StepLayout.full.columns, size.rows >= StepLayout.full.rows {
      self.init(full: size)
      if hasCalibration { makeRoomForCalibration() }
    } else {
      self.init(compact: size)
    }
  }

  private init(full size: Size) {
    let margin = StepLayout.margin
    let gap = StepLayout.gap
    let width = size.columns - 2 * margin
    func row(_ y: Int, _ rows: Int = 1) -> Rectangle { Rectangle(x: margin, y: y, columns: width, rows: rows) }

    // Where rows are few, blank ones go: first the one above the table, then below the sentence, then above the examples.
    let spare = size.rows - StepLayout.full.rows
    let (aboveTable, belowSentence, aboveExamples) = (spare > 2 ? 1 : 0, spare > 1 ? 1 : 0, spare > 0 ? 1 : 0)
    let top = 1 + belowSentence
    let tableRows = 4
    /// The rows from the titles to the end of the worlds and the list.
    func middleRows(_ cell: Size) -> Int { max(World.size * cell.rows + 3, StepLayout.listRows) }
    func programX(_ cell: Size) -> Int { margin + 2 * (World.size * cell.columns + gap) + 1 }
    func choiceX(_ cell: Size, _ columns: Int = StepLayout.programColumns) -> Int { programX(cell) + columns + 2 }
    let choiceColumns = 19
    let cells = BoardView.cells
    cell =
      cells.first {
        choiceX($0) + choiceColumns + margin <= size.columns
          && top + middleRows($0) + aboveTable + tableRows + aboveExamples + 2 <= size.rows
      } ?? cells[2]

    let board = Size(columns: World.size * cell.columns, rows: World.size * cell.rows)
    let middle = middleRows(cell)
    introduction = row(0)
    titleRows = 2
    truth = Rectangle(x: margin, y: top, columns: board.columns + gap - 1, rows: board.rows + 3)
    belief = Rectangle(x: margin + board.columns + gap, y: top, columns: board.columns + gap, rows: board.rows + 3)
    let listColumns = [StepLayout.wideProgramColumns, StepLayout.programColumns].first {
      choiceX(cell, $0) + choiceColumns + margin <= size.columns
    }
    program = Rectangle(
      x: programX(cell), y: top, columns: listColumns ?? StepLayout.programColumns, rows: middle)
    let x = choiceX(cell, listColumns ?? StepLayout.programColumns)
    choice = Rectangle(x: x, y: top, columns: min(size.columns - margin - x, 50), rows: middle)
    table = row(top + middle + aboveTable, tableRows)
    let examplesY = top + middle + aboveTable + tableRows + aboveExamples
    let room = size.rows - 1 - examplesY
    smallCell = StepLayout.exampleCell(Size(columns: width, rows: room))
    examples = row(examplesY, 1 + (smallCell.map { World.size * $0.rows } ?? 0))
    status = row(size.rows - 1)
  }

  /// Shortens the lists, and if need be the table by what it leaves empty, for a chart below the lists.
  private mutating func makeRoomForCalibration() {
    guard let program, let choice, let table else { return }
    let y = program.y + StepLayout.listRows + 1
    let right = choice.x + choice.columns
    var chart = Rectangle(x: program.x, y: y, columns: right - program.x, rows: program.y + program.rows - y)
    var tableColumns = table.columns
    if chart.rows < StepLayout.chartRows {
      tableColumns = BeliefTable.columns
      let x = max(program.x, table.x + tableColumns + 2)
      chart = Rectangle(x: x, y: y, columns: right - x, rows: table.y + table.rows - y)
    }
    guard chart.rows >= StepLayout.chartRows, chart.columns >= StepLayout.chartColumns else { return }
    calibration = chart
    self.table?.columns = tableColumns
    self.program?.rows = StepLayout.listRows
    self.choice?.rows = StepLayout.listRows
  }

  /// A list of ten ops, its title and its end.
  private static let listRows = 12
  /// The least extent of a chart beside which the lists stay.
  private static let chartRows = 10
  private static let chartColumns = 34

  private init(compact size: Size) {
    let margin = StepLayout.margin
    let width = size.columns - 2 * margin
    let board = World.size * 2
    titleRows = 1
    truth = Rectangle(x: margin, y: 0, columns: board + 2, rows: 1 + World.size)
    let beliefX = margin + board + 3
    belief = Rectangle(
      x: beliefX, y: 0, columns: min(board + 3, size.columns - margin - beliefX), rows: 1 + World.size)
    let programX = beliefX + board + 4
    if programX + StepLayout.programColumns + margin <= size.columns {
      program = Rectangle(x: programX, y: 0, columns: StepLayout.programColumns, rows: 1 + World.size)
    }
    if size.rows >= 15 {
      table = Rectangle(x: margin, y: 10, columns: width, rows: 4)
    } else {
      summary = Rectangle(x: margin, y: 9, columns: width, rows: 1)
    }
    if size.rows >= 17 { examples = Rectangle(x: margin, y: 15, columns: width, rows: 1) }
    if size.rows >= 11 { status = Rectangle(x: margin, y: size.rows - 1, columns: width, rows: 1) }
  }

  /// A pane alone in all of `size`, below its title.
  init(alone size: Size) {
    let all = Rectangle(x: 0, y: 0, columns: size.columns, rows: size.rows)
    (truth, belief, titleRows) = (all, all, 2)
    let cells = BoardView.cells
    cell =
      cells.first { World.size * $0.columns <= size.columns && World.size * $0.rows + 3 <= size.rows } ?? cells[2]
    if size.rows < World.size + 3 { titleRows = 1 }
  }

  /// The cells of the small worlds that fit beside each other; nil if none do.
  static func exampleCell(_ size: Size) -> Size? {
    [Size(columns: 4, rows: 2), Size(columns: 2, rows: 1)].first {
      Specification.exampleCount * (World.size * $0.columns + gap) - gap <= size.columns
        && World.size * $0.rows + 1 <= size.rows
    }
  }

  /// Every part that the layout has.
  public var parts: [Rectangle] {
    [truth, belief]
      + [introduction, program, choice, table, summary, examples, calibration, status].compactMap { $0 }
  }
}
