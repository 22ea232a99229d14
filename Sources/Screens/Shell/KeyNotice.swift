/// What is said of a key that has nothing to do, or nowhere to go.
enum KeyNotice {
  /// Of a character that is no key of the view; nil for keys that have no character of their own.
  static func unbound(_ key: Key) -> String? {
    guard case .character = key else { return nil }
    let help = SharedAction.bindings.first { $0.action == .help }?.text.keys.first ?? ""
    return "\(key.name) does nothing here · \(help) lists the keys"
  }

  /// Where there is no wrong belief to go to.
  static func disagreement(_ move: ProgramWalk.Move, hasProbe: Bool) -> String {
    guard hasProbe else { return "no probe, so no belief can be wrong" }
    return move == .previousDisagreement
      ? "no wrong belief before this" : "no wrong belief further on; the last op's state is never learned"
  }

  /// Where there is no checkpoint to go to, of all or of those whose weights are kept.
  static func checkpoint(isForward: Bool, ofKept: Bool) -> String {
    "this is the \(isForward ? "latest" : "first") checkpoint" + (ofKept ? " kept here" : "")
  }

  /// Where no checkpoint is kept on that side of one that may not be kept itself.
  static func keptCheckpoint(isForward: Bool, keepsAny: Bool) -> String {
    keepsAny
      ? "no checkpoint \(isForward ? "after" : "before") this one has its weights kept"
      : "the run keeps no weights of its checkpoints"
  }
}
