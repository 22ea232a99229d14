extension KeyNotice {
  /// For a character that is not a key of the tab; nil for keys without a character.
  static func unbound(_ key: Key) -> String? {
    guard case .character = key else { return nil }
    let help = SharedAction.bindings.first { $0.action == .help }?.text.keys.first ?? ""
    return "\(key.name) does nothing here · \(help) lists the keys"
  }
}
