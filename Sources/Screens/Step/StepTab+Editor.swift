extension StepTab {
  public static let modes = [WorldEditor.mode]

  /// While a world is edited, the editor's keys replace the tab's own.
  public mutating func press(_ key: Key) -> [TabEffect]? {
    let own = Self.bindings.first { $0.keys.contains(key) }
    guard editor != nil else { return own.map { perform($0.action) } }
    guard let binding = WorldEditor.bindings.first(where: { $0.keys.contains(key) }) else {
      return own.map { _ in [] }
    }
    return edit(binding.action)
  }

  /// Starts to edit the input world of the example that is shown.
  mutating func beginEditing() {
    guard let traced else { return }
    walk.pause()
    editor = WorldEditor(traced.reading.specification, example: example, reference: traced.reading.reference)
  }

  private mutating func edit(_ action: WorldEditor.Action) -> [TabEffect] {
    (failure, note) = (nil, nil)
    editor?.perform(action)
    switch action {
    case .accept:
      guard let edited = editor?.specification else { return [] }
      editor = nil
      guard let traced, edited != traced.reading.specification else { return [] }
      var intervention = shownIntervention
      intervention.specification = edited
      return vary(intervention)
    case .giveUp: editor = nil
    default: break
    }
    return []
  }
}
