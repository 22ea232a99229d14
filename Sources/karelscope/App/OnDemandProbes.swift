import Beliefs
import Experiments
import Karel
import Probing
import Screens

/// The probes that were trained for tabs, and their results, in memory.
struct OnDemandProbes {
  private var found: [RunReference: [Int: InteractiveProbing.Findings]] = [:]

  /// Discards the results for a run.
  mutating func forget(_ run: RunReference) { found[run] = nil }

  /// The probes trained for a checkpoint.
  func probes(_ run: RunReference, _ step: Int) -> [Probe] { found[run]?[step]?.probes ?? [] }

  /// All results that are not saved in the run, by step.
  func results(_ run: RunReference) -> [Int: [ProbeResult]] { found[run]?.mapValues(\.results) ?? [:] }

  /// Adds results, in place of earlier ones of the same probes.
  mutating func keep(_ findings: InteractiveProbing.Findings, _ request: ProbeTrainingRequest) {
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
