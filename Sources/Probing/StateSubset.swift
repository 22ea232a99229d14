/// Which of the tested states a result is about.
public enum StateSubset: String, CaseIterable, Hashable, Sendable {
  case all
  /// Those at which, in the probed example, position or direction under the flip and under the adversarial semantics are both
  /// unlike the original's.
  case differ
  /// Those at which this holds in all five examples.
  case differAll = "differ-all"
  /// Those at which a feature holds in some of the five examples and not in others: the accuracy is how often a pair of examples
  /// is ranked correctly (``WithinStateRanking``), of which chance is one half.
  case within

  /// Those that say something of semantics.
  public static let ofSemantics: [StateSubset] = [.all, .differ, .differAll]
}
