extension Tab {
  /// The texts of its own keys.
  static var ownKeyTexts: [KeyText] { bindings.map(\.text) }

  /// The texts of the shared keys that the tab does not override.
  static var sharedKeyTexts: [KeyText] {
    let own = Set(bindings.flatMap(\.keys))
    return SharedAction.bindings.filter { own.isDisjoint(with: $0.keys) }.map(\.text)
  }

  /// The texts of its own keys and of the shared ones that it does not override.
  public static var keyTexts: [KeyText] { ownKeyTexts + sharedKeyTexts }
  /// The keys worth a hint in the current state, the most useful first; the last two, which are shared, always fit.
  public var hints: [KeyText] {
    modeHints ?? Self.bindings.hints(hintedActions, isOn: isOn) + Self.sharedKeyTexts.filter { $0.hint != nil }
  }
}
