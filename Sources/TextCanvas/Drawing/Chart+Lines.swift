extension Chart {
  /// The position of a line's name: beside its end, or as close to it as there is room.
  struct End {
    /// The line's index in the chart.
    let series: Int
    /// Counted from the plot's top.
    var row: Int
  }

  private typealias Dot = (x: Int, y: Int)

  private func dot(_ point: Point, _ plot: Rectangle, _ scale: VerticalScale) -> Dot? {
    guard let place = x.place(of: point.x), let y = scale.dot(of: point.y) else { return nil }
    return (Int((place * Double(2 * plot.columns - 1)).rounded()), y)
  }

  /// Draws the lines, the first on top, and their marks.
  func drawLines(_ plot: Rectangle, _ scale: VerticalScale, _ ends: [End], into canvas: inout Canvas) {
    var grid = DotGrid(columns: plot.columns, rows: plot.rows)
    for series in series.reversed() {
      var previous: Dot?
      for point in series.points {
        guard let next = dot(point, plot, scale) else {
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
      // The name beside it has a mark already.
      let marks = marks(of: series, plot, scale) { dot in
        dot.x / 2 < plot.columns - 2 || !ends.contains { $0.row == dot.y / 4 }
      }
      for dot in marks {
        canvas.put(series.mark, x: plot.x + dot.x / 2, y: plot.y + dot.y / 4, series.style)
      }
    }
  }

  /// The dots of a line that get a mark: the one at the cursor, and others with enough distance; of points close to
  /// each other the one closest to the centre of a cell, where marks are drawn.
  ///
  /// - Parameter hasRoom: Whether a mark can be drawn at a dot.
  private func marks(
    of series: Series, _ plot: Rectangle, _ scale: VerticalScale, where hasRoom: (Dot) -> Bool
  ) -> [Dot] {
    let distance = Chart.markDistance * (series.isComparison ? 4 : series.isDashed ? 2 : 1)
    let pointAtCursor = cursor.flatMap { cursor in series.points.last { $0.x <= cursor } }
    let atCursor = pointAtCursor.flatMap { dot($0, plot, scale) }.flatMap { hasRoom($0) ? $0 : nil }
    guard series.marksPoints else { return atCursor.map { [$0] } ?? [] }
    let dots = series.points.compactMap { dot($0, plot, scale) }.filter(hasRoom)
    let areMany = 2 * dots.count > plot.columns
    var marks: [Dot] = []
    var place = 0
    while place < dots.count {
      let first = dots[place].x / 2
      // The line starts with a mark.
      let isOne = marks.isEmpty || !areMany
      let near = dots[place...].prefix { isOne ? $0.x == dots[place].x : $0.x / 2 < first + distance }
      let best = isOne ? place : near.indices.min { offset(dots, $0) < offset(dots, $1) } ?? place
      if areMany, let atCursor, abs(dots[best].x / 2 - atCursor.x / 2) < distance {
        // The one at the cursor stands for it.
      } else {
        marks.append(dots[best])
      }
      let column = dots[best].x / 2
      place = dots[best...].firstIndex { $0.x / 2 >= column + distance } ?? dots.count
    }
    return marks + (atCursor.map { [$0] } ?? [])
  }

  /// How far a mark in a dot's cell is from the line: depends on the dot's position in the cell, and on whether the
  /// line enters or leaves the row there.
  private func offset(_ dots: [Dot], _ place: Int) -> Int {
    let row = dots[place].y / 4
    let neighbours = [place - 1, place + 1].filter(dots.indices.contains)
    return (dots[place].y % 4 % 3 == 0 ? 1 : 0) + neighbours.count { dots[$0].y / 4 != row }
  }

  /// The minimum distance of a line's marks, in columns; twice that for a dashed line, four times for a comparison
  /// line.
  private static let markDistance = 4

  // MARK: The lines' ends

  /// The positions of names, from the top down, without overlap and within the plot. Comparison lines share one name.
  func ends(_ plot: Rectangle, _ scale: VerticalScale) -> [End] {
    let comparison = series.firstIndex { $0.isComparison }
    var ends = series.indices.compactMap { number -> End? in
      guard !series[number].isComparison || number == comparison,
        let last = series[number].points.last(where: { scale.dot(of: $0.y) != nil }), let dot = scale.dot(of: last.y)
      else { return nil }
      return End(series: number, row: dot / 4)
    }
    ends.sort { $0.row < $1.row }
    ends = Array(ends.prefix(plot.rows))
    guard !ends.isEmpty else { return [] }
    for place in ends.indices.dropFirst() { ends[place].row = max(ends[place].row, ends[place - 1].row + 1) }
    ends[ends.count - 1].row = min(ends[ends.count - 1].row, plot.rows - 1)
    for place in ends.indices.dropLast().reversed() {
      ends[place].row = min(ends[place].row, ends[place + 1].row - 1)
    }
    return ends
  }

  /// Draws each line's name beside its end.
  func drawNames(_ plot: Rectangle, _ ends: [End], into canvas: inout Canvas) {
    for end in ends {
      let series = series[end.series]
      let style = series.isComparison ? .quiet : series.style
      let mark = series.isComparison ? Chart.comparisonMark : series.mark
      let x = canvas.write(String(mark), x: plot.x + plot.columns + 1, y: plot.y + end.row, style)
      canvas.write(series.name, x: x + 1, y: plot.y + end.row, style)
    }
  }

  /// The symbol before the shared name of comparison lines.
  private static let comparisonMark: Character = "┄"
}
