extension Chart {
  /// Draws the chart into the whole of the canvas.
  public func draw(into canvas: inout Canvas) {
    drawTitle(into: &canvas)
    guard canvas.columns >= Chart.minimum.columns, canvas.rows >= Chart.minimum.rows else { return }
    guard let scale = VerticalScale(self, rows: canvas.rows - 3) else {
      let lines = emptyText.split(separator: "\n").flatMap { HelpView.wrapped(String($0), columns: canvas.columns - 2) }
      for (row, text) in lines.enumerated() {
        let y = max(1, (canvas.rows - lines.count) / 2) + row
        canvas.write(text, x: max(0, (canvas.columns - text.count) / 2), y: y, .quiet)
      }
      return
    }
    let plot = plot(Size(columns: canvas.columns, rows: canvas.rows), scale)
    let right = canvas.columns - plot.x - plot.columns
    for (row, label) in scale.labels { canvas.write(label, endingAt: plot.x - 1, y: plot.y + row, .quiet) }
    drawAxis(plot, hasNames: right > 0, into: &canvas)
    drawLines(plot, scale, into: &canvas)
    if right > 0 { drawNames(plot, scale, into: &canvas) }
  }

  /// Where the lines are drawn in a chart of some extent; nil if none are.
  func plot(_ size: Size) -> Rectangle? {
    guard size.columns >= Chart.minimum.columns, size.rows >= Chart.minimum.rows else { return nil }
    return VerticalScale(self, rows: size.rows - 3).map { plot(size, $0) }
  }

  private func plot(_ size: Size, _ scale: VerticalScale) -> Rectangle {
    let left = max(numberColumns, scale.labelColumns) + 1
    let names = 1 + max(nameColumns, series.map { 2 + $0.name.count }.max() ?? 0, x.name.count)
    let right = size.columns - left - names >= 24 ? names : 0
    return Rectangle(x: left, y: 1, columns: size.columns - left - right, rows: size.rows - 3)
  }

  /// The title, then each line's mark, name and value at the cursor; where room is short without the notes, and without the
  /// names.
  private func drawTitle(into canvas: inout Canvas) {
    var x = canvas.write(title, x: 0, y: 0, .heading) + 3
    let items = series.compactMap { series in
      series.value.map { (series: series, value: Numbers.fixed($0, decimals: decimals)) }
    }
    func columns(names: Bool, notes: Bool) -> Int {
      items.reduce(x - 3) { columns, item in
        columns + 5 + item.value.count + (names ? item.series.name.count + 1 : 0)
          + (notes ? item.series.note.map { $0.count + 1 } ?? 0 : 0)
      }
    }
    let hasNames = columns(names: true, notes: false) <= canvas.columns
    let hasNotes = columns(names: true, notes: true) <= canvas.columns
    // Without blanks, where that brings in what would be left out.
    let isTight = !hasNames && columns(names: false, notes: false) > canvas.columns + items.count
    let gap = isTight ? 0 : 1
    for (series, value) in items {
      guard x + 1 + gap + value.count <= canvas.columns else { return }
      x = canvas.write(String(series.mark), x: x, y: 0, series.style) + gap
      if hasNames { x = canvas.write(series.name, x: x, y: 0, .quiet) + 1 }
      x = canvas.write(value, x: x, y: 0)
      if hasNotes, let note = series.note { x = canvas.write(note, x: x + 1, y: 0, .quiet) }
      x += hasNames ? 3 : 1 + gap
    }
  }

  // MARK: The axis

  func column(_ value: Double, _ plot: Rectangle) -> Int? {
    x.place(of: value).map { plot.x + Int(($0 * Double(2 * plot.columns - 1)).rounded()) / 2 }
  }

