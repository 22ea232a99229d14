/// What random numbers under a seed are for. Each purpose has its own stream, so that none depends on how many numbers
/// another takes.
///
/// The values are part of what makes a run the same everywhere: they never change.
public enum RandomStream: UInt64, Sendable {
  /// The samples of the splits.
  case trainingSamples = 1
  case validationSamples = 2
  case testSamples = 3
  /// The order in which training sees its samples.
  case presentationOrder = 4
  /// A model's initial parameters.
  case initialParameters = 5
  /// The states on which probes are trained.
  case probeStates = 6
  /// The order in which a probe sees them.
  case probeOrder = 7
  /// A probe's initial parameters.
  case probeParameters = 8
  /// The order of labels that were shuffled on purpose.
  case probeLabels = 9
  /// Where programs are steered, and to where.
  case steering = 10
  /// The programs that are drawn anew for an interval.
  case bootstrap = 11
}
