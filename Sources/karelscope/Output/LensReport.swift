import Karel
import Lens

/// What a lens read for one specification, in the output of `lens`.
struct LensReport: Report {
  let index: Int
  /// The op names.
  let program: [String]
  /// [blocks][ops + 1][6]: the probabilities of the ops, in the order of `choices`, and of the end.
  let layers: [[[Float]]]
  /// [ops + 1]: the block from which on the final choice leads.
  let decisions: [Int]
  /// What the six probabilities are of.
  let choices = LensReport.choices
  let tuned: Bool

  private static let choices = Op.allCases.map(\.name) + ["end"]

  init(_ reading: LensReading, index: Int, tuned: Bool) {
    self.index = index
    program = reading.program.ops.map(\.name)
    layers = reading.layers
    decisions = reading.decisions
    self.tuned = tuned
  }

  /// One line of text: index, then each op and the end with the block of its decision.
  var lines: [String] {
    let parts = zip(program + ["end"], decisions).map { "\($0)@\($1)" }
    return ["\(index)  \(parts.joined(separator: " "))"]
  }
}
