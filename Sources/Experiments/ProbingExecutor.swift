import Beliefs
import Corpus
import Foundation
import Karel
import LanguageModel
import Probing
import Synchronization
import Tensors

/// Trains and tests the probes of one checkpoint in memory.
struct ProbingExecutor {
  /// The outcome of one task.
  struct Outcome {
    let task: ProbingPlan.Task
    var results: [ProbeResult]
    /// For each feature with nets, whether their prediction is correct on each tested state.
    var isRight: [Feature: [Bool]] = [:]
    /// The trained nets, for raw hidden states; nil for controls.
    let probe: Probe?
  }

  let step: Int
  /// Channels of a hidden state.
  let width: Int
  let traces: ProbingJob.Traces
  /// The same states of the model at initialisation, if a control needs them.
  let untrained: ProbingJob.Traces?
  /// How probes of a kind are trained.
  let training: @Sendable (ProbeKind) -> ProbeTraining
  let threads: Int
  /// Polled for cancellation.
  let isCancelled: @Sendable () -> Bool
  /// Results that are kept regardless of new ones.
  var kept: [ProbeResult.Key: ProbeResult] = [:]

  /// The most validation states for early stopping; more would take time without benefit.
  private static let validationLimit = 10_000

  /// Inputs of one kind: training and validation standardised, test raw.
  private struct Inputs {
    let training, validation, test: ProbeInputs
    let standardisation: Standardisation

    init(training: ProbeInputs, validation: ProbeInputs, test: ProbeInputs) {
      standardisation = Standardisation(of: validation)
      self.training = standardisation(training)
      self.validation = standardisation(validation)
      self.test = test
    }
  }

  /// The labels of all states under one semantics, in one frame, by offset.
  private struct Labels {
    let training, validation, test: [Int: ProbeClasses]
  }

  private struct LabelKey: Hashable {
    let semantics: Semantics
    let frame: ReferenceFrame
    let example: Int

    init(_ key: ProbeKey) {
      (semantics, frame, example) = (key.semantics, key.frame, key.traces.example)
    }
  }

  /// Records of the ops, or of more, in place of hidden states or beside them.
  private struct Records {
    let training, validation, test: ProbeInputs

    init(_ record: ProbeRecord, of traces: ProbingJob.Traces) {
      training = traces.training.records(record)
      validation = traces.validation.records(record)
      test = traces.test.records(record)
    }
  }

  /// Runs tasks on one layer.
  ///
  /// - Parameters:
  ///   - progress: Called with the work done so far, in the unit of ``cost(_:)``; like `finish`, on several threads,
  ///     one at a time.
  ///   - finish: Called with the outcome of each task.
  /// - Throws: The first error of `finish`; `CancellationError`, which discards unfinished tasks.
  func train(
    _ tasks: [ProbingPlan.Task], layer: HiddenLayer, progress: @escaping (Double) -> Void,
    finish: @escaping (Outcome) throws -> Void
  ) throws {
    guard !tasks.isEmpty else { return }
    let inputs = inputs(tasks, layer: layer)
    let records = Dictionary(
      uniqueKeysWithValues: Set(tasks.compactMap(\.record)).map { ($0, Records($0, of: traces)) })
    let labels = try labels(tasks)
    // Longest first, for load balance.
    let order = tasks.sorted { cost($0) > cost($1) }
    let state = Mutex((done: 0.0, error: (any Error)?.none, pairs: PairedTest(kept: kept)))
    parallel(order.count, threads: threads) { item, _ in
      let task = order[item]
      guard state.withLock({ $0.error == nil }) else { return }
      var reported = 0.0
      func report(_ share: Double) -> Bool {
        state.withLock { state in
          state.done += (share - reported) * cost(task)
          reported = share
          progress(state.done)
          if state.error == nil, isCancelled() { state.error = CancellationError() }
          return state.error == nil
        }
      }
      let taskLabels = labels[LabelKey(task.key)]!
      var outcome =
        if let record = task.record {
          informationOutcome(task, record, records[record]!, layer, taskLabels, progress: report)
        } else {
          outcome(task, inputs[inputKind(task)]!, taskLabels, progress: report)
        }
      state.withLock { state in
        do {
          guard state.error == nil else { return }
          // Cancellation may have ended its training early.
          guard !isCancelled() else { throw CancellationError() }
          outcome.results = state.pairs.complete(outcome)
          try finish(outcome)
        } catch {
          state.error = error
        }
      }
      _ = report(1)
    }
    if let error = state.withLock({ $0.error }) { throw error }
  }

  /// A rough number of operations of tasks.
  func cost(_ tasks: [ProbingPlan.Task]) -> Double { tasks.reduce(0) { $0 + cost($1) } }

  private func cost(_ task: ProbingPlan.Task) -> Double {
    guard task.control != .majority else { return 1 }
    return Double(task.heads.count) * training(task.key.kind).cost(inputs: width) * Double(traces.training.count)
  }

  /// The control that determines a task's inputs; nil for the model's hidden states.
  private func inputKind(_ task: ProbingPlan.Task) -> ProbeControl? {
    task.control == .untrained || task.control == .ops ? task.control : nil
  }

  private func inputs(_ tasks: [ProbingPlan.Task], layer: HiddenLayer) -> [ProbeControl?: Inputs] {
    var inputs: [ProbeControl?: Inputs] = [:]
    for kind in Set(tasks.map(inputKind)) {
      if kind == .ops {
        inputs[kind] = Inputs(
          training: traces.training.opRecords(), validation: traces.validation.opRecords(),
          test: traces.test.opRecords())
      } else {
        let traces = kind == .untrained ? untrained! : traces
        inputs[kind] = Inputs(
          training: traces.training.hidden(layer), validation: traces.validation.hidden(layer),
          test: traces.test.hidden(layer))
      }
    }
    return inputs
  }

