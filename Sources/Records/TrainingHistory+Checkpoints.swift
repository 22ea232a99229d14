extension TrainingHistory.Checkpoint {
  /// The evaluated checkpoints of a training, with the phase of each.
  ///
  /// - Parameter lines: The lines of its metrics, in order.
  public static func all(
    in lines: [Metrics], levels: PhaseLevels
  ) -> (checkpoints: [TrainingHistory.Checkpoint], phases: Phases) {
    let evaluated = lines.compactMap { line in line.evaluation.map { (line: line, evaluation: $0) } }
    let phases = Phases(evaluated.compactMap { Phases.Observation($0.line) }, levels: levels)
    let checkpoints = zip(evaluated, phases.ofCheckpoints).map { evaluated, phase in
      TrainingHistory.Checkpoint(
        step: evaluated.line.step, samples: evaluated.line.samples, seconds: evaluated.line.seconds, phase: phase,
        evaluation: evaluated.evaluation)
    }
    return (checkpoints, phases)
  }
}
