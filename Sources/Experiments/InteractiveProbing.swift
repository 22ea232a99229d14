import Beliefs
import LanguageModel
import Probing
import Synchronization

/// Trains or tests probes of one checkpoint, on so little data that a user can wait for it. Results stay in memory; nothing is
/// written.
public struct InteractiveProbing: Sendable {
  /// How far it is.
  public enum Progress: Hashable, Sendable {
    /// Programs generated so far, and the total.
    case wrote(Int, of: Int)
    /// The fraction of the probes' training that is done.
    case trained(Double)
  }

  /// Its results.
  public struct Findings: Sendable {
    /// The trained probes, without those that were only tested.
    public var probes: [Probe] = []
    /// Of all probes, and of the majority class.
    public var results: [ProbeResult] = []
    /// How long it took.
    public var seconds = 0.0
  }

  public let run: RunDirectory
  public let step: Int
  /// The probes to train.
  public var keys: [ProbeKey]
  /// Probes that are only tested.
  public var tested: [Probe] = []
  public var sizes: ProbingPlan.Sizes = {
    var sizes = ProbingPlan.Sizes()
    (sizes.training, sizes.validation, sizes.test) = (6000, 1000, 2000)
    return sizes
  }()
  /// Hidden states, reused for the same checkpoint.
  public let cache: ActivationCache
  public let threads: Int
  /// Polled for cancellation: it then throws `CancellationError`.
  public var isCancelled: @Sendable () -> Bool = { false }

  public init(_ run: RunDirectory, step: Int, training keys: [ProbeKey], cache: ActivationCache, threads: Int) {
    self.run = run
    self.step = step
    self.keys = keys
    self.cache = cache
    self.threads = threads
  }

  /// Runs it.
  ///
  /// - Parameter progress: Called on several threads, one at a time.
  /// - Throws: `CancellationError`; errors of reading the checkpoint.
  public func callAsFunction(progress: @escaping @Sendable (Progress) -> Void = { _ in }) throws -> Findings {
    progress(.wrote(0, of: sizes.training + sizes.validation + sizes.test))
    let start = ContinuousClock.now
    var findings = try cache.withActivations(of: run, step: step, sizes: sizes, threads: threads) {
      progress(.wrote($0, of: $1))
    } isCancelled: {
      isCancelled()
    } body: { width, traces in
      try probe(width: width, traces, progress: progress)
    }
    findings.seconds = (ContinuousClock.now - start) / .seconds(1)
    return findings
  }

  private func probe(
    width: Int, _ traces: ProbingJob.Traces, progress: @escaping @Sendable (Progress) -> Void
  ) throws -> Findings {
    progress(.trained(0))
    let tasks = keys.flatMap { key in
      ProbedGeneration.offsets.flatMap { offset in
        [nil, ProbeControl.majority].map { control in
          ProbingPlan.Task(key: key, offset: offset, control: control, features: Feature.standard)
        }
      }
    }
    let executor = ProbingExecutor(
      step: step, width: width, traces: traces, untrained: nil, training: { ProbeTraining($0) }, threads: threads,
      isCancelled: isCancelled)
    let total = executor.cost(tasks)
    let outcomes = Mutex<[ProbingExecutor.Outcome]>([])
    try executor.train(tasks, layer: .mean) {
      progress(.trained($0 / total))
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
      guard !isCancelled() else { throw CancellationError() }
      findings.results += executor.test(probe)
    }
    return findings
  }
}

extension ProbingExecutor {
  /// Tests an existing probe.
  func test(_ probe: Probe) -> [ProbeResult] {
    let inputs = traces.test.hidden(probe.key.traces.layer)
    let labels = traces.test.classes(
      of: ProbeHead.standard, semantics: probe.key.semantics, frame: probe.key.frame, example: probe.key.traces.example,
      keepsEnds: probe.key.traces.keepsEnds)
    return ProbedGeneration.offsets.flatMap { offset -> [ProbeResult] in
      guard let classes = labels[offset] else { return [] }
      let programs = classes.rows.map { traces.test.origins[$0].program }
      return Feature.standard.compactMap { feature -> ProbeResult? in
        let nets = feature.heads.compactMap { probe.nets[Probe.Target(offset: offset, head: $0)] }
        guard nets.count == feature.heads.count else { return nil }
        let tally = ProbeTally(
          nets, on: inputs, classes, heads: feature.heads, ops: traces.test.steps)
        var result = ProbeResult(
          step: step, probe.key, feature: feature, offset: offset, control: nil, training: 0, tally, programs: programs)
        // Unknown for a probe that was trained elsewhere.
        result.training = nil
        return result
      }
    }
  }
}
