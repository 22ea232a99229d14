import Experiments
import Foundation
import Probing
import Reports

/// What came of steering, as the `steer` command writes it.
struct SteeringReport {
  let run: String
  let job: SteeringJob
  let results: SteeringResults

  /// A layer, strength and push for machines.
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
    /// By how much the push of the belief fits more often; none of its own line.
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

  /// Tables for a reader.
  var lines: [String] {
    func share(_ count: Int) -> String {
      results.cases > 0 ? String(format: "%.3f", Double(count) / Double(results.cases)) : "-"
    }
    let heading = [
      "run \(run), step \(job.step), frame \(job.frame.rawValue), axis \(job.axis.rawValue), seed \(job.seed)",
      "\(results.cases) cases, \(results.deciding) of them decide; \(results.leftOut) programs left out",
      "the turn made, programs satisfy: \(share(results.turnedSatisfies)) if it was read, "
        + "\(share(results.beforeSatisfies)) if not",
    ]
    func name(_ counts: SteeringResults.Counts) -> String {
      "\(counts.layer) x\(String(format: "%g", counts.strength)) \(counts.push.rawValue)"
    }
    let fits = Table(
      "Next op as if the robot had turned, in the \(results.deciding) deciding cases",
      columns: ["layer, strength, push", "fits", "belief's lead"],
      rows: results.counts.map { counts in
        [name(counts), results.share(fits: counts).text, lead(counts).text]
      },
      notes: ["Intervals are of 95%: Wilson's; that of the lead paired, over the same cases (Agresti & Min)."])
    let others = Table(
      "In all \(results.cases) cases",
      columns: ["layer, strength, push", "changes", "satisfies", "reads", "probe right before"],
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
