import Beliefs
import Karel
import LanguageModel
import Probing
import Reports

/// Fixtures: a probe's results on 100 states.
enum MadeUp {
  static func result(
    _ step: Int, _ feature: Feature, kind: ProbeKind = .linear, right: Int, of n: Int = 100, offset: Int = 0,
    semantics: Semantics = .original, seed: UInt64 = 1, control: ProbeControl? = nil, layer: HiddenLayer = .mean,
    frame: ReferenceFrame = .grid, paired: Int? = nil
  ) -> ProbeResult {
    var tally = ProbeTally()
    // High confidence on three quarters of the states, 0.5 on the rest; the first two ops have one half each.
    for state in 0..<n {
      tally.add(isRight: state < right, op: state * 2 / n, confidence: state * 4 < 3 * n ? 0.95 : 0.5)
    }
    var result = ProbeResult(
      step: step,
      ProbeKey(kind: kind, semantics: semantics, frame: frame, traces: ActivationKey(layer: layer), seed: seed),
      feature: feature, offset: offset, control: control, training: 1000, tally)
    result.paired = paired
    return result
  }

  /// The three features, each with the same number of correct states.
  static func features(
    _ step: Int, _ kind: ProbeKind = .linear, right: Int, offset: Int = 0, semantics: Semantics = .original,
    seed: UInt64 = 1, control: ProbeControl? = nil, layer: HiddenLayer = .mean, frame: ReferenceFrame = .grid,
    paired: Int? = nil
  ) -> [ProbeResult] {
    Feature.standard.map {
      result(
        step, $0, kind: kind, right: right, offset: offset, semantics: semantics, seed: seed, control: control,
        layer: layer,
        frame: frame, paired: paired)
    }
  }

  static func checkpoint(
    _ step: Int, phase: String? = nil, accuracy: Int, _ results: [ProbeResult]
  ) -> ProbedCheckpoint {
    ProbedCheckpoint(
      step: step, phase: phase, generativeAccuracy: Estimate(successes: accuracy, count: 100), results: results)
  }

  /// A short training run: semantic content that follows generative accuracy, and all semantics at the last checkpoint.
  static let training = [
    checkpoint(100, phase: "babbling", accuracy: 1, features(100, right: 30)),
    checkpoint(200, phase: "semantics", accuracy: 20, features(200, right: 40)),
    checkpoint(
      300, phase: "semantics", accuracy: 60,
      features(300, right: 60) + features(300, right: 50, control: .majority)
        + features(300, right: 50, semantics: .flip, paired: 45) + features(300, right: 40, semantics: .adversarial)
        + features(300, .mlp1, right: 80) + features(300, right: 55, offset: 1)
        + features(300, right: 50, offset: 1, control: .majority) + features(300, right: 70, layer: .layer(1))
        + features(300, right: 20, layer: .layer(0)) + features(300, right: 99, frame: .start)
        + [result(300, .walls, right: 10)]),
  ]
}
