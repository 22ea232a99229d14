import Karel
import TextCanvas

extension StepTab {
  /// A press on a line of the program goes there, one on an example shows it; the wheel steps.
  public mutating func handle(_ event: MouseEvent, in body: Size) -> [TabEffect] {
    guard traced != nil, editor == nil, let layout = layout(body) else { return [] }
    switch event.action {
    case .wheelUp: return perform(.back)
    case .wheelDown: return perform(.next)
    case .press: break
    }
    // What calibration covers cannot be clicked.
    if calibrated != nil, CalibrationView.rectangle(layout, body).contains(x: event.x, y: event.y) { return [] }
    if let place = layout.program?.local(event), let rows = layout.program?.rows,
      let line = StepView.line(at: place.y, step: step, end: endStep, rows: rows)
    {
      _ = jump(to: .number(line + 1))
    } else if let place = layout.examples?.local(event),
      let example = StepView.example(at: place, cell: layout.smallCell)
    {
      self.example = example
    }
    return []
  }
}

extension StepView {
  /// The line of a program's list that stands in a row below its title; nil if none does.
  static func line(at y: Int, step: Int, end: Int, rows: Int) -> Int? {
    let line = firstLine(at: step, end: end, rows: rows - 1) + y - 1
    return y >= 1 && line <= end ? line : nil
  }

  /// The example that stands at a place of the examples' pane; nil if none does.
  fileprivate static func example(at place: MouseEvent, cell: Size?) -> Int? {
    // Titles of five columns each, or worlds beside each other.
    let (start, pitch, width) =
      cell.map { (0, World.size * $0.columns + 4, World.size * $0.columns) } ?? ("EXAMPLES".count + 2, 5, 3)
    guard place.x >= start, (place.x - start) % pitch < width else { return nil }
    let example = (place.x - start) / pitch
    return example < 5 ? example : nil
  }
}
