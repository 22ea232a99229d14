import Beliefs
import Corpus
import Karel
import Probing

/// Collects what the probes of the five examples say of the same states, and ranks the examples when all are there.
struct RankingTest {
  let step: Int

  /// A probe and a feature, regardless of the example.
  private struct Key: Hashable {
    let probe: ProbeKey
    let offset: Int
    let control: ProbeControl?
    let feature: Feature
  }

  private var waiting: [Key: [Int: WithinStateRanking.Example]] = [:]

  init(step: Int) { self.step = step }

  /// Adds the outcome of a task.
  ///
  /// - Returns: The rankings that it completes.
  mutating func complete(_ outcome: ProbingExecutor.Outcome) -> [ProbeResult] {
    let task = outcome.task
    return outcome.ofExample.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { feature, example in
      var probe = task.key
      probe.traces.example = 0
      let key = Key(probe: probe, offset: task.offset, control: task.control, feature: feature)
      waiting[key, default: [:]][task.key.traces.example] = example
      guard let examples = waiting[key], examples.count == Specification.exampleCount else { return nil }
      waiting[key] = nil
      return ProbeResult(
        step: step, probe, feature: feature, offset: task.offset, control: task.control,
        training: outcome.results.first?.training ?? 0,
        WithinStateRanking(examples.sorted { $0.key < $1.key }.map(\.value), programs: outcome.programs))
    }
  }
}
