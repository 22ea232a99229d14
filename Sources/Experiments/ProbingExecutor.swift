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
    /// For each yes-or-no feature of one example, what the net says of each tested state.
    var ofExample: [Feature: WithinStateRanking.Example] = [:]
    /// The program of each tested state.
    var programs: [Int] = []
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
  static let validationLimit = 10_000

  /// The labels of all states under one semantics, in one frame, by offset.
  struct Labels {
    let training, validation, test: [Int: ProbeClasses]
  }

  private struct LabelKey: Hashable {
    let semantics: Semantics
    let frame: ReferenceFrame
    let example: Int
    let keepsEnds: Bool
    let isForeign: Bool

    init(_ task: ProbingPlan.Task) {
      (semantics, frame, example) = (task.key.semantics, task.key.frame, task.key.traces.example)
      (keepsEnds, isForeign) = (task.key.traces.keepsEnds, task.control == .foreignWorlds)
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
      uniqueKeysWithValues: Set(tasks.compactMap(\.record)).map { record in
        (record, SplitInputs(traces) { $0.records(record) })
      })
    let labels = try labels(tasks)
    // Longest first, for load balance.
    let order = tasks.sorted { cost($0) > cost($1) }
    let state = Mutex(
      (done: 0.0, error: (any Error)?.none, pairs: PairedTest(kept: kept), rankings: RankingTest(step: step)))
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
      let taskLabels = labels[LabelKey(task)]!.of(task, traces)
      var outcome =
        if let record = task.record {
          informationOutcome(task, record, records[record]!, inputs[InputKind(task)]!, taskLabels, progress: report)
        } else {
          accuracyOutcome(task, inputs[InputKind(task)]!, taskLabels, progress: report)
        }
      state.withLock { state in
        do {
          guard state.error == nil else { return }
          // Cancellation may have ended its training early.
          guard !isCancelled() else { throw CancellationError() }
          let ranking = state.rankings.complete(outcome)
          outcome.results = state.pairs.complete(outcome) + ranking
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
    let nets = Double(task.heads.count * (task.record == nil ? 1 : 2))
    return nets * training(task.key.kind).cost(inputs: width) * Double(traces.training.count)
  }

  private func inputs(_ tasks: [ProbingPlan.Task], layer: HiddenLayer) -> [InputKind: SplitInputs] {
    Dictionary(
      uniqueKeysWithValues: Set(tasks.map { InputKind($0) }).map { kind in
        (kind, SplitInputs(kind == .untrained ? untrained! : traces) { kind.inputs(of: $0, layer) })
      })
  }

  private func labels(_ tasks: [ProbingPlan.Task]) throws -> [LabelKey: Labels] {
    var heads: [ProbeHead] = []
    for head in tasks.flatMap(\.heads) where !heads.contains(head) { heads.append(head) }
    let keys = Array(Set(tasks.map { LabelKey($0) }))
    let labels = try parallelMap(keys, threads: threads) { key, _ in
      func classes(_ set: ActivationDataset) -> [Int: ProbeClasses] {
        (key.isForeign ? set.inForeignWorlds : set).classes(
          of: heads, semantics: key.semantics, frame: key.frame, example: key.example, keepsEnds: key.keepsEnds)
      }
      return Labels(
        training: classes(traces.training), validation: classes(traces.validation), test: classes(traces.test))
    }
    return Dictionary(uniqueKeysWithValues: zip(keys, labels))
  }
}
