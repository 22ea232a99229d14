extension Array {
  /// The texts of some actions' keys, in the actions' order, each with its current hint; skips those without.
  func hints<Action>(_ actions: [Action], isOn: (Action) -> Bool = { _ in false }) -> [KeyText]
  where Element == KeyBinding<Action> {
    actions.compactMap { action in
      guard let text = first(where: { $0.action == action })?.text, let hint = text.hint else { return nil }
      let shown = isOn(action) ? text.offHint ?? hint : hint
      return KeyText(keys: text.keys, hint: shown, explanation: text.explanation, hintedKey: text.hintedKey)
    }
  }
}
