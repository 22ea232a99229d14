import Beliefs

extension ProbeResult {
  /// What a probe finds with a record and hidden states, and what the hidden states add.
  ///
  /// - Parameters:
  ///   - training: States that the probe was trained on.
  ///   - information: Over the tested states of `states`.
  public init(
    step: Int, _ key: ProbeKey, feature: Feature, offset: Int, record: ProbeRecord, states: StateSubset,
    control: ProbeControl? = nil, training: Int, _ information: UsableInformation
  ) {
    self.init(step: step, key, feature: feature, offset: offset, control: control, training: training, ProbeTally())
    self.record = record.rawValue
    self.states = states == .all ? nil : states.rawValue
    (ops, calibration) = (nil, nil)
    n = information.count
    if let share = information.accuracy(seed: key.seed) {
      (accuracy, low, high) = (share.value, max(0, share.low), min(1, share.high))
      basis = Estimate.Basis.programs.rawValue
    }
    self.information = information.bits(seed: key.seed).map(Interval.init)
  }

  /// How well the probes of the five examples rank them within a state.
  ///
  /// - Parameters:
  ///   - key: The first example's probe.
  ///   - training: States that each was trained on.
  public init(
    step: Int, _ key: ProbeKey, feature: Feature, offset: Int, control: ProbeControl?, training: Int,
    _ ranking: WithinStateRanking
  ) {
    self.init(step: step, key, feature: feature, offset: offset, control: control, training: training, ProbeTally())
    states = StateSubset.within.rawValue
    (ops, calibration) = (nil, nil)
    n = ranking.shares.count
    if let share = ranking.accuracy(seed: key.seed) {
      (accuracy, low, high) = (share.value, max(0, share.low), min(1, share.high))
      basis = Estimate.Basis.programs.rawValue
    }
  }
}
