import TextCanvas

/// Where the parts of Compare's results lie in a body.
///
/// No two parts overlap, and every part lies in the body.
public struct CompareResultsLayout: Hashable, Sendable {
  var introduction: Rectangle?
  /// Side by side, at least one.
  var charts: [Rectangle]
  /// Of the measures that these do not show, side by side below them; none where there is no room.
  var others: [Rectangle] = []
  var table: Rectangle
  var status: Rectangle?

  private static let gap = 3
  /// The least columns of one of several charts.
  private static let chartColumns = 56
  /// The least rows of a chart that the table leaves it, where there are so many.
  private static let chartRows = 12
  /// The most rows that a chart gains by, and the least extent of one of another measure.
  private static let tallestChartRows = 26
  private static let otherSize = Size(columns: 44, rows: 10)

  /// - Parameters:
  ///   - kinds: The probes that there is a chart of.
  ///   - rows: Those of the table, its head included.
  public init?(_ body: Size, kinds: Int, rows: Int) {
    guard body.columns >= CompareLayout.minimum.columns, body.rows >= CompareLayout.minimum.rows else { return nil }
    let (margin, gap) = (1, CompareResultsLayout.gap)
    let width = body.columns - 2 * margin
    func row(_ y: Int, _ rows: Int) -> Rectangle { Rectangle(x: margin, y: y, columns: width, rows: rows) }
    let isFull = body.rows >= 16
    if isFull { introduction = row(0, 1) }
    let top = isFull ? body.rows >= 24 ? 2 : 1 : 0
    let space = isFull ? 1 : 0
    let hasStatus = body.rows >= 12
    if hasStatus { status = row(body.rows - 1, 1) }
    let room = body.rows - top - space - (hasStatus ? 1 : 0)
    let tableRows = min(max(2, rows), room - min(CompareResultsLayout.chartRows, (3 * room + 2) / 5))
    let allRows = room - tableRows
    let hasOthers = allRows - CompareResultsLayout.tallestChartRows > CompareResultsLayout.otherSize.rows
    let chartRows = hasOthers ? allRows / 2 : min(allRows, CompareResultsLayout.tallestChartRows)
    let count = min(max(1, kinds), max(1, (width + gap) / (CompareResultsLayout.chartColumns + gap)))
    let columns = (width - (count - 1) * gap) / count
    charts = (0..<count).map { place in
      Rectangle(x: margin + place * (columns + gap), y: top, columns: columns, rows: chartRows)
    }
    var y = top + chartRows + space
    if hasOthers {
      let rows = min(allRows - chartRows - space, CompareResultsLayout.tallestChartRows)
      let (least, all) = (CompareResultsLayout.otherSize.columns, ProbeFindings.Measure.all.count - 1)
      let count = min(all, max(1, (width + gap) / (least + gap)))
      let columns = (width - (count - 1) * gap) / count
      others = (0..<count).map { place in
        Rectangle(x: margin + place * (columns + gap), y: y, columns: columns, rows: rows)
      }
      y += rows + space
    }
    table = row(y, body.rows - (hasStatus ? 1 : 0) - y)
  }

  /// Every part that the layout has.
  public var parts: [Rectangle] { charts + others + [table] + [introduction, status].compactMap { $0 } }
}
