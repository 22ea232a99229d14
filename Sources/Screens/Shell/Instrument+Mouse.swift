import TextCanvas

extension Instrument {
  /// Handles a mouse event: tabs and hints are pressed, titles of panes focus them; the tab handles the rest.
  mutating func handle(_ event: MouseEvent) -> [Effect] {
    guard fits, line == nil else { return [] }
    // What a notice covers is not there.
    let (covered, isCovered) = (footRows(in: size), notice != nil)
    notice = nil
    guard covered == 1 && !isCovered || event.y < size.rows - covered else { return [] }
    if event.action == .press {
      if event.y == 0 {
        let tabs = Instrument.tabs(columns: size.columns - 2)
        return tabs.firstIndex { $0.contains(event.x - 1) }.map { bringToFront($0) } ?? []
      }
      if event.y == size.rows - 1 { return pressHint(event.x - 1) }
    }
    guard helpOffset == nil else {
      switch event.action {
      case .press: return []
      case .wheelUp: return perform(.scrollUp)
      case .wheelDown: return perform(.scrollDown)
      }
    }
    if event.action != .press, scrollsInformation(event.action == .wheelUp ? .scrollUp : .scrollDown) { return [] }
    let inBody = MouseEvent(event.action, x: event.x, y: event.y - 1)
    if event.action == .press {
      // A pane alone lies elsewhere than its tab says.
      guard !showsPaneAlone, !showsInformation else { return [] }
      let titled = panes.first { pane in
        let (x, y) = (pane.rectangle.x, pane.rectangle.y)
        return pane.isBesideOthers
          && Rectangle(x: x, y: y, columns: pane.title.count, rows: 1).contains(x: inBody.x, y: inBody.y)
      }
      if let titled {
        focus[shown] = focus[shown] == titled.title ? nil : titled.title
        return []
      }
    }
    return run(tabs[shown].handle(inBody, in: body))
  }

  /// Whether the tab at the front has room.
  var fits: Bool {
    size.columns >= minimum.columns && size.rows >= minimum.rows
  }

  private mutating func pressHint(_ x: Int) -> [Effect] {
    if helpOffset != nil { return [] }
    // A notice stands where hints would.
    guard tabs[shown].notice(body) == nil else { return [] }
    let hints = HintLine.places(tabs[shown].hints, columns: size.columns - 2)
    guard let key = hints.first(where: { $0.columns.contains(x) })?.pressed else { return [] }
    return update(.key(key))
  }

  /// The columns of the tab titles, in a row of that many.
  static func tabs(columns: Int) -> [Range<Int>] {
    var x = columns >= 60 ? title.count + 1 : 0
    let widths = tabs.enumerated().map { "\($0.offset + 1) \($0.element.name.title) ".count }
    // One blank more before each but the first, where the last is then whole; its own last column is blank.
    let blank = x + widths.reduce(widths.count - 2, +) <= columns ? 1 : 0
    return widths.map { width in
      let start = x
      x += width + (start == 0 ? 0 : blank)
      return start..<x
    }
  }

  /// What stands before the tabs where there is room.
  static let title = "karelscope"
}
