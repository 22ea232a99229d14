import Karel
import TextCanvas

/// Where the parts of the Compare tab lie in a body of some extent.
///
/// No two parts overlap, and every part lies in the body.
public struct CompareLayout: Hashable, Sendable {
  /// The least body that shows anything: two columns, each a world with its belief in it.
  public static let minimum = Size(columns: 38, rows: 10)

  var introduction: Rectangle?
  /// The places of columns: as many as fit.
  var columns: [Rectangle]
  /// What is in each of them.
  var column: CompareColumnLayout
  /// The program that all columns share: a list, or one row.
  var program: Rectangle?
  var status: Rectangle?

  private static let margin = 1
  private static let gap = 3
  private static let programColumns = 20
  /// The most rows that a column's own program gains by.
  private static let programRows = 12

  /// The layout for a tab's columns; nil if the body is smaller than ``minimum``.
  init?(_ body: Size, _ tab: CompareTab) {
    // Pending columns already have their places.
    let expected = tab.awaited.isEmpty ? 0 : tab.columnPlaces.count
    let count = tab.columns.isEmpty ? 2 : max(tab.columns.count, expected)
    self.init(body, count: count, hasPrograms: tab.contrast == .checkpoints)
  }

  /// - Parameters:
  ///   - count: The columns there are.
  ///   - hasPrograms: Whether each has a program of its own.
  public init?(_ body: Size, count: Int, hasPrograms: Bool) {
    guard body.columns >= CompareLayout.minimum.columns, body.rows >= CompareLayout.minimum.rows else { return nil }
    let (margin, gap) = (CompareLayout.margin, CompareLayout.gap)
    let width = body.columns - 2 * margin
    let options = CompareLayout.options(hasPrograms: hasPrograms)
    let shortProgramColumns = CompareLayout.shortProgramColumns(count)
    // As many columns as fit; then the best option for them: large cells, if possible only beside a list of the program.
    var (option, fitting) = (options[options.count - 1], 1)
    for count in stride(from: max(1, count), to: 0, by: -1) {
      func fits(_ option: Option, beside programColumns: Int) -> Bool {
        option.rows <= body.rows && count * (option.column.boards.columns + gap) - gap + programColumns <= width
      }
      let found =
        options.first { $0.column.cell.rows > 1 && fits($0, beside: hasPrograms ? 0 : gap + shortProgramColumns) }
        ?? options.first { fits($0, beside: 0) }
      guard let found else { continue }
      (option, fitting) = (found, count)
      break
    }
    var spare = body.rows - option.rows
    if option.programRows > 0 {
      let more = min(spare, max(0, CompareLayout.programRows - option.programRows))
      option.programRows += more
      spare -= more
    }
    if !option.hasStatus, spare > 0 {
      option.hasStatus = true
      spare -= 1
    }
    column = option.column.withProgram(rows: option.programRows)
    let boards = column.boards.columns
    let used = fitting * (boards + gap)
    let listColumns =
      hasPrograms
      ? 0 : [CompareLayout.programColumns, shortProgramColumns].first { used + $0 <= width } ?? 0
    let hasLine = !hasPrograms && listColumns == 0 && spare > 0
    if hasLine { spare -= 1 }
    let top = option.introductionRows + (option.introductionRows > 0 && spare > 0 ? 1 : 0)
    if top > option.introductionRows { spare -= 1 }
    let room = width - listColumns
    let pitch =
      boards + min(max((room - 1 - fitting * boards) / max(1, fitting - (listColumns > 0 ? 0 : 1)), gap), 9)
    let rows = column.rows
    columns = (0..<fitting).map { place in
      let x = margin + place * pitch
      return Rectangle(x: x, y: top, columns: min(pitch - 1, body.columns - x), rows: rows)
    }
    if option.introductionRows > 0 { introduction = Rectangle(x: margin, y: 0, columns: width, rows: 1) }
    if listColumns > 0 {
      let x = margin + fitting * pitch
      program = Rectangle(x: x, y: top, columns: min(body.columns - margin - x, listColumns), rows: rows)
    } else if hasLine {
      program = Rectangle(x: margin, y: top + rows + (spare > 0 ? 1 : 0), columns: width, rows: 1)
    }
    if option.hasStatus { status = Rectangle(x: margin, y: body.rows - 1, columns: width, rows: 1) }
  }

  /// The columns of a list of ops by their short names, with a mark for each of that many columns.
  static func shortProgramColumns(_ count: Int) -> Int { 10 + max(3, count) }

  /// An option for filling a body.
  private struct Option {
    var column: CompareColumnLayout
    /// The least rows of each column's own program.
    var programRows = 0
    var introductionRows = 1
    var hasStatus = true

    /// The rows of a body.
    var rows: Int { introductionRows + column.rows + programRows + (hasStatus ? 1 : 0) }
  }

  /// All options, the best first: belief in a board of its own, in the largest cells; where there is no room for that, in the board
  /// of the world.
  private static func options(hasPrograms: Bool) -> [Option] {
    var options: [Option] = []
    let (full, least) = hasPrograms ? (programRows, 6) : (0, 0)
    for cell in BoardView.cells {
      for arrangement in [CompareColumnLayout.Arrangement.below, .beside] {
        for verdicts in [CompareColumnLayout.Verdicts.table, .words, .marks] {
          let column = CompareColumnLayout(cell: cell, arrangement, verdicts)
          if verdicts.columns <= max(column.boards.columns, 17) {
            options.append(Option(column: column, programRows: full))
          }
        }
        if hasPrograms {
          options.append(Option(column: CompareColumnLayout(cell: cell, arrangement, .marks), programRows: least))
        }
      }
    }
    let cell = BoardView.cells[BoardView.cells.count - 1]
    func add(
      _ arrangement: CompareColumnLayout.Arrangement, _ verdicts: CompareColumnLayout.Verdicts, titleRows: Int = 2,
      programRows: Int = 0, introductionRows: Int = 0, hasStatus: Bool = true
    ) {
      options.append(
        Option(
          column: CompareColumnLayout(cell: cell, arrangement, titleRows: titleRows, verdicts),
          programRows: programRows, introductionRows: introductionRows, hasStatus: hasStatus))
    }
    if hasPrograms {
      add(.within, .words, programRows: 9, introductionRows: 1)
      add(.within, .marks, programRows: 5, introductionRows: 1)
      add(.within, .marks, programRows: 5)
    } else {
      add(.below, .marks)
      add(.beside, .words)
    }
    add(.within, .words, introductionRows: 1)
    add(.within, .words)
    add(.within, .marks)
    add(.within, .marks, titleRows: 1)
    add(.within, .marks, titleRows: 1, hasStatus: false)
    return options
  }

  /// Every part that the layout has.
  public var parts: [Rectangle] { columns + [introduction, program, status].compactMap { $0 } }
}
