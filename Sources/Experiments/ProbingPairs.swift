import Beliefs
import Karel
import LanguageModel
import Probing

/// Counts on which states a probe is right where the one of the original semantics is as well. The two may be tested in either
/// order.
struct ProbingPairs {
  /// A probe and a feature, whatever the semantics.
  private struct Place: Hashable {
    let kind: ProbeKind
    let frame: ReferenceFrame
    let layer: HiddenLayer
    let seed: UInt64
    let offset: Int
    let feature: Feature
  }

  private var originals: [Place: [Bool]] = [:]
  private var waiting: [Place: [(result: ProbeResult, isRight: [Bool])]] = [:]

  /// Takes in what came of a task.
  ///
  /// - Returns: Its results, with their pairs if the original's answers are known, and the earlier results that have theirs
  ///   now.
  mutating func complete(_ outcome: ProbingWork.Outcome) -> [ProbeResult] {
    guard outcome.task.control == nil else { return outcome.results }
    let key = outcome.task.key
    var completed: [ProbeResult] = []
    for (feature, var result) in zip(outcome.task.features, outcome.results) {
      let isRight = outcome.isRight[feature] ?? []
      let place = Place(
        kind: key.kind, frame: key.frame, layer: key.traces.layer, seed: key.seed, offset: outcome.task.offset,
        feature: feature)
      if key.semantics == .original {
        originals[place] = isRight
        for (var other, itsRight) in waiting.removeValue(forKey: place) ?? [] {
          other.paired = ProbingPairs.count(isRight, itsRight)
          completed.append(other)
        }
      } else if let original = originals[place] {
        result.paired = ProbingPairs.count(original, isRight)
      } else {
        waiting[place, default: []].append((result, isRight))
      }
      completed.append(result)
    }
    return completed
  }

  private static func count(_ first: [Bool], _ second: [Bool]) -> Int { zip(first, second).count { $0 && $1 } }
}
