/// Which of the tested states a result is about.
public enum StateSubset: String, CaseIterable, Hashable, Sendable {
  case all
  /// Those at which, in the probed example, position or direction under the flip and under the adversarial semantics are both
  /// unlike the original's.
  case differ
  /// Those at which this holds in all five examples.
  case differAll = "differ-all"
}
