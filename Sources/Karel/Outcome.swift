/// What came of running one op. Nothing a program does can fail: an op that cannot act leaves the world as it was and
/// says so.
public enum Outcome: String, CaseIterable, Hashable, Sendable {
  /// The op acted.
  case done
  /// A move met a wall.
  case blocked
  /// A pick found no marker.
  case empty
}
