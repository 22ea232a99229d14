import TextCanvas

extension CompareTab {
  /// A press on a line of the program that all columns share goes there; the wheel steps.
  public mutating func handle(_ event: MouseEvent, in body: Size) -> [TabEffect] {
    guard !columns.isEmpty, let layout = CompareLayout(body, self) else { return [] }
    switch event.action {
    case .wheelUp: return perform(.back)
    case .wheelDown: return perform(.next)
    case .press: if showsResults { return [] }
    }
    let places = CompareView.contents(self, layout).filter { $0.content.title == CompareView.programTitle }
    let list = layout.program ?? places.first?.rectangle
    if contrast != .checkpoints, let list, let place = list.local(event), let first = columns.first,
      let line = ProgramList.line(at: place.y, step: step, end: first.traced.endStep, rows: list.rows)
    {
      _ = jump(to: .number(line + 1))
    }
    return []
  }
}
