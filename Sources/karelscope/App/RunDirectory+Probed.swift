import Corpus
import Experiments
import Foundation
import Probing
import Reports

extension RunDirectory {
  /// The checkpoints with probe results, and the source of their generative accuracies.
  ///
  /// Saved evaluations are used if every checkpoint has one on the same specifications, so that they are comparable;
  /// otherwise those made during training.
  ///
  /// - Returns: Also the damage in the logs of metrics and results.
  func probedCheckpoints() throws -> (checkpoints: [ProbedCheckpoint], accuracyOrigin: String?, damage: LogDamage) {
    let steps = probedSteps
    var (metrics, phases, damage) = try evaluatedCheckpoints()
    let phaseOfStep = Dictionary(zip(metrics.map(\.step), phases.ofCheckpoints)) { $1 }
    let inTraining = Dictionary(metrics.map { ($0.step, $0.evaluation) }) { $1 }
    let kept = try steps.map { try keptEvaluation($0) }
    let isKept = kept.allSatisfy { $0 != nil && $0?.samples == kept[0]?.samples }
    let checkpoints = try zip(steps, kept).map { step, kept in
      let results = try probeResults(step)
      damage.add(results.damage)
      let evaluation = isKept ? kept?.evaluation : inTraining[step] ?? nil
      return ProbedCheckpoint(
        step: step, phase: (phaseOfStep[step] ?? nil)?.rawValue,
        generativeAccuracy: evaluation.flatMap { evaluation in
          evaluation.specifications > 0
            ? Estimate(successes: evaluation.satisfiedCount, count: evaluation.specifications) : nil
        },
        results: results.records)
    }
    guard checkpoints.contains(where: { $0.generativeAccuracy != nil }) else { return (checkpoints, nil, damage) }
    let origin =
      isKept
      ? kept.first.flatMap { $0?.samples }
      : "\(configuration.preset.evaluationCount) specifications of the \(configuration.evaluationSplit) split, in training"
    return (checkpoints, origin, damage)
  }
}

extension KeptEvaluation {
  /// A description of the specifications it was measured on.
  fileprivate var samples: String {
    "specifications \(start) to \(start + count - 1) of the \(split) split under seed \(seed) with "
      + "\(minimumLength) to \(maximumLength) ops"
  }
}
