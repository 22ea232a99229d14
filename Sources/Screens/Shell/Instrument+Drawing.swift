import TextCanvas

extension Instrument {
  public func draw(into canvas: inout Canvas) {
    let size = Size(columns: canvas.columns, rows: canvas.rows)
    let body = Size(columns: size.columns, rows: size.rows - 2)
    let minimum = minimum
    guard size.columns >= minimum.columns, size.rows >= minimum.rows else {
      return TooSmallView.draw(needs: minimum, into: &canvas)
    }
    canvas.within(Rectangle(x: 1, y: 0, columns: size.columns - 2, rows: 1)) { drawTabs(into: &$0) }
    canvas.within(Rectangle(x: 0, y: 1, columns: body.columns, rows: body.rows)) { drawBody(body, into: &$0) }
    drawFoot(into: &canvas)
  }

  /// The row of tabs, and what the current one shows.
  private func drawTabs(into canvas: inout Canvas) {
    let labels = Instrument.tabs(columns: canvas.columns)
    if labels[0].lowerBound > 0 { canvas.write(Instrument.title, x: 0, y: 0, .heading) }
    for (place, columns) in labels.enumerated() {
      let text = "\(place + 1) \(Instrument.tabs[place].name.title) "
      canvas.write(
        columns.count > text.count ? " " + text : text, x: columns.lowerBound, y: 0, place == shown ? .selected : .quiet
      )
    }
    let room = canvas.columns - (labels.last?.upperBound ?? 0) - 1
    guard room >= 8 else { return }
    canvas.write(tabs[shown].summary.joined(fitting: room), endingAt: canvas.columns, y: 0, .quiet)
  }

  private func drawBody(_ body: Size, into canvas: inout Canvas) {
    if let helpOffset { return help.draw(offset: helpOffset, into: &canvas) }
    let tab = tabs[shown]
    let panes = tab.panes(body)
    let focused = panes.first { $0.title == focus[shown] }
    if let focused, isAlone(focused) {
      // Above its explanation, where it then still has room.
      let covered =
        showsInformation ? InformationPanel(focused, stage: nil, isFullScreen: true).rowsBelow(body) : 0
      let rows = body.rows - 1 - covered
      canvas.within(Rectangle(x: 1, y: 1, columns: body.columns - 2, rows: rows < 10 ? body.rows - 1 : rows)) {
        tab.draw(focused.title, into: &$0)
      }
    } else {
      tab.draw(into: &canvas)
      if let emptiness = tab.emptiness { EmptyView.draw(emptiness, into: &canvas) }
      if let focused { canvas.markTitle(of: focused) }
    }
    if showsInformation, let focused {
      explanation(of: focused, in: body).draw(offset: informationOffset, into: &canvas)
    }
  }
}

extension Canvas {
  /// Makes a pane's title stand out, with a sign beside it where the column is free.
  fileprivate mutating func markTitle(of pane: Pane) {
    let (x, y) = (pane.rectangle.x, pane.rectangle.y)
    write(pane.title, x: x, y: y, .selected)
    if x > 0 { put("»", x: x - 1, y: y, .accent) }
  }
}
