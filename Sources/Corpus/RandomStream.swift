/// The purposes of random numbers under a seed. Each has its own stream, so that none depends on how many numbers
/// another consumes.
///
/// Runs are reproducible only while the raw values stay the same: they must never change.
public enum RandomStream: UInt64, Sendable {
  /// The samples of the splits.
  case trainingSamples = 1
  case validationSamples = 2
  case testSamples = 3
  /// The order in which training visits its samples.
  case presentationOrder = 4
  /// A model's initial parameters.
  case initialParameters = 5
  /// The states on which probes are trained.
  case probeStates = 6
  /// The order in which a probe visits them.
  case probeOrder = 7
  /// A probe's initial parameters.
  case probeParameters = 8
  /// The permutation of labels in the shuffled-labels control.
  case probeLabels = 9
  /// The steering cases: where programs are steered, and in which direction.
  case steering = 10
  /// The programs that are drawn anew for an interval.
  case bootstrap = 11
  /// The labels of a control task.
  case controlTask = 12
  /// The specifications and walls of counterfactuals, and the random directions beside the count's.
  case counterfactuals = 13
  /// Fresh worlds, on which programs are compared with their references.
  case freshWorlds = 14
  /// The pairs of activation patching: which specifications, and how the other of each pair differs.
  case patchingPairs = 20
  /// The resamples of patching effects.
  case patchingBootstrap = 21
  /// The order in which a tuned lens visits its states.
  case tunedLensOrder = 22
}
