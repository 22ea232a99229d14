import Beliefs
import Files
import Foundation
import Karel
import LanguageModel
import Probing

/// The stored probes of one checkpoint of a run: `results.jsonl`, and a file for each saved probe.
///
/// A new result replaces one with the same key, a new net one for the same offset and head; everything else stays.
/// Files are written atomically.
final class ProbeArchive {
  /// All results, ordered by their keys.
  private(set) var results: [ProbeResult]

  private let run: RunDirectory
  private let step: Int
  private(set) var byKey: [ProbeResult.Key: ProbeResult]
  private var probes: [ProbeKey: Probe] = [:]

  init(_ run: RunDirectory, step: Int) throws {
    self.run = run
    self.step = step
    results = try run.probeResults(step).records
    byKey = ProbeArchive.byKey(results)
  }

  /// The number of existing results of tasks.
  func count(of tasks: [ProbingPlan.Task]) -> Int {
    tasks.reduce(0) { count, task in count + task.features.count { byKey[task.resultKey($0)] != nil } }
  }

  /// The part of some tasks without results. Where a re-interpretation's result or its pair count with the original is
  /// missing, both are trained again: pairs are counted state by state, which results do not record.
  func remaining(of tasks: [ProbingPlan.Task]) -> [ProbingPlan.Task] {
    typealias Key = PairedTest.Key
    func keys(_ isWanted: (ProbingPlan.Task, Feature) -> Bool) -> Set<Key> {
      Set(
        tasks.filter { $0.control == nil && $0.record == nil }.flatMap { task in
          task.features.filter { isWanted(task, $0) }.map { Key(task, $0) }
        })
    }
    let originals = keys { task, _ in task.key.semantics == .original }
    let unpaired = keys { task, feature in
      task.key.semantics != .original && byKey[task.resultKey(feature)]?.paired == nil
    }.intersection(originals)
    return tasks.compactMap { task in
      var remaining = task
      remaining.features = task.features.filter { feature in
        byKey[task.resultKey(feature)] == nil
          || task.control == nil && task.record == nil && unpaired.contains(Key(task, feature))
      }
      return remaining.features.isEmpty ? nil : remaining
    }
  }

  /// Adds the outcome of a task and writes it.
  ///
  /// - Parameter keepsExisting: Whether existing results and nets are kept, except for pair counts.
  func add(_ outcome: ProbingExecutor.Outcome, keepsMLPs: Bool, keepsExisting: Bool) throws {
    try RunDirectory.makeFolder(run.probes(step))
    if let probe = outcome.probe, probe.key.kind == .linear || keepsMLPs {
      let file = run.probeFile(step, probe.key)
      // An unreadable file is replaced.
      let earlier = probes[probe.key] ?? (try? Probe(contentsOf: file, probe.key, width: probe.width)) ?? probe
      var kept = keepsExisting ? probe : earlier
      kept.merge(keepsExisting ? earlier : probe)
      probes[probe.key] = probe.key.kind == .linear ? kept : nil
      try kept.write(to: file)
    }
    let new = ProbeArchive.byKey(outcome.results).filter { key, result in
      !keepsExisting || byKey[key].map { $0.isOfSameTest(as: result) } ?? true
    }
    results = results.filter { $0.key.map { new[$0] == nil } ?? true } + new.values
    byKey.merge(new) { $1 }
    results.sort { $0.order.lexicographicallyPrecedes($1.order) }
    try AtomicFile.write(
      try RunDirectory.jsonLines(results), to: run.probes(step).appendingPathComponent(RunDirectory.probeResultsFile))
  }

  private static func byKey(_ results: [ProbeResult]) -> [ProbeResult.Key: ProbeResult] {
    Dictionary(results.compactMap { result in result.key.map { ($0, result) } }) { $1 }
  }
}
