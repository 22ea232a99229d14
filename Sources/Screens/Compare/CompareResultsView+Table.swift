import Beliefs
import Karel
import PlainText
import TextCanvas

/// The results of the current checkpoint in numbers.
extension CompareResultsView {
  /// Where the columns of the table begin or, for the shares, end; those for which there is no room are left highlighted.
  private struct Columns {
    let value = 21
    var drop: Int
    var hasIntervals = true
    var majority: Int?
    var features: [Int] = []
    var states: Int?

    init(_ width: Int) {
      switch width {
      case 106...: (drop, majority, features, states) = (44, 74, [85, 95, 105], width >= 116 ? 116 : nil)
      case 77...:
        let end = min(width, 78)
        (drop, majority, features) = (40, end - 12, [end - 8, end - 4, end])
      case 58...: drop = 40
      default: (drop, hasIntervals) = (28, false)
      }
    }
  }

  static func drawTable(_ tab: CompareTab, into canvas: inout Canvas) {
    let columns = Columns(canvas.columns)
    let isWide = canvas.columns >= 106
    var x = canvas.write(tableTitle, x: 0, y: 0, .heading)
    if let step = tab.target.step { x = canvas.write(" \(Numbers.grouped(step))", x: x, y: 0, .quiet) }
    let rows = tab.resultRows
    guard !rows.isEmpty else { return drawNothing(tab, into: &canvas) }
    let measure = tab.results.measure
    if columns.hasIntervals {
      canvas.write(measure == .content ? "content" : measure.name, x: columns.value, y: 0, .quiet)
      canvas.write("drop", x: columns.drop, y: 0, .quiet)
    } else {
      canvas.write(measure == .content ? "content" : String(measure.name.prefix(3)), x: columns.value, y: 0, .quiet)
      canvas.write("drop", endingAt: columns.drop + 5, y: 0, .quiet)
    }
    if let end = columns.majority { canvas.write("majority", endingAt: end, y: 0, .quiet) }
    for (end, feature) in zip(columns.features, Feature.standard) {
      let name = isWide ? feature.rawValue.cut(to: 9) : String(feature.rawValue.prefix(3))
      canvas.write(name, endingAt: end, y: 0, .quiet)
    }
    if let end = columns.states { canvas.write("states", endingAt: end, y: 0, .quiet) }
    let room = canvas.rows - 1
    let first = firstRow(tab, room)
    // Marks that there is more above, or below.
    if first > 0 { canvas.put("↑", x: columns.value - 3, y: 0, .accent) }
    if first + room < rows.count { canvas.put("↓", x: columns.value - 2, y: 0, .accent) }
    for (y, row) in rows.dropFirst(first).prefix(room).enumerated() {
      draw(row, tab, columns, isWide: isWide, y: y + 1, into: &canvas)
      if first + y == tab.results.markedRow { canvas.put("▸", x: 6, y: y + 1, .accent) }
    }
    if let missing = missing(tab), rows.count < room {
      canvas.write(missing.cut(to: canvas.columns), x: 0, y: rows.count + 1, .quiet)
    }
  }

  /// The number of the first row of the table on a screen of some extent.
  static func firstRow(_ tab: CompareTab, _ body: Size) -> Int {
    layout(tab, body).map { firstRow(tab, $0.table.rows - 1) } ?? 0
  }

  /// The same in a table that has room for that many rows.
  static func firstRow(_ tab: CompareTab, _ room: Int) -> Int {
    max(0, min(tab.results.firstRow, tab.resultRows.count - room))
  }

  private static func draw(
    _ row: CompareTab.ResultRow, _ tab: CompareTab, _ columns: Columns, isWide: Bool, y: Int,
    into canvas: inout Canvas
  ) {
    let (place, result, measure) = (row.place, row.result, tab.results.measure)
    let semantics = tab.results.findings?.semantics(of: place.probe) ?? []
    let look = ChartSource.look(semantics.firstIndex(of: place.semantics) ?? 0)
    canvas.write(place.probe.kind, x: 0, y: y, place.probe == tab.resultProbe ? .plain : .quiet)
    canvas.put(look.mark, x: 7, y: y, look.style)
    canvas.write(place.semantics.name.cut(to: 11), x: 9, y: y)
    func share(_ value: Double) -> String { isWide ? Numbers.fixed(value, decimals: 3) : Numbers.share(value) }
    func write(_ figure: ProbeFindings.Figure?, x: Int) {
      guard let figure else { return }
      let end = canvas.write(Numbers.fixed(figure.value, decimals: 3), x: x, y: y) + 1
      if columns.hasIntervals { canvas.write(isWide ? figure.interval : figure.shortInterval, x: end, y: y, .quiet) }
    }
    write(result.accuracy[measure], x: columns.value)
    if result.isUnlikeOriginal {
      canvas.write(columns.hasIntervals ? "not comparable" : "unlike", x: columns.drop, y: y, .quiet)
    } else {
      write(result.drop[measure], x: columns.drop)
    }
    if let end = columns.majority, let majority = result.majority[measure] {
      canvas.write(share(majority), endingAt: end, y: y, .quiet)
    }
    for (end, feature) in zip(columns.features, Feature.standard) {
      if let figure = result.accuracy[.feature(feature)] { canvas.write(share(figure.value), endingAt: end, y: y) }
    }
    if let end = columns.states { canvas.write(Numbers.grouped(result.states), endingAt: end, y: y, .quiet) }
  }

  private static func drawNothing(_ tab: CompareTab, into canvas: inout Canvas) {
    guard let findings = tab.results.findings, let step = tab.target.step else { return }
    var text =
      "none at this checkpoint: " + tab.target.run.probeCommand(checkpoint: "\(step)", inASCII: tab.drawsASCII)
    if findings.checkpoints.contains(where: { $0.step == step }) { text = "none for these states; o shows others" }
    for (row, line) in text.wrapped(columns: canvas.columns).enumerated() {
      canvas.write(line, x: 0, y: 1 + row, .quiet)
    }
  }

  /// What was not tested at the current checkpoint; nil if all was, or nothing.
  static func missing(_ tab: CompareTab) -> String? {
    let rows = tab.resultRows
    guard !rows.isEmpty else { return nil }
    let kinds = ProbeName.kinds.filter { kind in !rows.contains { $0.place.probe.kind == kind } }
    let semantics = Semantics.named.filter { named in !rows.contains { $0.place.semantics == named.semantics } }
    let names = kinds + semantics.map(\.name)
    return names.isEmpty ? nil : "not tested: " + names.joined(separator: ", ") + "; T trains more"
  }
}

extension ProbeFindings.Figure {
  /// The interval without needless zeros: `[.658, .666]`.
  fileprivate var shortInterval: String {
    Numbers.interval(low, high)
  }
}