  private func labels(_ tasks: [ProbingPlan.Task]) throws -> [LabelKey: Labels] {
    var heads: [ProbeHead] = []
    for head in tasks.flatMap(\.heads) where !heads.contains(head) { heads.append(head) }
    let keys = Array(Set(tasks.map { LabelKey($0.key) }))
    let labels = try parallelMap(keys, threads: threads) { key, _ in
      func classes(_ set: ActivationDataset) -> [Int: ProbeClasses] {
        set.classes(of: heads, semantics: key.semantics, frame: key.frame, example: key.example)
      }
      return Labels(
        training: classes(traces.training),
        validation: classes(traces.validation).mapValues { $0.thinned(to: ProbingExecutor.validationLimit) },
        test: classes(traces.test))
    }
    return Dictionary(uniqueKeysWithValues: zip(keys, labels))
  }

  /// What the hidden states tell beyond a record, on all test states and on those where the semantics differ.
  private func informationOutcome(
    _ task: ProbingPlan.Task, _ record: ProbeRecord, _ records: Records, _ layer: HiddenLayer, _ labels: Labels,
    progress: @escaping (Double) -> Bool
  ) -> Outcome {
    func part(_ record: ProbeInputs, _ set: ActivationDataset, _ classes: [Int: ProbeClasses])
      -> ConditionalProbing.Part
    {
      ConditionalProbing.Part(
        record: record, hidden: set.hidden(layer), classes: classes[task.offset]!.only(task.heads))
    }
    let training = part(records.training, traces.training, labels.training)
    let test = part(records.test, traces.test, labels.test)
    let byHead = ConditionalProbing(self.training(task.key.kind), seed: task.key.seed)(
      training: training, validation: part(records.validation, traces.validation, labels.validation), test: test,
      programs: traces.test.origins.map(\.program), isCancelled: isCancelled, progress: progress)
    let rows = test.classes.rows
    let isIn = Dictionary(
      uniqueKeysWithValues: StateSubset.allCases.map { subset in
        let isKept = differing(subset, task)
        return (subset, rows.map { isKept[$0] })
      })
    let results = task.features.flatMap { feature in
      let information = UsableInformation(jointly: feature.heads.map { byHead[$0]! })
      return StateSubset.allCases.map { subset in
        ProbeResult(
          step: step, task.key, feature: feature, offset: task.offset, record: record, states: subset,
          training: training.classes.rows.count, information.filtered(isIn[subset]!))
      }
    }
    return Outcome(task: task, results: results, probe: nil)
  }

  /// For each test state whether it belongs to a subset.
  private func differing(_ subset: StateSubset, _ task: ProbingPlan.Task) -> [Bool] {
    let examples: Range<Int>
    switch subset {
    case .all: return [Bool](repeating: true, count: traces.test.count)
    case .differ: examples = task.key.traces.example..<task.key.traces.example + 1
    case .differAll: examples = 0..<Specification.exampleCount
    }
    let reinterpretations = [Semantics.flip, .adversarial].map {
      traces.test.differs($0, offset: task.offset, in: examples)
    }
    return zip(reinterpretations[0], reinterpretations[1]).map { $0 && $1 }
  }

  private func outcome(
    _ task: ProbingPlan.Task, _ inputs: Inputs, _ labels: Labels, progress: (Double) -> Bool
  ) -> Outcome {
    let heads = task.heads
    var training = labels.training[task.offset]!.only(heads)
    let test = labels.test[task.offset]!.only(heads)
    let ops = traces.test.steps
    func result(_ feature: Feature, _ tally: ProbeTally) -> ProbeResult {
      ProbeResult(
        step: step, task.key, feature: feature, offset: task.offset, control: task.control,
        training: training.rows.count, tally)
    }
    if task.control == .majority {
      let results = task.features.map { feature in
        let (majority, share) = training.majorityClasses(feature.heads) ?? (nil, 0)
        return result(
          feature, ProbeTally(constant: majority, confidence: share, test, heads: feature.heads, ops: ops))
      }
      return Outcome(task: task, results: results, probe: nil)
    }
    if task.control == .shuffled { training = training.shuffled(seed: task.key.seed) }
    let nets = self.training(task.key.kind)(
      inputs.training, training, validation: inputs.validation, labels.validation[task.offset]!.only(heads),
      seed: task.key.seed, isCancelled: isCancelled, progress: progress
    ).map { $0.standardising(mean: inputs.standardisation.mean, scale: inputs.standardisation.scale) }
    let byHead = Dictionary(uniqueKeysWithValues: zip(heads, nets))
    let tallies = task.features.map { feature in
      ProbeTally(feature.heads.map { byHead[$0]! }, on: inputs.test, test, heads: feature.heads, ops: ops)
    }
    let places = byHead.map { (Probe.Target(offset: task.offset, head: $0.key), $0.value) }
    return Outcome(
      task: task, results: zip(task.features, tallies).map(result),
      isRight: Dictionary(uniqueKeysWithValues: zip(task.features, tallies.map(\.isRight))),
      probe: task.control == nil
        ? Probe(task.key, width: inputs.test.width, nets: Dictionary(uniqueKeysWithValues: places)) : nil)
  }
}
