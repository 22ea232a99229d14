import Beliefs
import Corpus
import Dispatch
import Foundation
import Karel
import LanguageModel
import Probing
import Synchronization
import Tensors

/// A cancellable background job that trains or tests probes of one checkpoint. Results stay in memory; nothing is
/// written. It runs on its own thread, which receives no signals.
public final class BackgroundProbing: Sendable {
  public enum State: Sendable {
    /// Programs generated so far, and the total.
    case writing(Int, of: Int)
    /// The fraction of the probes' training that is done.
    case training(Double)
    case finished(Findings)
    /// Cancelled.
    case stopped
    /// The error message.
    case failed(String)

    /// Whether the job has ended.
    public var isOver: Bool {
      switch self {
      case .writing, .training: false
      case .finished, .stopped, .failed: true
      }
    }
  }

  /// The job's results.
  public struct Findings: Sendable {
    /// The trained probes, without those that were only tested.
    public var probes: [Probe] = []
    /// Of all probes, and of the majority class.
    public var results: [ProbeResult] = []
    /// The job's duration.
    public var seconds = 0.0
  }

  /// Small sizes, for an interactive wait.
  public static let sizes: ProbingPlan.Sizes = {
    var sizes = ProbingPlan.Sizes()
    (sizes.training, sizes.validation, sizes.test) = (6000, 1000, 2000)
    return sizes
  }()

  private let control = Mutex((state: State.writing(0, of: 1), isStopping: false))
  private let end = DispatchGroup()

  /// Starts the job.
  ///
  /// - Parameters:
  ///   - keys: The probes to train.
  ///   - tested: Probes that are only tested.
  ///   - cache: Hidden states, reused between jobs on the same checkpoint.
  public init(
    _ run: RunDirectory, step: Int, training keys: [ProbeKey], testing tested: [Probe] = [],
    sizes: ProbingPlan.Sizes = BackgroundProbing.sizes, cache: ActivationCache, threads: Int
  ) {
    report(.writing(0, of: sizes.training + sizes.validation + sizes.test))
    DispatchQueue(label: "probing", qos: .utility).async(group: end) {
      let state: State
      do {
        let start = ContinuousClock.now
        var findings = try cache.withActivations(of: run, step: step, sizes: sizes, threads: threads) {
          self.report(.writing($0, of: $1))
        } isCancelled: {
          self.isStopping
        } body: { width, traces in
          try self.probe(step, keys, tested, width: width, traces, threads: threads)
        }
        findings.seconds = (ContinuousClock.now - start) / .seconds(1)
        state = .finished(findings)
      } catch is CancellationError {
        state = .stopped
      } catch let error as RunError {
        state = .failed(error.description)
      } catch {
        state = .failed("\(error)")
      }
      self.report(state)
    }
  }

  public var state: State { control.withLock { $0.state } }

  /// Requests cancellation.
  public func stop() { control.withLock { $0.isStopping = true } }

  /// Waits until the job has ended.
  public func wait() { end.wait() }

  private var isStopping: Bool { control.withLock { $0.isStopping } }

  private func report(_ state: State) { control.withLock { $0.state = state } }

  private func probe(
    _ step: Int, _ keys: [ProbeKey], _ tested: [Probe], width: Int, _ traces: ProbingJob.Traces, threads: Int
  ) throws -> Findings {
    report(.training(0))
    let tasks = keys.flatMap { key in
      ProbedGeneration.offsets.flatMap { offset in
        [nil, ProbeControl.majority].map { control in
          ProbingPlan.Task(key: key, offset: offset, control: control, features: Feature.standard)
        }
      }
    }
    let executor = ProbingExecutor(
      step: step, width: width, traces: traces, untrained: nil, training: { ProbeTraining($0) }, threads: threads,
      isCancelled: { self.isStopping })
    let total = executor.cost(tasks)
    let outcomes = Mutex<[ProbingExecutor.Outcome]>([])
    try executor.train(tasks, layer: .mean) {
      self.report(.training($0 / total))
    } finish: { outcome in
      outcomes.withLock { $0.append(outcome) }
    }
    var findings = Findings()
    var probes: [ProbeKey: Probe] = [:]
    for outcome in outcomes.withLock({ $0 }) {
      findings.results += outcome.results
      if let probe = outcome.probe { probes[probe.key, default: Probe(probe.key, width: width)].merge(probe) }
    }
    findings.probes = keys.compactMap { probes[$0] }
    for probe in tested {
      guard !isStopping else { throw CancellationError() }
      findings.results += executor.test(probe)
    }
    return findings
  }
}

/// Caches the hidden states of the last probed checkpoint.
public final class ActivationCache: Sendable {
  private struct Entry {
    let key: String
    let modified: Date?
    let width: Int
    let traces: ProbingJob.Traces
  }

  private let entry = Mutex<Entry?>(nil)

  public init() {}

  /// Calls `body` with a checkpoint's hidden states, which are generated on a cache miss; one caller at a time.
  ///
  /// - Parameters:
  ///   - progress: Called with the programs generated so far, and the total.
  ///   - isCancelled: Whether to stop generating and throw `CancellationError`.
  func withActivations<Result: Sendable>(
    of run: RunDirectory, step: Int, sizes: ProbingPlan.Sizes, threads: Int,
    progress: @Sendable (Int, Int) -> Void, isCancelled: @escaping @Sendable () -> Bool,
    body: (_ width: Int, ProbingJob.Traces) throws -> Result
  ) throws -> Result {
    try entry.withLock { entry in
      let folder = run.checkpoint(step)
      let modified = try? FileManager.default.attributesOfItem(atPath: folder.path)[.modificationDate] as? Date
      let key = "\(folder.path) \(sizes)"
      if entry?.key != key || entry?.modified != modified {
        entry = nil
        var plan = ProbingPlan()
        plan.sizes = sizes
        var job = ProbingJob(run, step: step, plan: plan, threads: threads)
        job.isCancelled = isCancelled
        let parameters = try run.model(step)
        let traces = try job.traces(of: parameters) { part in
          if case .wrote(let done, let total) = part { progress(done, total) }
        }
        entry = Entry(key: key, modified: modified, width: parameters.configuration.width, traces: traces)
      }
      return try body(entry!.width, entry!.traces)
    }
  }
}

extension ProbingExecutor {
  /// Tests an existing probe.
  func test(_ probe: Probe) -> [ProbeResult] {
    let inputs = traces.test.hidden(probe.key.traces.layer)
    let labels = traces.test.classes(
      of: ProbeHead.standard, semantics: probe.key.semantics, frame: probe.key.frame)
    return ProbedGeneration.offsets.flatMap { offset in
      Feature.standard.compactMap { feature -> ProbeResult? in
        let nets = feature.heads.compactMap { probe.nets[Probe.Target(offset: offset, head: $0)] }
        guard nets.count == feature.heads.count, let classes = labels[offset] else { return nil }
        let tally = ProbeTally(
          nets, on: inputs, classes, heads: feature.heads, ops: traces.test.steps)
        var result = ProbeResult(
          step: step, probe.key, feature: feature, offset: offset, control: nil, training: 0, tally)
        // Unknown for a probe that was trained elsewhere.
        result.training = nil
        return result
      }
    }
  }
}
