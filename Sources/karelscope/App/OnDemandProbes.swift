import Beliefs
import Experiments
import Foundation
import Karel
import Probing
import Screens
import Tensors

/// Trains and tests the probes that tabs ask for, one request at a time, and holds in memory what came of it: a run may be
/// one that nobody may write to.
struct OnDemandProbes {
  private var current: (request: ProbeTrainingRequest, session: BackgroundProbing)?
  private var found: [RunReference: [Int: BackgroundProbing.Findings]] = [:]
  private let shelf = ActivationCache()

  /// Begins, after what goes on has been called off.
  ///
  /// - Parameter waits: Whether to return only when nothing more will happen.
  /// - Throws: `RunError` if a probe of the request cannot be; whatever reading a kept probe throws.
  mutating func begin(_ request: ProbeTrainingRequest, in run: RunDirectory, waits: Bool) throws {
    let keys = try request.probes.map { probe in
      guard let kind = ProbeKind(rawValue: probe.name.kind) else {
        throw RunError(
          file: run.url,
          problem: "probe: found \(probe.name.kind), expected one of "
            + ProbeKind.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return ProbeKey(kind: kind, semantics: probe.semantics, frame: probe.name.frame)
    }
    let width = run.configuration.preset.model.width
    let tested = try keys.compactMap { try run.wholeProbe(request.step, $0, width: width) }
    let kept = Set(tested.map(\.key.name))
    end()
    current = (
      request,
      BackgroundProbing(
        run, step: request.step, training: keys.filter { !kept.contains($0.name) }, testing: tested, cache: shelf,
        threads: defaultThreadCount)
    )
    if waits { current?.session.wait() }
  }

  /// How far the last request has come; takes in what came of it. Nil before the first.
  mutating func look() -> ProbingProgress? {
    guard let (request, session) = current else { return nil }
    let state = session.state
    if case .finished(let findings) = state { keep(findings, request) }
    return ProbingProgress(request: request, state: ProbingProgress.State(state))
  }

  func stop() { current?.session.stop() }

  /// Calls off what goes on, and returns when it has ended.
  func end() {
    current?.session.stop()
    current?.session.wait()
  }

  /// Forgets what came of requests for a run.
  mutating func forget(_ run: RunReference) {
    found[run] = nil
    guard current?.request.run == run else { return }
    end()
    current = nil
  }

  /// The probes that were trained for a checkpoint.
  func probes(_ run: RunReference, _ step: Int) -> [Probe] { found[run]?[step]?.probes ?? [] }

  /// All results that the run does not hold, by step.
  func results(_ run: RunReference) -> [Int: [ProbeResult]] { found[run]?.mapValues(\.results) ?? [:] }

  private mutating func keep(_ findings: BackgroundProbing.Findings, _ request: ProbeTrainingRequest) {
    guard var all = found[request.run]?[request.step] else {
      found[request.run, default: [:]][request.step] = findings
      return
    }
    let (probes, results) = (Set(findings.probes.map(\.key)), Set(findings.results.compactMap(\.key)))
    all.probes = all.probes.filter { !probes.contains($0.key) } + findings.probes
    all.results = all.results.filter { $0.key.map { !results.contains($0) } ?? true } + findings.results
    found[request.run]?[request.step] = all
  }
}

extension ProbingProgress.State {
  fileprivate init(_ state: BackgroundProbing.State) {
    switch state {
    case .writing(let done, let total): self = .writing(done, of: total)
    case .training(let share): self = .training(share)
    case .finished(let findings): self = .finished(seconds: findings.seconds)
    case .stopped: self = .stopped
    case .failed(let reason): self = .failed(reason: reason)
    }
  }
}

extension [Probe] {
  /// These and others, of each name the first, in the order in which views show them.
  func joined(_ others: [Probe]) -> [Probe] {
    let names = Set(map(\.key.name))
    return (self + others.filter { !names.contains($0.key.name) }).sorted {
      $0.key.order.lexicographicallyPrecedes($1.key.order)
    }
  }
}

extension ProbeKey {
  /// As `RunDirectory.keptProbes` orders them.
  fileprivate var order: [Int] {
    let semantics = Semantics.named.firstIndex { $0.semantics == self.semantics } ?? Semantics.named.count
    return [ProbeKind.allCases.firstIndex(of: kind)!, semantics, frame == .start ? 0 : 1]
  }
}
