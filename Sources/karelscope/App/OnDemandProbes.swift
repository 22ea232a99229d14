import Beliefs
import Experiments
import Foundation
import Karel
import Probing
import Screens
import Tensors

/// Trains and tests the probes that tabs request, one request at a time, and keeps the results in memory: a run may be
/// read-only.
struct OnDemandProbes {
  private var current: (request: ProbeTrainingRequest, session: BackgroundProbing)?
  private var found: [RunReference: [Int: BackgroundProbing.Findings]] = [:]
  private let shelf = ActivationCache()

  /// Starts a request after cancelling the current one.
  ///
  /// - Parameter waits: Whether to return only when the request is finished.
  /// - Throws: `RunError` if a probe of the request is invalid; errors from reading a saved probe.
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

  /// The progress of the last request, whose results are collected; nil before the first request.
  mutating func look() -> ProbingProgress? {
    guard let (request, session) = current else { return nil }
    let state = session.state
    if case .finished(let findings) = state { keep(findings, request) }
    return ProbingProgress(request: request, state: ProbingProgress.State(state))
  }

  func stop() { current?.session.stop() }

  /// Cancels the current request and returns when it has stopped.
  func end() {
    current?.session.stop()
    current?.session.wait()
  }

  /// Discards the results for a run.
  mutating func forget(_ run: RunReference) {
    found[run] = nil
    guard current?.request.run == run else { return }
    end()
    current = nil
  }

  /// The probes trained for a checkpoint.
  func probes(_ run: RunReference, _ step: Int) -> [Probe] { found[run]?[step]?.probes ?? [] }

  /// All results that are not saved in the run, by step.
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
  /// These and others without duplicate names (the first one wins), in display order.
  func joined(_ others: [Probe]) -> [Probe] {
    let names = Set(map(\.key.name))
    return (self + others.filter { !names.contains($0.key.name) }).sorted {
      $0.key.order.lexicographicallyPrecedes($1.key.order)
    }
  }
}

extension ProbeKey {
  /// The order of `RunDirectory.keptProbes`.
  fileprivate var order: [Int] {
    let semantics = Semantics.named.firstIndex { $0.semantics == self.semantics } ?? Semantics.named.count
    return [ProbeKind.allCases.firstIndex(of: kind)!, semantics, frame == .start ? 0 : 1]
  }
}
