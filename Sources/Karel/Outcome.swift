/// The result of executing one op. Execution never fails: an op that cannot act leaves the world unchanged and reports
/// why.
public enum Outcome: String, CaseIterable, Hashable, Sendable {
  /// The op took effect.
  case done
  /// A move into a wall.
  case blocked
  /// A pick where there is no marker.
  case empty
}
