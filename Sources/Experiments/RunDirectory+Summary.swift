import Beliefs
import Corpus
import Files
import Probing
import Records

extension RunDirectory {
  /// What the run says of one of its checkpoints and of some of its probes.
  ///
  /// - Parameter found: Results that the run does not hold.
  /// - Throws: `FileError` if the probes' results cannot be read.
  public func summary(_ step: Int, probes: [ProbeKey], found: [ProbeResult] = []) throws -> RunSummary {
    var results = try probeResults(step, of: probes)
    let accuracy: GenerativeAccuracy?
    do {
      accuracy = try generativeAccuracy(step)
    } catch let error as FileError {
      // The program and its states can be shown without the figure.
      accuracy = nil
      results.damage.add(error)
    }
    let tests = TestResults(results.records + found)
    return RunSummary(
      name: name, preset: configuration.preset.name, step: step, samplesSeen: step * configuration.preset.batchSize,
      generativeAccuracy: accuracy, probes: probes.map { ProbeSummary($0, tests) }, checkpoints: checkpointSteps,
      damage: results.damage)
  }

  /// The evaluation made in training, which all checkpoints have alike; else the one that the run keeps of the checkpoint; nil
  /// if there is neither.
  private func generativeAccuracy(_ step: Int) throws -> GenerativeAccuracy? {
    if let evaluation = try metrics(of: step)?.evaluation {
      return GenerativeAccuracy(
        evaluation.generativeAccuracy, split: .validation, lengths: configuration.corpus.programLengths[.validation])
    }
    return try keptEvaluation(step).map {
      GenerativeAccuracy($0.evaluation.generativeAccuracy, split: $0.split, lengths: $0.lengths)
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
