import Beliefs

extension ProbeResult {
  /// What a probe finds with a record and hidden states, and what the hidden states add.
  ///
  /// - Parameters:
  ///   - training: States that the probe was trained on.
  ///   - information: Over the tested states of `states`.
  public init(
    step: Int, _ key: ProbeKey, feature: Feature, offset: Int, record: ProbeRecord, states: StateSubset, training: Int,
    _ information: UsableInformation
  ) {
    self.init(step: step, key, feature: feature, offset: offset, control: nil, training: training, ProbeTally())
    self.record = record.rawValue
    self.states = states == .all ? nil : states.rawValue
    (ops, calibration) = (nil, nil)
    n = information.count
    if let share = information.accuracy(seed: key.seed) {
      (accuracy, low, high) = (share.value, max(0, share.low), min(1, share.high))
    }
    self.information = information.bits(seed: key.seed).map { Interval(value: $0.value, low: $0.low, high: $0.high) }
  }
}
