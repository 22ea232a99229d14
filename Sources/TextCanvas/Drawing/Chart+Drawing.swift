extension Chart {
  /// Draws the chart into the whole canvas.
  public func draw(into canvas: inout Canvas) {
    drawTitle(into: &canvas)
    guard canvas.columns >= Chart.minimum.columns, canvas.rows >= Chart.minimum.rows else { return }
    guard let scale = VerticalScale(self, rows: canvas.rows - 3) else {
      let lines = emptyText.split(separator: "\n").flatMap { String($0).wrapped(columns: canvas.columns - 2) }
      for (row, text) in lines.enumerated() {
        let y = max(1, (canvas.rows - lines.count) / 2) + row
        canvas.write(text, x: max(0, (canvas.columns - text.columns) / 2), y: y, .quiet)
      }
      return
    }
    let plot = plot(Size(columns: canvas.columns, rows: canvas.rows), scale)
    let right = canvas.columns - plot.x - plot.columns
    for (row, label) in scale.labels { canvas.write(label, endingAt: plot.x - 1, y: plot.y + row, .quiet) }
    drawAxis(plot, hasNames: right > 0, into: &canvas)
    let ends = right > 0 ? self.ends(plot, scale) : []
    drawLines(plot, scale, ends, into: &canvas)
    drawNames(plot, ends, into: &canvas)
  }

  /// The plot area in a chart of the given size; nil if there is no room for lines.
  public func plot(_ size: Size) -> Rectangle? {
    guard size.columns >= Chart.minimum.columns, size.rows >= Chart.minimum.rows else { return nil }
    return VerticalScale(self, rows: size.rows - 3).map { plot(size, $0) }
  }

  private func plot(_ size: Size, _ scale: VerticalScale) -> Rectangle {
    let left = max(numberColumns, scale.labelColumns) + 1
    let names = 1 + max(nameColumns, series.map { 2 + $0.name.columns }.max() ?? 0, x.name.count)
    let right = size.columns - left - names >= 24 ? names : 0
    return Rectangle(x: left, y: 1, columns: size.columns - left - right, rows: size.rows - 3)
  }
}
