/// A phase of training, after Jin & Rinard (2024).
public enum Phase: String, CaseIterable, Codable, Hashable, Sendable {
  /// The same few programs whatever the specification.
  case babbling
  /// Many different programs, few of them correct.
  case syntax
  /// Programs come to satisfy their specifications.
  case semantics
}
