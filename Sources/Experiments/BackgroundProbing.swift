import Beliefs
import Corpus
import Dispatch
import Foundation
import Karel
import LanguageModel
import Probing
import Synchronization
import Tensors

/// Probes of one checkpoint that are trained or tested beside a caller who may call it off. What comes of it is kept in
/// memory; nothing is written. It works on a thread of its own, where no signal of the process is delivered.
public final class BackgroundProbing: Sendable {
  public enum State: Sendable {
    /// The model has written programs, of all there are to write.
    case writing(Int, of: Int)
    /// A share of the probes' training is done.
    case training(Double)
    case finished(Findings)
    /// Called off.
    case stopped
    /// What went wrong.
    case failed(String)

    /// Whether nothing more will happen.
    public var isOver: Bool {
      switch self {
      case .writing, .training: false
      case .finished, .stopped, .failed: true
      }
    }
  }

  /// What came of a session.
  public struct Findings: Sendable {
    /// The probes that were trained; those that were tested only are not among them.
    public var probes: [Probe] = []
    /// Of all probes, and of the commonest answers.
    public var results: [ProbeResult] = []
    /// How long it took.
    public var seconds = 0.0
  }

  /// How many programs are written: a few, so that a person can wait for it.
  public static let sizes: ProbingPlan.Sizes = {
    var sizes = ProbingPlan.Sizes()
    (sizes.training, sizes.validation, sizes.test) = (6000, 1000, 2000)
    return sizes
  }()

  private let control = Mutex((state: State.writing(0, of: 1), isStopping: false))
  private let end = DispatchGroup()

  /// Begins.
  ///
  /// - Parameters:
  ///   - keys: The probes to be trained.
  ///   - tested: Probes that are only tested.
  ///   - shelf: Where the hidden states are left for the next session, and taken from where they are those of this checkpoint.
  public init(
    _ run: RunDirectory, step: Int, training keys: [ProbeKey], testing tested: [Probe] = [],
    sizes: ProbingPlan.Sizes = BackgroundProbing.sizes, shelf: ActivationCache, threads: Int
  ) {
    tell(.writing(0, of: sizes.training + sizes.validation + sizes.test))
    DispatchQueue(label: "probing", qos: .utility).async(group: end) {
      let state: State
      do {
        let start = ContinuousClock.now
        var findings = try shelf.withTraces(of: run, step: step, sizes: sizes, threads: threads) {
          self.tell(.writing($0, of: $1))
        } isCancelled: {
          self.isStopping
        } body: { width, traces in
          try self.work(step, keys, tested, width: width, traces, threads: threads)
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
      self.tell(state)
    }
  }

  public var state: State { control.withLock { $0.state } }

  /// Calls it off.
  public func stop() { control.withLock { $0.isStopping = true } }

  /// Returns when nothing more will happen.
  public func wait() { end.wait() }

  private var isStopping: Bool { control.withLock { $0.isStopping } }

  private func tell(_ state: State) { control.withLock { $0.state = state } }

  private func work(
    _ step: Int, _ keys: [ProbeKey], _ tested: [Probe], width: Int, _ traces: ProbingJob.Traces, threads: Int
  ) throws -> Findings {
    tell(.training(0))
    let tasks = keys.flatMap { key in
      ProbedGeneration.offsets.flatMap { offset in
        [nil, ProbeControl.majority].map { control in
          ProbingPlan.Task(key: key, offset: offset, control: control, features: Feature.standard)
        }
      }
    }
    let work = ProbingExecutor(
      step: step, width: width, traces: traces, untrained: nil, training: { ProbeTraining($0) }, threads: threads,
      isCancelled: { self.isStopping })
    let total = work.cost(tasks)
    let gathered = Mutex<[ProbingExecutor.Outcome]>([])
    try work.train(tasks, layer: .mean) {
      self.tell(.training($0 / total))
    } finish: { outcome in
      gathered.withLock { $0.append(outcome) }
    }
    var findings = Findings()
    var probes: [ProbeKey: Probe] = [:]
    for outcome in gathered.withLock({ $0 }) {
      findings.results += outcome.results
      if let probe = outcome.probe { probes[probe.key, default: Probe(probe.key, width: width)].merge(probe) }
    }
    findings.probes = keys.compactMap { probes[$0] }
    for probe in tested {
      guard !isStopping else { throw CancellationError() }
      findings.results += work.test(probe)
    }
    return findings
  }
}

/// Holds the hidden states of the checkpoint that was probed last, so that further probes of it need not wait for them.
public final class ActivationCache: Sendable {
  private struct Held {
    let place: String
    let written: Date?
    let width: Int
    let traces: ProbingJob.Traces
  }

  private let held = Mutex<Held?>(nil)

  public init() {}

  /// Does something with a checkpoint's hidden states, one caller at a time.
  ///
  /// - Parameters:
  ///   - progress: Called with the programs written so far, and with all there are to write.
  ///   - isCancelled: Whether to stop writing with a `CancellationError`.
  func withTraces<Result: Sendable>(
    of run: RunDirectory, step: Int, sizes: ProbingPlan.Sizes, threads: Int,
    progress: @Sendable (Int, Int) -> Void, isCancelled: @escaping @Sendable () -> Bool,
    body: (_ width: Int, ProbingJob.Traces) throws -> Result
  ) throws -> Result {
    try held.withLock { held in
      let folder = run.checkpoint(step)
      let written = try? FileManager.default.attributesOfItem(atPath: folder.path)[.modificationDate] as? Date
      let place = "\(folder.path) \(sizes)"
      if held?.place != place || held?.written != written {
        held = nil
        var plan = ProbingPlan()
        plan.sizes = sizes
        var job = ProbingJob(run, step: step, plan: plan, threads: threads)
        job.isCancelled = isCancelled
        let parameters = try run.model(step)
        let traces = try job.traces(of: parameters) { part in
          if case .wrote(let done, let total) = part { progress(done, total) }
        }
        held = Held(place: place, written: written, width: parameters.configuration.width, traces: traces)
      }
      return try body(held!.width, held!.traces)
    }
  }
}

extension ProbingExecutor {
  /// What the tests of a probe give that was trained before.
  func test(_ probe: Probe) -> [ProbeResult] {
    let inputs = traces.test.hidden(probe.key.traces.layer)
    let truths = traces.test.classes(
      of: ProbeHead.standard, semantics: probe.key.semantics, frame: probe.key.frame)
    return ProbedGeneration.offsets.flatMap { offset in
      Feature.standard.compactMap { feature -> ProbeResult? in
        let nets = feature.heads.compactMap { probe.nets[Probe.Target(offset: offset, head: $0)] }
        guard nets.count == feature.heads.count, let truth = truths[offset] else { return nil }
        let tally = ProbeTally(
          nets, on: inputs, truth, heads: feature.heads, ops: traces.test.steps)
        var result = ProbeResult(
          step: step, probe.key, feature: feature, offset: offset, control: nil, training: 0, tally)
        // Only whoever trained it knows.
        result.training = nil
        return result
      }
    }
  }
}
