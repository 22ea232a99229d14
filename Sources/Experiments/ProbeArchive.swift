import Foundation
import LanguageModel
import Probing

/// What a run keeps of one checkpoint's probes: `results.jsonl`, and a file for each probe that is kept.
///
/// A new result takes the place of one with the same key, a new net that of one for the same offset and head; everything
/// else stays. Every file is whole at every moment.
final class ProbeArchive {
  /// All results, in an order that depends on nothing but their keys.
  private(set) var results: [ProbeResult]

  private let run: RunDirectory
  private let step: Int
  private let width: Int
  private var keys: Set<ProbeResult.Key>
  private var probes: [ProbeKey: Probe] = [:]

  /// - Parameter width: Channels of the model's hidden states.
  init(_ run: RunDirectory, step: Int, width: Int) throws {
    self.run = run
    self.step = step
    self.width = width
    results = try run.probeResults(step)
    keys = Set(results.compactMap(\.key))
  }

  /// What of a task is not there yet; nil if there is nothing left to do.
  func rest(of task: ProbingPlan.Task) -> ProbingPlan.Task? {
    var rest = task
    rest.features = task.features.filter { !keys.contains(task.resultKey($0)) }
    return rest.features.isEmpty ? nil : rest
  }

  /// Takes in what came of a task, and writes it.
  func add(_ outcome: ProbingWork.Outcome, keepsMLPs: Bool) throws {
    try RunDirectory.makeFolder(run.probes(step))
    if let probe = outcome.probe, probe.key.kind == .linear || keepsMLPs {
      let file = run.probeFile(step, probe.key)
      // One that cannot be read has nothing that could be kept.
      var kept = probes[probe.key] ?? (try? Probe(contentsOf: file, probe.key, width: width)) ?? probe
      kept.take(probe)
      probes[probe.key] = probe.key.kind == .linear ? kept : nil
      try kept.write(to: file)
    }
    let new = Set(outcome.results.compactMap(\.key))
    results = results.filter { $0.key.map { !new.contains($0) } ?? true } + outcome.results
    keys.formUnion(new)
    results.sort { $0.order.lexicographicallyPrecedes($1.order) }
    try WholeFile.write(
      try RunDirectory.jsonLines(results), to: run.probes(step).appendingPathComponent(RunDirectory.probeResultsFile))
  }
}
