import Beliefs

/// The calibration of a probe for a feature: its confidence against its accuracy, on test programs.
public struct ProbeCalibration: Hashable, Sendable {
  /// The states with a confidence in some range.
  public struct Bin: Hashable, Sendable {
    public var range: ClosedRange<Double>
    public var states: Int
    /// States predicted correctly.
    public var right: Int
    /// The mean confidence; 0 where there are no states.
    public var meanConfidence: Double

    public init(range: ClosedRange<Double>, states: Int, right: Int, meanConfidence: Double) {
      self.range = range
      self.states = states
      self.right = right
      self.meanConfidence = meanConfidence
    }

    /// The share of states predicted correctly; nil if there are none.
    var accuracy: Double? { states > 0 ? Double(right) / Double(states) : nil }
  }

  /// Of rising confidence.
  public var bins: [Bin]
  /// The expected calibration error: the mean gap of confidence and accuracy over the states.
  public var error: Double?

  public init(bins: [Bin], error: Double?) {
    self.bins = bins
    self.error = error
  }

  /// The states behind it.
  var states: Int { bins.reduce(0) { $0 + $1.states } }
}
