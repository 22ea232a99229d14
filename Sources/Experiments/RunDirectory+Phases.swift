import Corpus
import Files

extension RunDirectory {
  /// The metrics of evaluated checkpoints, in order, and the phases of training.
  ///
  /// - Returns: Also the errors of invalid lines.
  /// - Throws: `FileError` if the metrics cannot be read.
  public func evaluatedCheckpoints() throws -> (metrics: [Metrics], phases: Phases, damage: LogDamage) {
    let log = try metricsLog()
    let metrics = log.lines.filter { $0.evaluation != nil }
    return (
      metrics, Phases(metrics.compactMap(Phases.Observation.init), levels: configuration.phaseLevels),
      log.damage(isBeingWritten: isLocked)
    )
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
      specifications: samples.count, uniqueReferences: samples.uniqueReferences,
      repetitiveAccuracy: samples.repetitiveAccuracy)
  }
}

extension Phases.Observation {
  /// Nil if there is no evaluation.
  public init?(_ metrics: Metrics) {
    guard let evaluation = metrics.evaluation else { return nil }
    self.init(
      samples: metrics.samples, uniquePrograms: evaluation.uniquePrograms,
      generativeAccuracy: evaluation.generativeAccuracy)
  }
}
