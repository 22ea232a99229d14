import Corpus
import Files
import Records

extension RunDirectory {
  /// The evaluated checkpoints, in order, and the phases of training.
  ///
  /// - Returns: Also the errors of invalid lines.
  /// - Throws: `FileError` if the metrics cannot be read.
  public func evaluatedCheckpoints() throws -> (
    checkpoints: [TrainingHistory.Checkpoint], phases: Phases, damage: LogDamage
  ) {
    let log = try metricsLog()
    let (checkpoints, phases) = TrainingHistory.Checkpoint.all(in: log.lines, levels: configuration.phaseLevels)
    return (checkpoints, phases, log.damage(isBeingWritten: isLocked))
  }
}

extension RunConfiguration {
  /// The samples of every evaluation in `metrics.jsonl`.
  public var evaluationSamples: [Sample] {
    (0..<preset.evaluationCount).map { corpus.sample($0, of: .validation) }
  }

  /// The thresholds between the run's phases, computed from ``evaluationSamples``.
  public var phaseLevels: PhaseLevels {
    let samples = evaluationSamples
    return PhaseLevels(
      specifications: samples.count, uniqueReferences: samples.uniqueReferences.share,
      repetitiveAccuracy: samples.repetitiveAccuracy.share)
  }
}