  /// The line under the plot with the bands' names in it, their beginnings, the cursor, and the ticks.
  private func drawAxis(_ plot: Rectangle, hasNames: Bool, into canvas: inout Canvas) {
    let y = plot.y + plot.rows
    let cursorColumn = cursor.flatMap { column($0, plot) }
    for column in 0..<plot.columns { canvas.put("─", x: plot.x + column, y: y, .floor) }
    for (place, band) in bands.enumerated() {
      let start = column(max(band.range.lowerBound, x.range.lowerBound), plot) ?? plot.x
      let end = column(min(band.range.upperBound, x.range.upperBound), plot) ?? plot.x
      if place > 0 {
        for row in 0..<plot.rows { canvas.put("┊", x: start, y: plot.y + row, .floor) }
        canvas.put("┴", x: start, y: y, .floor)
      }
      let isAtCursor = cursor.map { $0 >= band.range.lowerBound && $0 < band.range.upperBound } ?? false
      let isLast = place == bands.count - 1 && cursor == band.range.upperBound
      let name = " \(band.name) "
      guard end - start > name.count else { continue }
      var x = start + (end - start - name.count + 1) / 2
      if let cursorColumn, (x..<x + name.count).contains(cursorColumn) {
        // Beside the cursor, on the side where there is room.
        x = cursorColumn + name.count < end ? cursorColumn + 1 : cursorColumn - name.count
        guard x > start else { continue }
      }
      canvas.write(name, x: x, y: y, isAtCursor || isLast ? .plain : .quiet)
    }
    if let column = cursorColumn {
      for row in 0..<plot.rows { canvas.put("│", x: column, y: plot.y + row, .quiet) }
      canvas.put("┴", x: column, y: y, .accent)
    }
    drawTicks(plot, hasNames: hasNames, into: &canvas)
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

  // MARK: The lines

  /// The lines, the first on top, and their marks.
  private func drawLines(_ plot: Rectangle, _ scale: VerticalScale, into canvas: inout Canvas) {
    var grid = DotGrid(columns: plot.columns, rows: plot.rows)
    func dot(_ point: Point) -> (x: Int, y: Int)? {
      guard let place = x.place(of: point.x), let y = scale.dot(of: point.y) else { return nil }
      return (Int((place * Double(2 * plot.columns - 1)).rounded()), y)
    }
    for series in series.reversed() {
      var previous: (x: Int, y: Int)?
      for point in series.points {
        guard let next = dot(point) else {
          if !Chart.isNumber(point.y) { previous = nil }
          continue
        }
        grid.line(from: previous ?? next, to: next, isDashed: series.isDashed, series.style)
        if let interval = point.interval, let low = scale.dot(of: max(interval.lowerBound, scale.range.lowerBound)),
          let high = scale.dot(of: min(interval.upperBound, scale.range.upperBound))
        {
          grid.line(from: (next.x, low), to: (next.x, high), series.style)
        }
        previous = next
      }
    }
    grid.draw(x: plot.x, y: plot.y, into: &canvas)
    for series in series.reversed() where !series.isDashed || series.marksPoints {
      let distance = series.isDashed ? 2 * Chart.markDistance : Chart.markDistance
      let atCursor = cursor.flatMap { cursor in series.points.last { $0.x <= cursor } }
      var last = Int.min / 2
      for point in series.points where series.marksPoints || point == atCursor {
        guard let dot = dot(point), dot.x / 2 >= last + distance || point == atCursor else { continue }
        canvas.put(series.mark, x: plot.x + dot.x / 2, y: plot.y + dot.y / 4, series.style)
        last = dot.x / 2
      }
    }
  }

  /// Marks of a line stand at least so many columns apart, those of a dashed one twice as many.
  private static let markDistance = 4

  /// Each line's name beside its end.
  private func drawNames(_ plot: Rectangle, _ scale: VerticalScale, into canvas: inout Canvas) {
    var names: [(row: Int, series: Series)] = series.compactMap { series in
      guard let last = series.points.last(where: { scale.dot(of: $0.y) != nil }), let dot = scale.dot(of: last.y)
      else { return nil }
      return (dot / 4, series)
    }
    names.sort { $0.row < $1.row }
    names = Array(names.prefix(plot.rows))
    guard !names.isEmpty else { return }
    // Apart from each other, and none below the plot.
    for place in names.indices.dropFirst() { names[place].row = max(names[place].row, names[place - 1].row + 1) }
    names[names.count - 1].row = min(names[names.count - 1].row, plot.rows - 1)
    for place in names.indices.dropLast().reversed() {
      names[place].row = min(names[place].row, names[place + 1].row - 1)
    }
    for (row, series) in names {
      let x = canvas.write(String(series.mark), x: plot.x + plot.columns + 1, y: plot.y + row, series.style)
      canvas.write(series.name, x: x + 1, y: plot.y + row, series.style)
    }
  }
}

/// The vertical axis: which values its rows show, and what they are called.
private struct VerticalScale {
  let range: ClosedRange<Double>
  let rows: Int
  /// Texts of one length, by their rows from the top.
  let labels: [(row: Int, text: String)]

  /// Nil if no line has a point to show.
  init?(_ chart: Chart, rows: Int) {
    let values = chart.series.flatMap(\.points).filter { chart.x.place(of: $0.x) != nil }.map(\.y).filter(
      Chart.isNumber)
    guard let least = values.min(), let most = values.max() else { return nil }
    let count = max(2, (rows + 2) / 3)
    let range: ClosedRange<Double>
    var ticks: [Double]
    if let given = chart.y {
      range = given
      ticks = Ticks.linear(given, count: count)
    } else {
      let (low, high) =
        least < most ? (least, most) : (least - max(0.5, least.magnitude / 2), most + max(0.5, most.magnitude / 2))
      // Zero belongs to it where it is near.
      let bottom = low >= 0 && low < high / 2 ? 0 : low
      let step = Ticks.step(atLeast: (high - bottom) / Double(count - 1))
      let (first, last) = ((bottom / step).rounded(.down) * step, (high / step).rounded(.up) * step)
      range = first < last ? first...last : low...high
      ticks = Ticks.linear(range, count: max(count, Int((last - first) / step) + 1))
    }
    if ticks.count < 2 { ticks = [range.lowerBound, range.upperBound] }
    let step = ticks[1] - ticks[0]
    let decimals = (0...4).first { decimals in
      let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
      return ((step * scale).rounded() - step * scale).magnitude < 1e-6 * max(1, step * scale)
    }
    let isLarge = range.upperBound >= 10_000
    let texts = ticks.map { isLarge ? Numbers.compact($0) : Numbers.fixed($0, decimals: decimals ?? 4) }
    let width = texts.map(\.count).max() ?? 0
    self.range = range
    self.rows = rows
    labels = zip(ticks, texts).compactMap { tick, text in
      VerticalScale.dot(of: tick, range, rows).map { ($0 / 4, Numbers.right(text, width)) }
    }
  }

  /// The columns of the labels.
  var labelColumns: Int { labels.map(\.text.count).max() ?? 0 }

  /// The row of dots, from the top, of a value; nil if it lies outside.
  func dot(of value: Double) -> Int? { VerticalScale.dot(of: value, range, rows) }

  private static func dot(of value: Double, _ range: ClosedRange<Double>, _ rows: Int) -> Int? {
    let slack = 1e-9 * (range.upperBound - range.lowerBound)
    guard value >= range.lowerBound - slack, value <= range.upperBound + slack else { return nil }
    let share = (range.upperBound - value) / (range.upperBound - range.lowerBound)
    return min(max(Int((share * Double(4 * rows - 1)).rounded()), 0), 4 * rows - 1)
  }
}
