import Corpus
import Experiments
import Foundation
import Karel
import Probing
import Records

/// The report of `eval`.
struct EvaluationReport: Report {
  /// The range of reference program lengths, in ops.
  struct Lengths: Encodable {
    let minimum: Int
    let maximum: Int
  }

  /// The source of the specifications.
  enum Source {
    /// The first sample and the number drawn, of which those with these lengths were evaluated.
    case corpus(Split, seed: UInt64, start: Int, count: Int, lengths: ClosedRange<Int>)
    /// A file, and how many of its specifications have a reference.
    case file(name: String, references: Int)
  }

  let run: String
  let step: Int
  let source: Source
  let figures: AnswerFigures
  /// The full evaluation, including figures about references; nil unless every specification has one.
  let evaluation: Evaluation?

  private var interval: WilsonInterval { figures.generativeAccuracy.interval }

  private enum CodingKeys: String, CodingKey {
    case run, step, specs, split, seed, start, count, lengths, generativeAccuracyLow, generativeAccuracyHigh, byLength
  }

  /// Generative accuracy over the references of one length, with its 95% interval.
  private struct LengthRow: Encodable {
    let length, specifications: Int
    let generativeAccuracy, generativeAccuracyLow, generativeAccuracyHigh: Double
  }

  /// Writes the evaluation's fields beside this report's own.
  func encode(to encoder: any Encoder) throws {
    if let evaluation { try evaluation.encode(to: encoder) } else { try figures.encode(to: encoder) }
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(run, forKey: .run)
    try fields.encode(step, forKey: .step)
    switch source {
    case .corpus(let split, let seed, let start, let count, let lengths):
      try fields.encode(split.rawValue, forKey: .split)
      try fields.encode(seed, forKey: .seed)
      try fields.encode(start, forKey: .start)
      try fields.encode(count, forKey: .count)
      try fields.encode(Lengths(minimum: lengths.lowerBound, maximum: lengths.upperBound), forKey: .lengths)
    case .file(let name, _):
      try fields.encode(name, forKey: .specs)
    }
    try fields.encode(interval.low, forKey: .generativeAccuracyLow)
    try fields.encode(interval.high, forKey: .generativeAccuracyHigh)
    try fields.encodeIfPresent(
      evaluation?.byLength.map {
        LengthRow(
          length: $0.length, specifications: $0.generativeAccuracy.total,
          generativeAccuracy: $0.generativeAccuracy.share,
          generativeAccuracyLow: $0.generativeAccuracy.interval.low,
          generativeAccuracyHigh: $0.generativeAccuracy.interval.high)
      }, forKey: .byLength)
  }

  /// The evaluation as text tables.
  var lines: [String] {
    let rows: [(name: String, value: Double?, note: String)] = [
      (
        "generative accuracy", figures.generativeAccuracy.share,
        String(format: "95%% interval %.3f to %.3f", interval.low, interval.high)
      ),
      ("best one program", figures.repetitiveAccuracy.share, "if written for every specification"),
      ("unique programs", figures.uniquePrograms.share, "as a share of the specifications"),
      ("unique references", evaluation?.uniqueReferences.share, "likewise"),
      ("perplexity", evaluation?.perplexity, "per token of the reference texts"),
      ("program perplexity", evaluation?.programPerplexity, "per token of their programs and ends"),
      ("direction perplexity", evaluation?.directionPerplexity, "per token of the outputs' directions"),
      ("position perplexity", evaluation?.positionPerplexity, "per token of the outputs' positions"),
      ("markers perplexity", evaluation?.markersPerplexity, "per token of the outputs' markers"),
      (
        "mean length", figures.meanLength,
        evaluation.map { String(format: "references %.3f", $0.meanReferenceLength) } ?? "ops per program"
      ),
      ("direction correct", figures.directionRight.share, "in all five examples"),
      ("position correct", figures.positionRight.share, "in all five examples"),
      ("markers correct", figures.markersRight.share, "in all five examples"),
    ]
    let table = rows.compactMap { row in
      row.value.map {
        row.name.padding(toLength: 20, withPad: " ", startingAt: 0) + String(format: "  %8.3f  ", $0) + row.note
      }
    }
    let examples = figures.satisfiedExamples.enumerated().map { String(format: "%14ld  %14ld", $0, $1) }
    let programs = figures.mostFrequentPrograms.map { String(format: "%14ld  ", $0.count) + $0.shortText }
    return ["run \(run), step \(step); \(specifications)", ""] + table
      + ["", "     satisfied  specifications"] + examples
      + ["", "specifications  most frequent programs"] + programs
      + (evaluation.map { [""] + EvaluationReport.lengthTable($0) } ?? [])
      + (evaluation?.strata.map { [""] + $0.lines } ?? [])
  }

  /// A description of the specifications.
  private var specifications: String {
    let count = "\(figures.specifications) specification\(figures.specifications == 1 ? "" : "s")"
    switch source {
    case .corpus(let split, let seed, let start, let drawn, let lengths):
      return "\(split) split, seed \(seed), samples \(start) to \(start + drawn - 1), "
        + "lengths \(lengths.lowerBound) to \(lengths.upperBound): \(count)"
    case .file(let name, let references):
      let note = evaluation == nil ? ", \(references) with a program; figures that need all references are omitted" : ""
      return "\(name): \(count)\(note)"
    }
  }

  private static func lengthTable(_ evaluation: Evaluation) -> [String] {
    ["length  specifications  generative accuracy  95% interval"]
      + evaluation.byLength.map {
        String(
          format: "%6ld  %14ld  %19.3f  %.3f to %.3f", $0.length, $0.generativeAccuracy.total,
          $0.generativeAccuracy.share, $0.generativeAccuracy.interval.low, $0.generativeAccuracy.interval.high)
      }
  }
}

extension Strata {
  /// The strata as tables.
  fileprivate var lines: [String] {
    func table(_ title: String, _ strata: [Stratum]) -> [String] {
      [title] + ["count  specifications  generative accuracy  95% interval"]
        + strata.filter { $0.specifications > 0 }.map { stratum in
          let interval = WilsonInterval(successes: stratum.satisfied, count: stratum.specifications)
          return String(
            format: "%5ld  %14ld  %19.3f  %.3f to %.3f", stratum.count, stratum.specifications, stratum.accuracy ?? 0,
            interval.low, interval.high)
        }
    }
    let interval = WilsonInterval(successes: generalising, count: satisfying)
    return table(
      "moves of the reference that are blocked in some of the five worlds (the last: so many or more)", blockedMoves)
      + [""] + table("picks of the reference that find a marker in some of the five worlds (likewise)", foundMarkers)
      + [
        "",
        generalisation.map {
          String(
            format:
              "generalisation %.3f, 95%% interval %.3f to %.3f: of \(satisfying) satisfying programs, those that end "
              + "like the reference in \(Strata.freshWorlds) fresh worlds", $0, interval.low, interval.high)
        } ?? "generalisation: no program satisfies its specification",
      ]
  }
}

extension ProgramCount {
  /// The ops, with repetitions counted, for example `turnLeft move×3`.
  var shortText: String { Program.condensed(program.ops.map(\.name)) }
}
