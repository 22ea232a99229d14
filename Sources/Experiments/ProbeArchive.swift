import Beliefs
import Foundation
import Karel
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
  private(set) var byKey: [ProbeResult.Key: ProbeResult]
  private var probes: [ProbeKey: Probe] = [:]

  /// - Parameter width: Channels of the model's hidden states.
  init(_ run: RunDirectory, step: Int, width: Int) throws {
    self.run = run
    self.step = step
    self.width = width
    results = try run.probeResults(step).records
    byKey = ProbeArchive.byKey(results)
  }

  /// How many results of tasks are there already.
  func count(of tasks: [ProbingPlan.Task]) -> Int {
    tasks.reduce(0) { count, task in count + task.features.count { byKey[task.resultKey($0)] != nil } }
  }

  /// What of some tasks is not there yet. Where a re-interpretation's result is missing, or how it pairs with the original's,
  /// both are trained again: pairs are counted state by state, which results do not tell.
  func rest(of tasks: [ProbingPlan.Task]) -> [ProbingPlan.Task] {
    typealias Key = PairedTest.Key
    func places(_ isWanted: (ProbingPlan.Task, Feature) -> Bool) -> Set<Key> {
      Set(
        tasks.filter { $0.control == nil && $0.record == nil }.flatMap { task in
          task.features.filter { isWanted(task, $0) }.map { Key(task, $0) }
        })
    }
    let originals = places { task, _ in task.key.semantics == .original }
    let unpaired = places { task, feature in
      task.key.semantics != .original && byKey[task.resultKey(feature)]?.paired == nil
    }.intersection(originals)
    return tasks.compactMap { task in
      var rest = task
      rest.features = task.features.filter { feature in
        byKey[task.resultKey(feature)] == nil
          || task.control == nil && task.record == nil && unpaired.contains(Key(task, feature))
      }
      return rest.features.isEmpty ? nil : rest
    }
  }

  /// Takes in what came of a task, and writes it.
  ///
  /// - Parameter keepsExisting: Whether results and nets that are there stay, but for what a result is paired with.
  func add(_ outcome: ProbingExecutor.Outcome, keepsMLPs: Bool, keepsExisting: Bool) throws {
    try RunDirectory.makeFolder(run.probes(step))
    if let probe = outcome.probe, probe.key.kind == .linear || keepsMLPs {
      let file = run.probeFile(step, probe.key)
      // One that cannot be read has nothing that could be kept.
      let earlier = probes[probe.key] ?? (try? Probe(contentsOf: file, probe.key, width: width)) ?? probe
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
