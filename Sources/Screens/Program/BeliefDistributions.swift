import Beliefs
import Karel
import PlainText
import TextCanvas

/// Draws a probe's distributions for the states around an op: a bar for each class of a feature, of the cells for the
/// likeliest and the true one, with a mark on the true class. A column for each offset.
enum BeliefDistributions {
  private static let nameColumns = 11
  /// The least that a column takes: a mark, a cell, a probability, a short bar and a blank.
  private static let leastColumns = 13
  private static let mostColumns = 30
  /// Marks the true class.
  private static let mark: Character = "●"

  /// The division of a number of rows.
  private struct Rows {
    let directions = Direction.allCases.count
    let obstacles = 2
    /// The cells that have one.
    let cells: Int
    /// Between the features.
    let gap: Int

    init(_ rows: Int) {
      let rest = rows - 1 - directions - obstacles
      gap = rest >= 6 ? 1 : 0
      cells = max(0, min(9, rest - 2 * gap))
    }
  }

  /// The probability of an offset in columns and rows from the robot's start.
  private struct Cell {
    let dx, dy: Int
    let share: Float
  }

  static func draw(_ traced: TracedGeneration, at step: Int, into canvas: inout Canvas) {
    let main = traced.mainOffset(at: step)
    guard traced.belief(at: step, offset: main) != nil else { return }
    let rows = Rows(canvas.rows)
    let offsets = offsets(around: main, columns: canvas.columns)
    let width = min((canvas.columns - nameColumns) / max(1, offsets.count), mostColumns)
    let x = canvas.write(String(mark), x: 0, y: 0, .truth)
    canvas.write("is true", x: x + 1, y: 0, .quiet)
    let cellsY = 1 + rows.directions + rows.gap
    let obstaclesY = cellsY + rows.cells + rows.gap
    for (row, direction) in Direction.allCases.enumerated() {
      canvas.write(direction.name, x: 0, y: 1 + row, .quiet)
    }
    if rows.cells > 0 { canvas.write("position", x: 0, y: cellsY, .quiet) }
    for (row, name) in ["no wall", "wall ahead"].enumerated() {
      canvas.write(name, x: 0, y: obstaclesY + row, .quiet)
    }
    for (place, offset) in offsets.enumerated() {
      let column = Rectangle(x: nameColumns + place * width, y: 0, columns: width - 1, rows: canvas.rows)
      canvas.within(column) { canvas in
        canvas.write(
          offset == 0 ? "now" : Numbers.signed(offset), x: 1, y: 0, offset == main ? .accent : .quiet)
        guard let belief = traced.belief(at: step, offset: offset) else { return }
        let truth = traced.truth(at: step, offset: offset)
        draw(belief.direction, truth: truth?.direction.rawValue, y: 1, into: &canvas)
        draw(cells(belief, truth, count: rows.cells), truth, y: cellsY, into: &canvas)
        draw(belief.obstacle, truth: truth.map { $0.isObstacleAhead ? 1 : 0 }, y: obstaclesY, into: &canvas)
        // Before the start and after the end there is no true state.
        if truth == nil { canvas.restyle(.quiet) }
      }
    }
  }

  /// As many offsets as have room, the current one among them.
  private static func offsets(around main: Int, columns: Int) -> ClosedRange<Int> {
    let all = ProbedGeneration.offsets
    let count = max(1, min(all.count, (columns - nameColumns) / leastColumns))
    let first = min(max(main - count / 2, all.lowerBound), all.upperBound - count + 1)
    return first...first + count - 1
  }

  /// A row for each class.
  private static func draw(_ shares: [Float], truth: Int?, y: Int, into canvas: inout Canvas) {
    let likeliest = shares.indices.max { shares[$0] < shares[$1] }
    for (row, share) in shares.enumerated() {
      draw(share, name: "", isTrue: row == truth, isLikeliest: row == likeliest, y: y + row, into: &canvas)
    }
  }

  /// A row for each cell.
  private static func draw(
    _ cells: [Cell], _ truth: Label?, y: Int, into canvas: inout Canvas
  ) {
    for (row, cell) in cells.enumerated() {
      let isTrue = truth.map { $0.dx == cell.dx && $0.dy == cell.dy } ?? false
      draw(
        cell.share, name: BeliefTable.text(dx: cell.dx, dy: cell.dy), isTrue: isTrue, isLikeliest: row == 0, y: y + row,
        into: &canvas)
    }
  }

  private static func draw(
    _ share: Float, name: String, isTrue: Bool, isLikeliest: Bool, y: Int, into canvas: inout Canvas
  ) {
    if isTrue { canvas.put(mark, x: 0, y: y, .truth) }
    let style: Style = isLikeliest ? .plain : .quiet
    var x = name.isEmpty ? 1 : canvas.write(name, x: 1, y: y, isTrue ? .truth : style)
    // A blank before what rounds to 1 too.
    let number = share >= 0.995 ? " 1.0" : Numbers.share(Double(share))
    x = canvas.write(number, x: x, y: y, style)
    canvas.write(StepView.bar(Double(share), columns: canvas.columns - x - 1), x: x + 1, y: y, .belief)
  }

  /// The likeliest cells, as offsets from the start, the likeliest first, without those that round to nothing; the last gives
  /// way to the true one if that is not among them.
  private static func cells(_ belief: Belief, _ truth: Label?, count: Int) -> [Cell] {
    guard count > 0 else { return [] }
    var all: [Cell] = []
    for (column, x) in belief.dx.enumerated() {
      for (row, y) in belief.dy.enumerated() {
        all.append(Cell(dx: column - Label.maximumOffset, dy: row - Label.maximumOffset, share: x * y))
      }
    }
    // Of cells as likely, the first by column and row.
    all.sort { ($1.share, $0.dx, $0.dy) < ($0.share, $1.dx, $1.dy) }
    let likely = all.prefix(count).filter { $0.share >= 0.005 }
    guard let truth, let place = all.firstIndex(where: { $0.dx == truth.dx && $0.dy == truth.dy }),
      place >= likely.count
    else { return likely }
    return likely.prefix(count - 1) + [all[place]]
  }
}
