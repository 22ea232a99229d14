import Experiments
import Foundation
import Probing
import Reports

/// The report of `steer`.
struct SteeringReport {
  let run: String
  let job: SteeringJob
  let results: SteeringResults

  /// The JSON line of one layer, strength and kind of steering.
  struct Line: Encodable {
    let step: Int
    let layer: Int
    let strength: Double
    let push: String
    let axis: String
    let frame: String
    let example: Int
    let seed: UInt64
    let cases: Int
    let leftOut: Int
    let deciding: Int
    let fits: Int
    let share: Double?
    let low: Double?
    let high: Double?
    /// The lead of steering the belief over this control, as a share of deciding cases; nil for the belief itself.
    let lead: Double?
    let leadLow: Double?
    let leadHigh: Double?
    let changes: Int
    let satisfies: Int
    let reads: Int
    let probeRight: Int
    let beforeSatisfies: Int
    let turnedSatisfies: Int
  }

  var jsonLines: [Line] {
    results.counts.map { counts in
      let share = results.share(fits: counts)
      let lead = lead(counts)
      return Line(
        step: job.step, layer: counts.layer, strength: counts.strength, push: counts.push.rawValue,
        axis: job.axis.rawValue, frame: job.frame.rawValue, example: job.example + 1, seed: job.seed,
        cases: results.cases, leftOut: results.leftOut, deciding: results.deciding, fits: counts.fits,
        share: share?.value, low: share?.low, high: share?.high, lead: lead?.value, leadLow: lead?.low,
        leadHigh: lead?.high, changes: counts.changes, satisfies: counts.satisfies, reads: counts.reads,
        probeRight: results.right[counts.layer] ?? 0, beforeSatisfies: results.beforeSatisfies,
        turnedSatisfies: results.turnedSatisfies)
    }
  }

  private func lead(_ counts: SteeringResults.Counts) -> Estimate? {
    counts.push == .belief ? nil : results.gain(over: counts)
  }

  /// Text tables.
  var lines: [String] {
    func share(_ count: Int) -> String {
      results.cases > 0 ? String(format: "%.3f", Double(count) / Double(results.cases)) : "-"
    }
    let heading = [
      "run \(run), step \(job.step), frame \(job.frame.rawValue), axis \(job.axis.rawValue), seed \(job.seed)",
      "\(results.cases) cases, \(results.deciding) of them deciding; \(results.leftOut) programs excluded",
      "programs that satisfy after the turn: \(share(results.turnedSatisfies)) with the turn in the text, "
        + "\(share(results.beforeSatisfies)) without",
    ]
    func name(_ counts: SteeringResults.Counts) -> String {
      "\(counts.layer) x\(String(format: "%g", counts.strength)) \(counts.push.rawValue)"
    }
    let fits = Table(
      "Next op as if the robot had turned, in the \(results.deciding) deciding cases",
      columns: ["layer, strength, steering", "fits", "belief's lead"],
      rows: results.counts.map { counts in
        [name(counts), results.share(fits: counts).text, lead(counts).text]
      },
      notes: ["95% confidence intervals: Wilson; for the lead paired, over the same cases (Agresti & Min)."])
    let others = Table(
      "In all \(results.cases) cases",
      columns: ["layer, strength, steering", "changes", "satisfies", "reads", "probe accuracy"],
      rows: results.counts.map { counts in
        [
          name(counts), share(counts.changes), share(counts.satisfies), share(counts.reads),
          share(results.right[counts.layer] ?? 0),
        ]
      })
    return heading + [""] + fits.lines + [""] + others.lines
  }
}

extension Estimate? {
  /// For example `0.738 [0.734, 0.742]`.
  fileprivate var text: String {
    map { String(format: "%.3f [%.3f, %.3f]", $0.value, $0.low, $0.high) } ?? "-"
  }
}
