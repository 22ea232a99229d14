import TextCanvas

/// Where the parts of the Watch tab lie in a body of some extent: a full layout, a compact one, or none.
///
/// No two parts overlap, and every part lies in the body.
public struct WatchLayout: Hashable, Sendable {
  /// The least extent that shows anything.
  public static let minimum = Size(columns: 38, rows: 10)
  /// The least extent of the full layout.
  public static let full = Size(columns: 79, rows: 19)

  var introduction: Rectangle?
  /// Which runs are overlaid.
  var legend: Rectangle?
  /// From left to right, then down; at least one.
  var charts: [Rectangle]
  var programs: Rectangle
  /// Whether the programs have a title and the references beside them.
  var hasProgramTitle: Bool
  /// The satisfied examples, and the most frequent programs, where there is room.
  var aside: Rectangle?
  var status: Rectangle?

  private static let margin = 1
  private static let gap = 3

  /// The layout for a body; nil if it is smaller than ``minimum``.
  public init?(_ size: Size) {
    guard size.columns >= WatchLayout.minimum.columns, size.rows >= WatchLayout.minimum.rows else { return nil }
    if size.columns >= WatchLayout.full.columns, size.rows >= WatchLayout.full.rows {
      self.init(full: size)
    } else {
      self.init(compact: size)
    }
  }

  private init(full size: Size) {
    let (margin, gap) = (WatchLayout.margin, WatchLayout.gap)
    let width = size.columns - 2 * margin
    func row(_ y: Int, _ rows: Int = 1) -> Rectangle { Rectangle(x: margin, y: y, columns: width, rows: rows) }

    let top = 2
    let room = size.rows - top - 2
    let lower = min(max(room * 3 / 8, 7), 23)
    let upper = room - lower - 1
    let across = width >= 170 ? 3 : width >= 108 ? 2 : 1
    let down = min(max((upper + 1) / 11, 1), (WatchChart.allCases.count + across - 1) / across)
    let columns = (width - (across - 1) * gap) / across
    let rows = (upper - (down - 1)) / down
    introduction = row(0)
    legend = row(1)
    charts = (0..<across * down).map { place in
      Rectangle(
        x: margin + place % across * (columns + gap), y: top + place / across * (rows + 1), columns: columns, rows: rows
      )
    }
    charts = Array(charts.prefix(WatchChart.allCases.count))
    let y = size.rows - 2 - lower
    let asideColumns = width >= 150 ? 64 : 30
    programs = row(y, lower)
    hasProgramTitle = true
    if width >= 108 {
      programs.columns = width - asideColumns - gap
      aside = Rectangle(x: size.columns - margin - asideColumns, y: y, columns: asideColumns, rows: lower)
    }
    status = row(size.rows - 1)
  }

  private init(compact size: Size) {
    let margin = WatchLayout.margin
    let width = size.columns - 2 * margin
    func row(_ y: Int, _ rows: Int = 1) -> Rectangle { Rectangle(x: margin, y: y, columns: width, rows: rows) }
    hasProgramTitle = false
    let statusRows = size.rows >= 12 ? 1 : 0
    if statusRows == 1 { status = row(size.rows - 1) }
    let lower = max(2, (size.rows + 2) / 4)
    programs = row(size.rows - statusRows - lower, lower)
    charts = [row(0, programs.y)]
  }

  /// The programs that are shown at a time.
  var programRows: Int { programs.rows - (hasProgramTitle ? 1 : 0) }

  /// Every part that the layout has.
  public var parts: [Rectangle] {
    [programs] + charts + [introduction, legend, aside, status].compactMap { $0 }
  }
}
