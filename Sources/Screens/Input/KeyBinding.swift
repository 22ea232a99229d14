/// Key bindings. The tables of bindings are the one source of keys: for what they do, for help, for the hints,
/// and for every page that lists them.
public struct KeyBinding<Action: Hashable & Sendable>: Sendable {
  public let keys: [Key]
  public let action: Action
  public let text: KeyText

  /// - Parameters:
  ///   - hint: One or two words for the line of hints; nil keeps the key out of it.
  ///   - off: The hint while the key's toggle is on, if another.
  ///   - explanation: What the key does, for help.
  public init(_ keys: [Key], _ action: Action, hint: String? = nil, off: String? = nil, _ explanation: String) {
    self.keys = keys
    self.action = action
    text = KeyText(
      keys: keys.map(\.name), hint: hint, offHint: off, explanation: explanation, hintedKey: keys.first)
  }
}

/// The text of a binding.
public struct KeyText: Hashable, Sendable {
  /// The names of its keys.
  public let keys: [String]
  public let hint: String?
  /// The hint while the key's toggle is on, if another.
  public var offHint: String?
  public let explanation: String
  /// The key that a press on the hint stands for; nil where there is none.
  var hintedKey: Key?
}

/// A mode of a tab, with keys that replace the tab's own.
public struct KeyMode: Hashable, Sendable {
  /// The tab, and what is done.
  public let title: String
  public let texts: [KeyText]
}
