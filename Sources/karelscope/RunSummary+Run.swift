import Beliefs
import Corpus
import Experiments
import Probing
import Screens

extension RunSummary {
  /// What a run says of one of its checkpoints and of some of its probes.
  ///
  /// - Parameter found: Results that the run does not hold.
  init(_ run: RunDirectory, step: Int, probes: [ProbeKey], found: [ProbeResult] = []) throws {
    let results = try run.probeResults(step) + found
    self.init(
      name: run.name, preset: run.configuration.preset.name, step: step,
      samplesSeen: step * run.configuration.preset.batchSize,
      generativeAccuracy: try GenerativeAccuracy(run, step: step),
      probes: probes.map { ProbeSummary($0, results) }, checkpoints: run.checkpointSteps)
  }
}

extension GenerativeAccuracy {
  /// The evaluation made in training, which all checkpoints have alike; else the one that the run keeps of the checkpoint; nil
  /// if there is neither.
  fileprivate init?(_ run: RunDirectory, step: Int) throws {
    if let evaluation = try run.metrics().last(where: { $0.step == step })?.evaluation {
      self.init(
        share: evaluation.generativeAccuracy, split: .validation, specificationCount: evaluation.specifications,
        lengths: run.configuration.corpus.programLengths[.validation])
    } else if let kept = try run.keptEvaluation(step), let split = Split(rawValue: kept.split) {
      self.init(
        share: kept.evaluation.generativeAccuracy, split: split, specificationCount: kept.evaluation.specifications,
        lengths: kept.minimumLength...kept.maximumLength)
    } else {
      return nil
    }
  }
}

extension ProbeSummary {
  /// - Parameter results: All of a checkpoint.
  fileprivate init(_ probe: ProbeKey, _ results: [ProbeResult]) {
    let accuracies = Dictionary(
      results.compactMap { result in result.key.flatMap { key in result.accuracy.map { (key, $0) } } }
    ) { first, _ in first }
    var tests: [Feature: [Int: Test]] = [:]
    for feature in Feature.standard {
      for offset in Reading.offsets {
        func share(_ control: ProbeControl?) -> Double? {
          accuracies[ProbeResult.Key(probe, feature: feature, offset: offset, control: control)]
        }
        guard let accuracy = share(nil), let majority = share(.majority) else { continue }
        tests[feature, default: [:]][offset] = Test(accuracy: accuracy, majority: majority)
      }
    }
    self.init(
      kind: probe.kind.rawValue, frame: probe.frame, semantics: probe.semantics, tests: tests,
      calibrations: ProbeSummary.calibrations(probe, results))
  }

  /// How sure a probe was, where that was noted.
  private static func calibrations(
    _ probe: ProbeKey, _ results: [ProbeResult]
  ) -> [Feature: [Int: ProbeCalibration]] {
    var calibrations: [Feature: [Int: ProbeCalibration]] = [:]
    for result in results where result.control == nil {
      guard let key = result.key, key.probe == probe, let calibration = result.calibration,
        calibrations[key.feature]?[key.offset] == nil
      else { continue }
      calibrations[key.feature, default: [:]][key.offset] = ProbeCalibration(calibration)
    }
    return calibrations
  }
}

extension ProbeCalibration {
  fileprivate init(_ calibration: ProbeResult.Calibration) {
    let count = calibration.n.count
    self.init(
      bins: zip(zip(calibration.n, calibration.right), calibration.confidence).enumerated().map { place, bin in
        Bin(
          range: Double(place) / Double(count)...Double(place + 1) / Double(count), states: bin.0.0, right: bin.0.1,
          meanConfidence: bin.1)
      }, error: calibration.error)
  }
}
