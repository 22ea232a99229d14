import TextCanvas

extension LibraryTab {
  /// A press on a line chooses it, one more there opens it; the wheel moves from line to line.
  public mutating func handle(_ event: MouseEvent, in body: Size) -> [TabEffect] {
    switch event.action {
    case .wheelUp: return perform(.up)
    case .wheelDown: return perform(.down)
    case .press: break
    }
    let list = LibraryView.rectangles(body).list
    guard let place = list.local(event), place.y >= 1 else { return [] }
    let visible = max(1, list.rows - 1)
    let line = LibraryView.firstRow(selected: selected, visible: visible, count: rows.count) + place.y - 1
    guard line < rows.count else { return [] }
    // The list may have moved under the mouse, so that the line is known by what was chosen, not by where it is.
    if line == selected || pressed?.y == place.y && pressed?.line == selected {
      pressed = nil
      return perform(.open)
    }
    selected = line
    pressed = (place.y, line)
    return []
  }
}
