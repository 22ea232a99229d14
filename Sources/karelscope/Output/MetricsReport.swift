import Corpus
import Experiments
import Foundation
import Records

/// The report of `metrics`: a run's evaluated checkpoints.
struct MetricsReport {
  /// One checkpoint's metrics.
  struct Checkpoint: Encodable {
    let figures: TrainingHistory.Checkpoint

    private enum CodingKeys: String, CodingKey {
      case step, samples, seconds, phase, generativeAccuracyLow, generativeAccuracyHigh
    }

    /// Writes the evaluation's fields beside the checkpoint's own; an unknown phase is null.
    func encode(to encoder: any Encoder) throws {
      try figures.evaluation.encode(to: encoder)
      let interval = figures.evaluation.generativeAccuracy.interval
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(figures.step, forKey: .step)
      try fields.encode(figures.samples, forKey: .samples)
      try fields.encode(figures.seconds, forKey: .seconds)
      try fields.encode(figures.phase, forKey: .phase)
      try fields.encode(interval.low, forKey: .generativeAccuracyLow)
      try fields.encode(interval.high, forKey: .generativeAccuracyHigh)
    }
  }

  let run: RunDirectory
  let checkpoints: [TrainingHistory.Checkpoint]
  let phases: Phases
  /// The damage in skipped lines of the log.
  let damage: LogDamage

  init(_ run: RunDirectory) throws {
    (checkpoints, phases, damage) = try run.evaluatedCheckpoints()
    self.run = run
  }

  /// Text tables, at most 80 columns wide.
  var lines: [String] {
    let configuration = run.configuration
    let heading = [
      "run \(run.name), preset \(configuration.preset.name), seed \(configuration.seed)",
      "\(configuration.preset.evaluationCount) specifications of the \(configuration.evaluationSplit) split a checkpoint",
    ]
    guard let first = checkpoints.first else { return heading + ["no checkpoint has been evaluated yet"] }
    return heading + phaseLines
      + [""] + mainTable(referencesOf: first.evaluation) + [""] + partsTable + [""] + programsTable
      + (first.evaluation.strata == nil ? [] : [""] + strataTable)
  }

  private var phaseLines: [String] {
    func begin(_ samples: Int?) -> String {
      guard let samples, let first = checkpoints.first(where: { $0.samples == samples }) else {
        return "not yet"
      }
      return "from step \(first.step), \(samples) samples"
    }
    return [
      "syntax acquisition: \(begin(phases.syntax))", "semantics acquisition: \(begin(phases.semantics))",
    ]
  }

  /// A table with an empty line between phases.
  private func table(_ heading: String, _ row: (TrainingHistory.Checkpoint) -> String) -> [String] {
    var lines = [heading]
    for (place, checkpoint) in checkpoints.enumerated() {
      if place > 0, checkpoint.phase != checkpoints[place - 1].phase {
        lines.append(String(repeating: "-", count: heading.count))
      }
      lines.append(row(checkpoint))
    }
    return lines
  }

  /// - Parameter references: An evaluation that contains the references' figures.
  private func mainTable(referencesOf references: Evaluation) -> [String] {
    table("phase         step    samples  accuracy  unique  perplexity   program  length") { checkpoint in
      let evaluation = checkpoint.evaluation
      return (checkpoint.phase?.rawValue ?? "-").padding(toLength: 9, withPad: " ", startingAt: 0)
        + String(
          format: " %7ld %10ld  %8.3f  %6.3f  %10.3f  %8.3f  %6.2f", checkpoint.step,
          checkpoint.samples,
          evaluation.generativeAccuracy.share, evaluation.uniquePrograms.share, evaluation.perplexity,
          evaluation.programPerplexity, evaluation.meanLength)
    } + [MetricsReport.referencesLine(references)]
  }

  /// The references' figures in the columns of the main table.
  private static func referencesLine(_ evaluation: Evaluation) -> String {
    let unique = String(format: "%6.3f", evaluation.uniqueReferences.share)
    return "references".padding(toLength: 28, withPad: " ", startingAt: 0)
      + String(format: "  %8.3f  ", 1.0) + unique + String(repeating: " ", count: 24)
      + String(format: "%6.2f", evaluation.meanReferenceLength)
  }

  private var partsTable: [String] {
    ["         correct in all 5    perplexity of outputs      examples satisfied"]
      + table("   step   dir   pos  mark     dir     pos    mark     0    1    2    3    4    5") { checkpoint in
        let evaluation = checkpoint.evaluation
        let perplexities = [
          evaluation.directionPerplexity, evaluation.positionPerplexity, evaluation.markersPerplexity,
        ].map { value in value.map { String(format: "%8.2f", $0) } ?? "       -" }
        let counts = evaluation.satisfiedExamples.map { String(format: " %4ld", $0) }
        return String(
          format: "%7ld  %4.2f  %4.2f  %4.2f", checkpoint.step, evaluation.directionRight.share,
          evaluation.positionRight.share, evaluation.markersRight.share) + perplexities.joined() + " " + counts.joined()
      }
  }

  /// Accuracy by what makes a specification hard.
  private var strataTable: [String] {
    [
      "          accuracy by moves blocked       by picks that find     like the",
      "          in some of the five worlds      some marker in some    reference",
    ]
      + table("   step        0     1     2     3    4+        0     1    2+   in fresh") { checkpoint in
        func text(_ share: Double?) -> String { share.map { String(format: " %5.3f", $0) } ?? "     -" }
        let strata = checkpoint.evaluation.strata
        return String(format: "%7ld   ", checkpoint.step)
          + (0...Strata.mostBlockedMoves).map { text(strata?.blockedMoves.dropFirst($0).first?.accuracy) }.joined()
          + "   "
          + (0...Strata.mostFoundMarkers).map { text(strata?.foundMarkers.dropFirst($0).first?.accuracy) }.joined()
          + "     " + text(strata?.generalisation)
      }
  }

  private var programsTable: [String] {
    let width = 80 - 17
    return table("   step   share  most frequent program") { checkpoint in
      guard let program = checkpoint.evaluation.mostFrequentPrograms.first else {
        return String(format: "%7ld       -  none written", checkpoint.step)
      }
      let text = program.shortText
      return String(
        format: "%7ld  %6.3f  ", checkpoint.step,
        Proportion(program.count, of: checkpoint.evaluation.specifications).share)
        + (text.count > width ? text.prefix(width - 1) + "…" : text)
    }
  }
}
