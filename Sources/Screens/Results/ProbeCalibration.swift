import Beliefs

/// How a probe's confidence in its answers about a feature goes together with how often they are right, on test programs.
public struct ProbeCalibration: Hashable, Sendable {
  /// The states whose answers were given with a confidence in some range.
  public struct Bin: Hashable, Sendable {
    public var range: ClosedRange<Double>
    public var states: Int
    /// States on which the answer is right.
    public var right: Int
    /// Of the answers; 0 where there are no states.
    public var meanConfidence: Double

    public init(range: ClosedRange<Double>, states: Int, right: Int, meanConfidence: Double) {
      self.range = range
      self.states = states
      self.right = right
      self.meanConfidence = meanConfidence
    }

    /// The share of the states on which the answer is right; nil if there are none.
    var accuracy: Double? { states > 0 ? Double(right) / Double(states) : nil }
  }

  /// Of rising confidence.
  public var bins: [Bin]
  /// The expected calibration error: how far confidence and accuracy are apart on the mean over the states.
  public var error: Double?

  public init(bins: [Bin], error: Double?) {
    self.bins = bins
    self.error = error
  }

  /// The states behind it.
  var states: Int { bins.reduce(0) { $0 + $1.states } }
}
