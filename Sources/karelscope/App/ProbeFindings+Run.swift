import Beliefs
import Experiments
import Foundation
import Karel
import Probing
import Records
import Reports
import Screens

/// Looks what probes found in a run, again and again; reads only what has changed since the last look.
struct ProbeWatcher {
  private let run: RunDirectory
  /// By step, and when the folder was written.
  private var read: [Int: (written: Date?, results: JSONLog<ProbeResult>)] = [:]
  private var trained: [Int: [ProbeResult]] = [:]
  private var findings = ProbeFindings()

  init(_ run: RunDirectory) {
    self.run = run
  }

  /// What is on disk now, and with it what was found beside the screen.
  ///
  /// - Parameter trained: Results that the run does not hold, by step; where it has one of the same name, that counts.
  /// - Throws: `RunError` if results cannot be read.
  mutating func look(with trained: [Int: [ProbeResult]] = [:]) throws -> ProbeFindings {
    let steps = run.probedSteps
    var hasChanged = trained != self.trained || Set(steps) != Set(read.keys)
    self.trained = trained
    read = read.filter { steps.contains($0.key) }
    for step in steps {
      let written = RequestHandler.modificationDate(run.probes(step))
      if let known = read[step], known.written == written, written != nil { continue }
      read[step] = (written, try run.probeResults(step))
      hasChanged = true
    }
    if hasChanged {
      let all = Set(read.keys).union(trained.keys)
      let results = all.sorted().map { step -> ProbedCheckpoint in
        let kept = read[step]?.results.records ?? []
        let keys = Set(kept.compactMap(\.key))
        let others = (trained[step] ?? []).filter { $0.key.map { !keys.contains($0) } ?? false }
        return ProbedCheckpoint(step: step, generativeAccuracy: nil, results: kept + others)
      }
      findings = ProbeFindings(results, batchSize: run.configuration.preset.batchSize)
      findings.damage = read.sorted { $0.key < $1.key }.reduce(into: LogDamage()) { $0.add($1.value.results.damage) }
    }
    return findings
  }
}

extension ProbeFindings {
  /// The results that views show: of mean hidden states and the first example, as the paper's.
  ///
  /// - Parameter checkpoints: Of a run, rising, with all their results.
  fileprivate init(_ checkpoints: [ProbedCheckpoint], batchSize: Int) {
    var results: [Int: [Key: Result]] = [:]
    for frame in ReferenceFrame.allCases {
      let selection = Selection(frame: frame)
      guard let findings = Findings(checkpoints, selection) else { continue }
      for checkpoint in findings.checkpoints {
        let names = Set(
          checkpoint.results.filter { $0.control == nil && selection.contains($0) }.compactMap { result in
            result.key.map { Tested(kind: $0.probe.kind, semantics: $0.probe.semantics, offset: $0.offset) }
          })
        for name in names {
          let place = Key(
            ProbeName(kind: name.kind.rawValue, frame: frame), name.semantics, offset: name.offset)
          results[checkpoint.step, default: [:]][place] = Result(findings, name, checkpoint, selection)
        }
      }
    }
    self.init(
      checkpoints: results.sorted { $0.key < $1.key }.map {
        Checkpoint(step: $0.key, samples: $0.key * batchSize, results: $0.value)
      })
  }
}

/// A probe of one frame and the states it was tested on.
private struct Tested: Hashable {
  let kind: ProbeKind
  let semantics: Semantics
  let offset: Int
}

extension ProbeFindings.Result {
  fileprivate init(_ findings: Findings, _ tested: Tested, _ checkpoint: ProbedCheckpoint, _ selection: Selection) {
    var place = Findings.Key(checkpoint.step, tested.kind, layer: selection.traces.layer)
    (place.semantics, place.offset) = (tested.semantics, tested.offset)
    var majority = place
    majority.control = .majority
    let own = checkpoint.results(tested, selection)
    let original = checkpoint.results(
      Tested(kind: tested.kind, semantics: .original, offset: tested.offset), selection)
    let bases = Dictionary(original.map { (Basis.Name($0), Basis($0)) }) { first, _ in first }
    let isUnlike = own.contains { result in bases[Basis.Name(result)].map { $0 != Basis(result) } ?? false }
    let hasDrop = tested.semantics != .original && !isUnlike
    self.init(
      accuracy: ProbeFindings.figures(findings.semanticContent(place)) { findings.accuracy(place, $0) },
      drop: hasDrop ? ProbeFindings.figures(findings.drop(place)) { findings.drop(place, $0) } : [:],
      majority: ProbeFindings.figures(findings.semanticContent(majority)) { findings.accuracy(majority, $0) }
        .mapValues(\.value),
      states: own.map(\.n).max() ?? 0, isUnlikeOriginal: isUnlike)
  }
}

extension ProbedCheckpoint {
  /// The results of a probe itself, without those of controls.
  fileprivate func results(_ tested: Tested, _ selection: Selection) -> [ProbeResult] {
    results.filter { result in
      guard let key = result.key, result.control == nil, selection.contains(result) else { return false }
      return key.probe.kind == tested.kind && key.probe.semantics == tested.semantics && key.offset == tested.offset
    }
  }
}

/// How many states a probe learned and was tested on.
private struct Basis: Hashable {
  let training: Int?
  let n: Int

  init(_ result: ProbeResult) { (training, n) = (result.training, result.n) }

  /// What a probe of some seed is told of.
  struct Name: Hashable {
    let feature: String
    let seed: UInt64

    init(_ result: ProbeResult) { (feature, seed) = (result.feature, result.seed) }
  }
}

extension ProbeFindings {
  /// A figure for each measure that has one.
  fileprivate static func figures(
    _ content: Estimate?, _ feature: (Feature) -> Estimate?
  ) -> [Measure: Figure] {
    var figures: [Measure: Figure] = [:]
    for measure in Measure.all {
      let estimate: Estimate?
      switch measure {
      case .content: estimate = content
      case .feature(let one): estimate = feature(one)
      }
      figures[measure] = estimate.map { Figure($0.value, low: $0.low, high: $0.high) }
    }
    return figures
  }
}
