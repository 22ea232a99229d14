import Experiments
import Foundation
import Karel
import Probing

/// An evaluation as the `eval` command writes it.
struct EvaluationReport: Report {
  /// Lengths of the programs behind the specifications, in ops.
  struct Lengths: Encodable {
    let minimum: Int
    let maximum: Int
  }

  let run: String
  let step: Int
  let split: String
  let seed: UInt64
  /// The first sample drawn, and how many were.
  let start: Int
  let count: Int
  /// Of the samples drawn, those with these lengths were evaluated.
  let lengths: Lengths
  let evaluation: Evaluation

  private var interval: WilsonInterval { evaluation.generativeAccuracyInterval }

  private enum CodingKeys: String, CodingKey {
    case run, step, split, seed, start, count, lengths, generativeAccuracyLow, generativeAccuracyHigh, byLength
  }

  /// Generative accuracy over the references of one length, with its 95% interval.
  private struct LengthRow: Encodable {
    let length, specifications: Int
    let generativeAccuracy, generativeAccuracyLow, generativeAccuracyHigh: Double
  }

  /// Writes the evaluation's fields beside this report's own.
  func encode(to encoder: any Encoder) throws {
    try evaluation.encode(to: encoder)
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(run, forKey: .run)
    try fields.encode(step, forKey: .step)
    try fields.encode(split, forKey: .split)
    try fields.encode(seed, forKey: .seed)
    try fields.encode(start, forKey: .start)
    try fields.encode(count, forKey: .count)
    try fields.encode(lengths, forKey: .lengths)
    try fields.encode(interval.low, forKey: .generativeAccuracyLow)
    try fields.encode(interval.high, forKey: .generativeAccuracyHigh)
    try fields.encode(
      evaluation.byLength.map {
        LengthRow(
          length: $0.length, specifications: $0.specifications, generativeAccuracy: $0.generativeAccuracy,
          generativeAccuracyLow: $0.interval.low, generativeAccuracyHigh: $0.interval.high)
      }, forKey: .byLength)
  }

  /// The evaluation as tables for a reader.
  var lines: [String] {
    let rows: [(name: String, value: Double?, note: String)] = [
      (
        "generative accuracy", evaluation.generativeAccuracy,
        String(format: "95%% interval %.3f to %.3f", interval.low, interval.high)
      ),
      ("by one program", evaluation.repetitiveAccuracy, "at best, if it were written always"),
      ("unique programs", evaluation.uniquePrograms, "as a share of the specifications"),
      ("unique references", evaluation.uniqueReferences, "likewise"),
      ("perplexity", evaluation.perplexity, "a token of the reference texts"),
      ("program perplexity", evaluation.programPerplexity, "a token of their programs and ends"),
      ("direction perplexity", evaluation.directionPerplexity, "a token of the outputs' directions"),
      ("position perplexity", evaluation.positionPerplexity, "a token of the outputs' positions"),
      ("markers perplexity", evaluation.markersPerplexity, "a token of the outputs' markers"),
      ("mean length", evaluation.meanLength, String(format: "references %.3f", evaluation.meanReferenceLength)),
      ("direction right", evaluation.directionRight, "in all five examples"),
      ("position right", evaluation.positionRight, "in all five examples"),
      ("markers right", evaluation.markersRight, "in all five examples"),
    ]
    let heading =
      "run \(run), step \(step); \(split) split, seed \(seed), samples \(start) to \(start + count - 1), "
      + "lengths \(lengths.minimum) to \(lengths.maximum): \(evaluation.specifications) specifications"
    let figures = rows.compactMap { row in
      row.value.map {
        row.name.padding(toLength: 20, withPad: " ", startingAt: 0) + String(format: "  %8.3f  ", $0) + row.note
      }
    }
    let examples = evaluation.satisfiedExamples.enumerated().map { String(format: "%14ld  %14ld", $0, $1) }
    let programs = evaluation.mostFrequentPrograms.map { String(format: "%14ld  ", $0.count) + $0.shortText }
    let byLength = evaluation.byLength.map {
      String(
        format: "%6ld  %14ld  %19.3f  %.3f to %.3f", $0.length, $0.specifications, $0.generativeAccuracy,
        $0.interval.low, $0.interval.high)
    }
    return [heading, ""] + figures
      + ["", "examples right  specifications"] + examples
      + ["", "specifications  most frequent programs"] + programs
      + ["", "length  specifications  generative accuracy  95% interval"] + byLength
  }
}

extension Evaluation.ProgramCount {
  /// The ops, repeated ones counted, for example `turnLeft move×3`.
  var shortText: String { Program.condensed(program) }
}
