import Beliefs
import Corpus

/// A control task (Hewitt and Liang 2019): each type of state has one random label, drawn from the distribution of the true
/// ones. What a probe gets right of it, it has memorised; selectivity is its accuracy minus that on the control task.
///
/// The type of a state is its place in the program with the last ops, that being produced included.
public struct ControlTask {
  private let labels: ProbeClasses
  private let rows: [Int]
  private let seed: UInt64

  /// The ops that tell types of states apart.
  private static let contextLength = 3

  /// - Parameter labels: The true labels of the training states.
  public init(labels: ProbeClasses, seed: UInt64) {
    self.labels = labels
    self.seed = seed
    rows = labels.rows
  }

  /// The labels of some states in the control task; states without a true label have none.
  ///
  /// - Parameter classes: The true labels of `set`, of the same heads.
  public func labels(of set: ActivationDataset, _ classes: ProbeClasses) -> ProbeClasses {
    guard !rows.isEmpty else { return classes }
    var control = classes.classes
    for row in classes.rows {
      let ops = set.programs[set.origins[row].program].program.ops.prefix(set.origins[row].step + 1)
      let context = ops.suffix(ControlTask.contextLength).reduce(1) { $0 * 8 + UInt64($1.rawValue) }
      var random = SplitMix64(seed: seed, .controlTask, UInt64(ops.count), context)
      let source = rows[random.next(below: rows.count)]
      for head in control.indices { control[head][row] = labels.classes[head][source] }
    }
    return ProbeClasses(heads: classes.heads, classes: control)
  }
}
