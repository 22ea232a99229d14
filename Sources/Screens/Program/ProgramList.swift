import Beliefs
import Karel
import PlainText
import TextCanvas

/// A program as a list of its ops and its end.
enum ProgramList {
  /// The columns it takes.
  static let columns = 16
  /// The same with each feature's belief at each op.
  static let wideColumns = 38

  /// The program as a list that scrolls with the step: what has run, the current op, what lies ahead, and a mark where
  /// belief differs from truth, where a breakpoint holds, and where an op was forced; in a wide list, the
  /// probe's belief about each feature, and its confidence.
  ///
  /// - Parameter hasShortNames: Whether ops are abbreviated to a word, for a list of 9 columns.
  static func draw(
    _ traced: TracedGeneration, at step: Int, marksDifferences: Bool = true, hasShortNames: Bool = false,
    breakpoints: Breakpoints = Breakpoints(), into canvas: inout Canvas
  ) {
    let end = traced.endStep
    let x = canvas.write("PROGRAM", x: 0, y: 0, .heading)
    canvas.write(step == end ? "end" : "\(step + 1)/\(end)", x: x + 2, y: 0, .quiet)
    let isWide = canvas.columns >= wideColumns
    let rows = canvas.rows - 1
    let first = firstLine(at: step, end: end, rows: rows)
    let last = max(first, min(end, first + rows - 1))
    // Marks that there is more above, or below.
    if first > 0 { canvas.put("↑", x: 14, y: 0, .accent) }
    if last < end { canvas.put("↓", x: 15, y: 0, .accent) }
    if isWide {
      for (place, name) in ["dir", "pos", "obs"].enumerated() { canvas.write(name, x: 18 + 7 * place, y: 0, .quiet) }
    }
    for line in first...last {
      let y = 1 + line - first
      let style: Style = line == step ? .accent : line < step ? .plain : .quiet
      if line < end {
        canvas.write(Numbers.right(String(line + 1), 3), x: 0, y: y, style)
        canvas.write(hasShortNames ? traced.ops[line].shortName : traced.ops[line].name, x: 4, y: y, style)
        if isWide {
          drawVerdicts(traced, at: line, y: y, into: &canvas)
        } else if marksDifferences, traced.differs(at: line) {
          canvas.put("≠", x: 15, y: y, .disagreement)
        }
      } else {
        canvas.write("end", x: 4, y: y, style)
      }
      if let mark = traced.mark(at: line) { canvas.put(mark.character, x: 3, y: y, mark.style) }
      if breakpoints.first(at: line, in: traced) != nil { canvas.put("●", x: line == step ? 3 : 0, y: y, .accent) }
      if line == step { canvas.put("▸", x: 0, y: y, .accent) }
    }
  }

  /// The first line of a list of a program and its end that has that many rows.
  static func firstLine(at step: Int, end: Int, rows: Int) -> Int { max(0, min(step - rows / 2, end + 1 - rows)) }

  /// For each feature, whether belief is correct after an op, and the probe's confidence.
  private static func drawVerdicts(_ traced: TracedGeneration, at step: Int, y: Int, into canvas: inout Canvas) {
    for (place, feature) in Feature.standard.enumerated() {
      let x = 18 + 7 * place
      let mark = BeliefTable.mark(traced, at: step, offset: 0, on: feature)
      canvas.put(mark.character, x: x, y: y, mark.style)
      guard let belief = traced.belief(at: step, offset: 0) else { continue }
      let share = Numbers.share(Double(belief.probability(of: belief.prediction, on: feature)))
      canvas.write(share, x: x + 1, y: y, .quiet)
    }
  }

  /// The line that stands in a row below the title; nil if none does.
  static func line(at y: Int, step: Int, end: Int, rows: Int) -> Int? {
    let line = firstLine(at: step, end: end, rows: rows - 1) + y - 1
    return y >= 1 && line <= end ? line : nil
  }
}
