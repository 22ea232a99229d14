import Lens
import PlainText
import Reports

/// The report of `attention`.
struct AttentionReport {
  let run: String
  let step: Int
  let summary: AttentionSummary
  /// The part by which heads are sorted; nil for their own order.
  let order: AttentionSummary.Target?

  /// The JSON line of one head.
  struct Line: Encodable {
    let step: Int
    let layer: Int
    let head: Int
    let walls: Double
    let robots: Double
    let markers: Double
    let outputs: Double
    let program: Double
    let rest: Double
    let positions: Int
    let programs: Int
  }

  private var heads: [AttentionSummary.Head] { order.map(summary.heads(by:)) ?? summary.heads }

  var jsonLines: [Line] {
    heads.map { head in
      Line(
        step: step, layer: head.block, head: head.head, walls: head[.walls], robots: head[.robots],
        markers: head[.markers], outputs: head[.outputs], program: head[.program], rest: head[.rest],
        positions: summary.positions, programs: summary.programs)
    }
  }

  /// A text table.
  var lines: [String] {
    Table(
      "run \(run), step \(step): mean shares of attention from \(summary.positions) positions that produce ops, in "
        + "\(summary.programs) programs",
      columns: ["layer.head"] + AttentionSummary.Target.allCases.map(\.rawValue),
      rows: heads.map { head in
        ["\(head.block).\(head.head)"] + AttentionSummary.Target.allCases.map { Numbers.figure(head[$0]) }
      }
    ).lines
  }
}
