import Beliefs
import Corpus
import Experiments
import Files
import Probing
import Screens

extension RunSummary {
  /// What a run says of one of its checkpoints and of some of its probes.
  ///
  /// - Parameter found: Results that the run does not hold.
  init(_ run: RunDirectory, step: Int, probes: [ProbeKey], found: [ProbeResult] = []) throws {
    var results = try run.probeResults(step, of: probes)
    let accuracy: GenerativeAccuracy?
    do {
      accuracy = try GenerativeAccuracy(run, step: step)
    } catch let error as FileError {
      // The program and its states can be shown without the figure.
      accuracy = nil
      results.damage.add(error)
    }
    let tests = TestResults(results.records + found)
    self.init(
      name: run.name, preset: run.configuration.preset.name, step: step,
      samplesSeen: step * run.configuration.preset.batchSize,
      generativeAccuracy: accuracy,
      probes: probes.map { ProbeSummary($0, tests) }, checkpoints: run.checkpointSteps)
    damage = FileDamage(results.damage)
  }
}

extension GenerativeAccuracy {
  /// The evaluation made in training, which all checkpoints have alike; else the one that the run keeps of the checkpoint; nil
  /// if there is neither.
  fileprivate init?(_ run: RunDirectory, step: Int) throws {
    if let evaluation = try run.metrics(of: step)?.evaluation {
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

/// What tests of probes gave, by what was tested; of results of the same name the first that tells.
private struct TestResults {
  private(set) var accuracies: [ProbeResult.Key: Double] = [:]
  private(set) var calibrations: [ProbeResult.Key: ProbeResult.Calibration] = [:]

  /// - Parameter results: All of a checkpoint.
  init(_ results: [ProbeResult]) {
    let controls = [nil, ProbeControl.majority.rawValue]
    for result in results where controls.contains(result.control) {
      guard let key = result.key else { continue }
      if let accuracy = result.accuracy, accuracies[key] == nil { accuracies[key] = accuracy }
      if let calibration = result.calibration, calibrations[key] == nil { calibrations[key] = calibration }
    }
  }
}

extension ProbeSummary {
  fileprivate init(_ probe: ProbeKey, _ results: TestResults) {
    var tests: [Feature: [Int: Test]] = [:]
    var calibrations: [Feature: [Int: ProbeCalibration]] = [:]
    for feature in Feature.standard {
      for offset in ProbedGeneration.offsets {
        func key(_ control: ProbeControl?) -> ProbeResult.Key {
          ProbeResult.Key(probe, feature: feature, offset: offset, control: control)
        }
        // How sure the probe was, where that was noted.
        if let calibration = results.calibrations[key(nil)] {
          calibrations[feature, default: [:]][offset] = ProbeCalibration(calibration)
        }
        guard let accuracy = results.accuracies[key(nil)], let majority = results.accuracies[key(.majority)]
        else { continue }
        tests[feature, default: [:]][offset] = Test(accuracy: accuracy, majority: majority)
      }
    }
    self.init(
      kind: probe.kind.rawValue, frame: probe.frame, semantics: probe.semantics, tests: tests,
      calibrations: calibrations)
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
