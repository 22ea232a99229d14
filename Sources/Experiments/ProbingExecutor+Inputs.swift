import Beliefs
import Corpus
import Karel
import LanguageModel
import Probing

extension ProbingExecutor {
  /// What a task's probes are given, beside a record if there is one.
  enum InputKind: Hashable {
    case hidden, untrained, ops
    /// The input worlds of some examples, without and with the ops.
    case worlds(Range<Int>)
    case opsAndWorlds(Range<Int>)

    init(_ task: ProbingPlan.Task) {
      switch task.control {
      case .untrained: self = .untrained
      case .ops: self = .ops
      case .worldCopy: self = task.record == nil ? .opsAndWorlds(task.examples) : .worlds(task.examples)
      case .majority, .shuffled, .foreignWorlds, .controlTask, nil: self = .hidden
      }
    }

    func inputs(of set: ActivationDataset, _ layer: HiddenLayer) -> ProbeInputs {
      switch self {
      case .hidden, .untrained: set.hidden(layer)
      case .ops: set.opRecords()
      case .worlds(let examples): set.worldRecords(examples)
      case .opsAndWorlds(let examples): set.opRecords().joined(set.worldRecords(examples))
      }
    }
  }

  /// Raw inputs of the three sets.
  struct SplitInputs {
    let training, validation, test: ProbeInputs

    init(_ traces: ProbingJob.Traces, _ inputs: (ActivationDataset) -> ProbeInputs) {
      training = inputs(traces.training)
      validation = inputs(traces.validation)
      test = inputs(traces.test)
    }
  }

  /// The labels of a task's heads at its offset.
  struct TaskLabels {
    var training, validation, test: ProbeClasses
  }
}

extension ProbingExecutor.Labels {
  /// A task's labels: the true ones, or those of its control.
  func of(_ task: ProbingPlan.Task, _ traces: ProbingJob.Traces) -> ProbingExecutor.TaskLabels {
    var labels = ProbingExecutor.TaskLabels(
      training: training[task.offset]!.only(task.heads),
      validation: validation[task.offset]!.only(task.heads).thinned(to: ProbingExecutor.validationLimit),
      test: test[task.offset]!.only(task.heads))
    switch task.control {
    case .shuffled: labels.training = labels.training.shuffled(seed: task.key.seed)
    case .controlTask:
      let control = ControlTask(labels: labels.training, seed: task.key.seed)
      labels.training = control.labels(of: traces.training, labels.training)
      labels.validation = control.labels(of: traces.validation, labels.validation)
      labels.test = control.labels(of: traces.test, labels.test)
    case .majority, .untrained, .ops, .worldCopy, .foreignWorlds, nil: break
    }
    return labels
  }
}
