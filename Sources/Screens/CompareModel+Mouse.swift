extension CompareModel {
  /// A press on a line of a program goes there; the wheel steps.
  public mutating func take(_ event: MouseEvent, in body: Size) -> [ViewEffect] {
    guard !columns.isEmpty, let layout = CompareLayout(body, self) else { return [] }
    switch event.action {
    case .wheelUp: return perform(.back)
    case .wheelDown: return perform(.next)
    case .press: if showsResults { return [] }
    }
    if let place = layout.program?.local(event), let rows = layout.program?.rows, let first = columns.first,
      let line = StepView.line(at: place.y, step: step, end: first.traced.endStep, rows: rows)
    {
      _ = jump(to: .number(line + 1))
    }
    return []
  }
}
