import Beliefs
import Karel
import LanguageModel
import Probing

/// Counts the states on which both a probe and its counterpart under the original semantics are correct. The two may be
/// tested in either order. If a kept original result differs from the new one, nothing is paired with it.
struct PairedTest {
  /// Results that are kept regardless of new ones.
  let kept: [ProbeResult.Key: ProbeResult]

  /// A probe and a feature, regardless of semantics.
  struct Key: Hashable {
    private let kind: ProbeKind
    private let frame: ReferenceFrame
    private let traces: ActivationKey
    private let seed: UInt64
    private let offset: Int
    private let feature: Feature

    init(_ task: ProbingPlan.Task, _ feature: Feature) {
      (kind, frame, seed) = (task.key.kind, task.key.frame, task.key.seed)
      traces = task.key.traces
      offset = task.offset
      self.feature = feature
    }
  }

  private var originals: [Key: [Bool]?] = [:]

  init(kept: [ProbeResult.Key: ProbeResult] = [:]) { self.kept = kept }
  private var waiting: [Key: [(result: ProbeResult, isRight: [Bool])]] = [:]

  /// Adds the outcome of a task.
  ///
  /// - Returns: Its results, with pair counts if the original was tested, and earlier results whose pair counts are now
  ///   known.
  mutating func complete(_ outcome: ProbingExecutor.Outcome) -> [ProbeResult] {
    guard outcome.task.control == nil, outcome.task.record == nil else { return outcome.results }
    let programs = outcome.programs
    var completed: [ProbeResult] = []
    for (feature, var result) in zip(outcome.task.features, outcome.results) {
      let isRight = outcome.isRight[feature] ?? []
      let key = Key(outcome.task, feature)
      if outcome.task.key.semantics == .original {
        let original = kept[outcome.task.resultKey(feature)].map { $0.isOfSameTest(as: result) } ?? true ? isRight : nil
        originals[key] = .some(original)
        for (var other, isOtherRight) in waiting.removeValue(forKey: key) ?? [] {
          other.pair(with: original, isOtherRight, programs: programs)
          completed.append(other)
        }
      } else if let original = originals[key] {
        result.pair(with: original, isRight, programs: programs)
      } else {
        waiting[key, default: []].append((result, isRight))
      }
      completed.append(result)
    }
    return completed
  }

}

extension ProbeResult {
  /// Notes how a re-interpretation's probe goes with the original's on the same states.
  fileprivate mutating func pair(with original: [Bool]?, _ isRight: [Bool], programs: [Int]) {
    paired = original.map { zip($0, isRight).count { $0 && $1 } }
    let drops = original.map { zip($0, isRight).map { ($0 ? 1.0 : 0) - ($1 ? 1.0 : 0) } }
    drop = drops.flatMap { Estimate($0, programs: programs) }.map(Interval.init)
  }

  /// Whether two results are equal apart from their pair counts.
  func isOfSameTest(as other: ProbeResult) -> Bool {
    var (one, other) = (self, other)
    (one.paired, other.paired, one.drop, other.drop) = (nil, nil, nil, nil)
    return one == other
  }
}
