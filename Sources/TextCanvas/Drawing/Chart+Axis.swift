extension Chart {
  public func column(_ value: Double, _ plot: Rectangle) -> Int? {
    x.place(of: value).map { plot.x + Int(($0 * Double(2 * plot.columns - 1)).rounded()) / 2 }
  }

  /// Draws the axis line with the bands' starts and names, the marks and the cursor, and the ticks below it.
  func drawAxis(_ plot: Rectangle, hasNames: Bool, into canvas: inout Canvas) {
    let y = plot.y + plot.rows
    for column in 0..<plot.columns { canvas.put("─", x: plot.x + column, y: y, .floor) }
    for band in bands.dropFirst() {
      let start = columns(of: band, plot).start
      for row in 0..<plot.rows { canvas.put("┊", x: start, y: plot.y + row, .floor) }
      canvas.put("┴", x: start, y: y, .floor)
    }
    let marked = Set(marks.compactMap { column($0, plot) })
    for column in marked { canvas.put(Chart.axisMark, x: column, y: y, .quiet) }
    let cursorColumn = cursor.flatMap { column($0, plot) }
    for (place, band) in bands.enumerated() {
      guard let (name, x) = name(of: band, plot, marked: marked, cursor: cursorColumn) else { continue }
      let isAtCursor = cursor.map { $0 >= band.range.lowerBound && $0 < band.range.upperBound } ?? false
      let isLast = place == bands.count - 1 && cursor == band.range.upperBound
      canvas.write(name, x: x, y: y, isAtCursor || isLast ? .plain : .quiet)
    }
    if let column = cursorColumn {
      for row in 0..<plot.rows { canvas.put("│", x: column, y: plot.y + row, .quiet) }
      canvas.put(marks.contains { $0 == cursor } ? Chart.axisMark : "┴", x: column, y: y, .accent)
    }
    drawTicks(plot, hasNames: hasNames, into: &canvas)
  }

  /// The symbol of each of ``marks`` in the axis.
  public static let axisMark: Character = "◉"

  private func columns(of band: Band, _ plot: Rectangle) -> (start: Int, end: Int) {
    (
      column(max(band.range.lowerBound, x.range.lowerBound), plot) ?? plot.x,
      column(min(band.range.upperBound, x.range.upperBound), plot) ?? plot.x
    )
  }

  /// The form of a band's name that fits within the band beside the cursor, and its column, closest to the middle: the
  /// longest form that covers no mark, otherwise the longest where it covers the fewest. Nil if none fits.
  private func name(
    of band: Band, _ plot: Rectangle, marked: Set<Int>, cursor: Int?
  ) -> (text: String, x: Int)? {
    let (start, end) = columns(of: band, plot)
    func covered(_ x: Int, _ text: String) -> Int { (x..<x + text.count).count { marked.contains($0) } }
    var found: (text: String, x: Int)?
    for text in [" \(band.name) ", " \(band.shortName) ", band.shortName] where end - start > text.count {
      let middle = start + (end - start - text.count + 1) / 2
      let places = (start + 1...end - text.count).filter { x in
        cursor.map { !(x..<x + text.count).contains($0) } ?? true
      }
      let best = places.min {
        (covered($0, text), abs($0 - middle)) < (covered($1, text), abs($1 - middle))
      }
      guard let best else { continue }
      if covered(best, text) == 0 { return (text, best) }
      found = found ?? (text, best)
    }
    return found
  }

  private func drawTicks(_ plot: Rectangle, hasNames: Bool, into canvas: inout Canvas) {
    let y = plot.y + plot.rows + 1
    var free = 0
    for tick in x.ticks(max(2, plot.columns / 10)) {
      guard let column = column(tick, plot) else { continue }
      let text = x.text(tick)
      let start = min(max(column - text.count / 2, 0), plot.x + plot.columns - text.count)
      guard start >= free else { continue }
      free = canvas.write(text, x: start, y: y, .quiet) + 1
    }
    if hasNames {
      canvas.write(x.name, x: plot.x + plot.columns + 1, y: y, .quiet)
    } else if free + x.name.count <= plot.x + plot.columns {
      canvas.write(x.name, endingAt: plot.x + plot.columns, y: y, .quiet)
    }
  }
}
