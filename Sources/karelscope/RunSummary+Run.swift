import Beliefs
import Corpus
import Experiments
import Probing
import Screens

extension RunSummary {
  /// What a run says of one of its checkpoints and the probes in `frames`.
  init(_ run: RunDirectory, step: Int, frames: [ReferenceFrame]) throws {
    let results = try run.probeResults(step).filter { $0.probe == LinearProbe.kind }
    self.init(
      name: run.name, preset: run.configuration.preset.name, step: step,
      samplesSeen: step * run.configuration.preset.batchSize,
      generativeAccuracy: try GenerativeAccuracy(run, step: step),
      probes: frames.map { frame in ProbeSummary(frame, results.filter { $0.frame == frame.rawValue }) },
      checkpoints: run.checkpointSteps)
  }
}

extension GenerativeAccuracy {
  /// The evaluation that the run keeps of a checkpoint; else the one made in training; nil if there is neither.
  fileprivate init?(_ run: RunDirectory, step: Int) throws {
    if let kept = try run.keptEvaluation(step), let split = Split(rawValue: kept.split) {
      self.init(
        share: kept.evaluation.generativeAccuracy, split: split, specificationCount: kept.evaluation.specifications,
        lengths: kept.minimumLength...kept.maximumLength)
    } else if let evaluation = try run.metrics().last(where: { $0.step == step })?.evaluation {
      self.init(
        share: evaluation.generativeAccuracy, split: .validation, specificationCount: evaluation.specifications,
        lengths: run.configuration.corpus.programLengths[.validation])
    } else {
      return nil
    }
  }
}

extension ProbeSummary {
  /// - Parameter results: Those of one linear probe.
  fileprivate init(_ frame: ReferenceFrame, _ results: [ProbeResult]) {
    var tests: [Feature: [Int: Test]] = [:]
    for result in results where result.control == nil {
      let majority = results.first {
        $0.control == ProbeResult.majority && $0.feature == result.feature && $0.offset == result.offset
      }
      guard let feature = Feature(rawValue: result.feature), let accuracy = result.accuracy,
        let majority = majority?.accuracy
      else { continue }
      tests[feature, default: [:]][result.offset] = Test(accuracy: accuracy, majority: majority)
    }
    self.init(kind: LinearProbe.kind, frame: frame, tests: tests)
  }
}
