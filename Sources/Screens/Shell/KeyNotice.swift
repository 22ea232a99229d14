/// Notices for keys that do not apply.
enum KeyNotice {
  /// For a character that is not a key of the tab; nil for keys without a character.
  static func unbound(_ key: Key) -> String? {
    guard case .character = key else { return nil }
    let help = SharedAction.bindings.first { $0.action == .help }?.text.keys.first ?? ""
    return "\(key.name) does nothing here · \(help) lists the keys"
  }

  /// Where there is no wrong belief to go to.
  static func disagreement(_ move: ProgramWalk.Move, hasProbe: Bool) -> String {
    guard hasProbe else { return "no probe, so no beliefs to check" }
    return move == .previousDisagreement
      ? "no earlier wrong belief" : "no later wrong belief; final states are not trained on"
  }

  /// Where there is no checkpoint to go to, of all or of those whose weights are kept.
  static func checkpoint(isForward: Bool, ofKept: Bool) -> String {
    "this is the \(isForward ? "latest" : "first") checkpoint" + (ofKept ? " kept here" : "")
  }

  /// Where no checkpoint is kept on that side of one that may not be kept itself.
  static func keptCheckpoint(isForward: Bool, keepsAny: Bool) -> String {
    keepsAny
      ? "no checkpoint \(isForward ? "after" : "before") this one kept its weights"
      : "the run keeps no checkpoint weights"
  }
}
