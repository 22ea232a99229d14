import Experiments
import Foundation
import PlainText
import Records

/// The numbers of `metrics.jsonl` as a table: a row for each line of the log, a column for each number.
struct MetricsTable {
  /// A column, named as the number's path in `metrics --json`.
  struct Column: Sendable {
    let name: String
    /// Nil where a line does not have it.
    let value: @Sendable (Metrics) -> Double?
  }

  /// The columns after `step` and `phase`.
  static let columns: [Column] =
    [
      Column(name: "samples") { Double($0.samples) },
      Column(name: "tokens") { $0.tokens.map(Double.init) },
      Column(name: "seconds") { $0.seconds },
      Column(name: "processor_seconds") { $0.processorSeconds },
      Column(name: "loss/text") { $0.loss.text },
      Column(name: "loss/program") { $0.loss.program },
      Column(name: "loss/output_direction") { $0.loss.outputDirection },
      Column(name: "loss/output_position") { $0.loss.outputPosition },
      Column(name: "loss/output_markers") { $0.loss.outputMarkers },
      Column(name: "learning_rate_factor") { Double($0.learningRateFactor) },
      Column(name: "gradient_norm") { Double($0.gradientNorm) },
    ] + evaluationColumns

  private static let evaluationColumns: [Column] =
    [
      evaluation("specifications") { Double($0.specifications) },
      evaluation("generative_accuracy") { $0.generativeAccuracy.share },
      evaluation("generative_accuracy_low") { $0.generativeAccuracy.interval.low },
      evaluation("generative_accuracy_high") { $0.generativeAccuracy.interval.high },
      evaluation("unique_programs") { $0.uniquePrograms.share },
      evaluation("perplexity") { $0.perplexity },
      evaluation("program_perplexity") { $0.programPerplexity },
      evaluation("direction_perplexity") { $0.directionPerplexity },
      evaluation("position_perplexity") { $0.positionPerplexity },
      evaluation("markers_perplexity") { $0.markersPerplexity },
      evaluation("mean_length") { $0.meanLength },
      evaluation("mean_reference_length") { $0.meanReferenceLength },
      evaluation("direction_right") { $0.directionRight.share },
      evaluation("position_right") { $0.positionRight.share },
      evaluation("markers_right") { $0.markersRight.share },
      evaluation("unique_references") { $0.uniqueReferences.share },
      evaluation("repetitive_accuracy") { $0.repetitiveAccuracy.share },
    ]
    + (0...5).map { number in
      evaluation("satisfied_examples/\(number)") { evaluation in
        evaluation.satisfiedExamples.indices.contains(number) ? Double(evaluation.satisfiedExamples[number]) : nil
      }
    }

  private static func evaluation(_ name: String, _ value: @escaping @Sendable (Evaluation) -> Double?) -> Column {
    Column(name: "evaluation/\(name)") { $0.evaluation.flatMap(value) }
  }

  let lines: [Metrics]
  /// The phase of each evaluated checkpoint, by step; missing where it is not known.
  let phases: [Int: Phase]
  /// The damage in skipped lines of the log.
  let damage: LogDamage

  init(_ run: RunDirectory) throws {
    let (metrics, phases, damage) = try run.evaluatedCheckpoints()
    lines = try run.metricsLog().lines
    self.phases = Dictionary(
      zip(metrics.map(\.step), phases.ofCheckpoints).compactMap { step, phase in phase.map { (step, $0) } }
    ) { $1 }
    self.damage = damage
  }

  /// The table as CSV, with a heading; a number that a line does not have is empty. Slashes in names are underscores.
  var csv: String {
    let heading = ["step", "phase"] + MetricsTable.columns.map { $0.name.replacing("/", with: "_") }
    let rows = lines.map { line in
      [String(line.step), phases[line.step]?.rawValue ?? ""]
        + MetricsTable.columns.map { $0.value(line).map(MetricsTable.text) ?? "" }
    }
    return ([heading] + rows).map { $0.map(\.csvField).joined(separator: ",") + "\n" }.joined()
  }

  /// The shortest text that reads as the same number; whole numbers without a fraction.
  private static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  /// The table as a TensorBoard event file: a scalar for each number, under its column's name. Wall times are the
  /// seconds of the training, so that TensorBoard's relative time is the training's.
  var eventFile: Data {
    var file = EventFile()
    for line in lines {
      let scalars = MetricsTable.columns.compactMap { column in
        column.value(line).map { (tag: column.name, value: Float($0)) }
      }
      file.append(step: line.step, wallTime: line.seconds, scalars)
    }
    return file.data
  }
}
