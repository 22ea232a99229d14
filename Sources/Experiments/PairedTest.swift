import Beliefs
import Karel
import LanguageModel
import Probing

/// Counts on which states a probe is right where the one of the original semantics is as well. The two may be tested in either
/// order. Where an original's result is there already and another one now, from other numbers, nothing is paired with it.
struct PairedTest {
  /// The results that stay as they are, whatever is found now.
  let kept: [ProbeResult.Key: ProbeResult]

  /// A probe and a feature, whatever the semantics.
  struct Key: Hashable {
    private let kind: ProbeKind
    private let frame: ReferenceFrame
    private let layer: HiddenLayer
    private let seed: UInt64
    private let offset: Int
    private let feature: Feature

    init(_ task: ProbingPlan.Task, _ feature: Feature) {
      (kind, frame, seed) = (task.key.kind, task.key.frame, task.key.seed)
      layer = task.key.traces.layer
      offset = task.offset
      self.feature = feature
    }
  }

  private var originals: [Key: [Bool]?] = [:]

  init(kept: [ProbeResult.Key: ProbeResult] = [:]) { self.kept = kept }
  private var waiting: [Key: [(result: ProbeResult, isRight: [Bool])]] = [:]

  /// Takes in what came of a task.
  ///
  /// - Returns: Its results, with their pairs if the original's answers are known, and the earlier results that have theirs
  ///   now.
  mutating func complete(_ outcome: ProbingExecutor.Outcome) -> [ProbeResult] {
    guard outcome.task.control == nil, outcome.task.record == nil else { return outcome.results }
    var completed: [ProbeResult] = []
    for (feature, var result) in zip(outcome.task.features, outcome.results) {
      let isRight = outcome.isRight[feature] ?? []
      let place = Key(outcome.task, feature)
      if outcome.task.key.semantics == .original {
        let original = kept[outcome.task.resultKey(feature)].map { $0.isOfSameTest(as: result) } ?? true ? isRight : nil
        originals[place] = .some(original)
        for (var other, itsRight) in waiting.removeValue(forKey: place) ?? [] {
          other.paired = original.map { PairedTest.count($0, itsRight) }
          completed.append(other)
        }
      } else if let original = originals[place] {
        result.paired = original.map { PairedTest.count($0, isRight) }
      } else {
        waiting[place, default: []].append((result, isRight))
      }
      completed.append(result)
    }
    return completed
  }

  private static func count(_ first: [Bool], _ second: [Bool]) -> Int { zip(first, second).count { $0 && $1 } }
}

extension ProbeResult {
  /// Whether another result is this one but for what it is paired with.
  func isOfSameTest(as other: ProbeResult) -> Bool {
    var (one, other) = (self, other)
    (one.paired, other.paired) = (nil, nil)
    return one == other
  }
}
