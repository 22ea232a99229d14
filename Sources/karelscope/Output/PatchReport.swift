import Foundation
import Lens
import Reports

/// The report of `patch`.
struct PatchReport {
  let run: String
  let step: Int
  /// The source of the pairs, as given.
  let origin: String
  let site: PatchSite
  let seed: UInt64
  /// Pairs patched, and candidates looked at to find them.
  let pairs, candidates: Int
  let effects: [PatchEffect]

  /// The JSON line of one layer and position.
  struct Line: Encodable {
    let step: Int
    let from: String
    let hook: String
    let layer: Int
    let position: String
    /// Omitted unless heads are patched.
    let head: Int?
    let effect: Double?
    let low: Double?
    let high: Double?
    let n: Int
    let seed: UInt64
  }

  var jsonLines: [Line] {
    effects.map { effect in
      Line(
        step: step, from: origin, hook: site.rawValue, layer: effect.block, position: effect.position.name,
        head: effect.head, effect: effect.effect, low: effect.low, high: effect.high, n: effect.count, seed: seed)
    }
  }

  /// A text table.
  var lines: [String] {
    Table(
      "run \(run), step \(step), \(site.rawValue) from \(origin): \(pairs) pairs of \(candidates) candidates, seed \(seed)",
      columns: ["position", "layer" + (site == .headOutputs ? ".head" : ""), "effect", "n"],
      rows: effects.map { effect in
        let value = effect.effect.flatMap { value in
          effect.low.flatMap { low in effect.high.map { String(format: "%.3f [%.3f, %.3f]", value, low, $0) } }
        }
        return [
          effect.position.name, "\(effect.block)" + (effect.head.map { ".\($0)" } ?? ""), value ?? "-",
          "\(effect.count)",
        ]
      },
      notes: [
        "Effect: the share of the logit difference between the two next ops that patching brings about, with its 95% "
          + "interval (bootstrap over pairs)."
      ]
    ).lines
  }
}
