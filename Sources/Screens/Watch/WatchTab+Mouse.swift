import TextCanvas

extension WatchTab {
  /// A press in a chart goes to the checkpoint nearest to it; the wheel scrolls the programs, and elsewhere moves through
  /// checkpoints.
  public mutating func handle(_ event: MouseEvent, in body: Size) -> [TabEffect] {
    guard let history, let layout = WatchLayout(body) else { return [] }
    let isOverPrograms = layout.programs.local(event) != nil
    switch event.action {
    case .wheelUp: return perform(isOverPrograms ? .scrollUp : .back)
    case .wheelDown: return perform(isOverPrograms ? .scrollDown : .next)
    case .press: break
    }
    for (chart, rectangle) in WatchView.charts(self, layout) {
      guard let place = rectangle.local(event) else { continue }
      let chart = chart.chart(history, self, on: WatchChart.Base(history, self))
      let size = Size(columns: rectangle.columns, rows: rectangle.rows)
      let values = history.checkpoints.map { axis.value($0) }
      if let nearest = chart.nearest(toColumn: place.x, row: place.y, of: values, in: size) {
        _ = jump(to: .number(nearest + 1))
      }
    }
    return []
  }
}

extension Chart {
  /// The number of the value that is drawn nearest to a cell of a chart of some extent; nil if the cell shows no values.
  func nearest(toColumn x: Int, row: Int, of values: [Double], in size: Size) -> Int? {
    guard let plot = plot(size), plot.contains(x: x, y: min(row, plot.y + plot.rows - 1)), row >= plot.y else {
      return nil
    }
    let columns = values.enumerated().compactMap { number, value in column(value, plot).map { (number, $0) } }
    return columns.min { abs($0.1 - x) < abs($1.1 - x) }?.0
  }
}
