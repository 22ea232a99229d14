import Beliefs
import Corpus
import Karel
import PlainText
import TextCanvas

extension StepView {
  /// The program as a list that scrolls with the step: what has run, the current op, what lies ahead, and a mark where
  /// belief differs from truth, where a breakpoint holds, and where an op was forced; in a wide list, the
  /// probe's belief about each feature, and its confidence.
  ///
  /// - Parameter hasShortNames: Whether ops are abbreviated to a word, for a list of 9 columns.
  static func drawProgram(
    _ traced: TracedGeneration, at step: Int, marksDifferences: Bool = true, hasShortNames: Bool = false,
    breakpoints: Breakpoints = Breakpoints(), into canvas: inout Canvas
  ) {
    let end = traced.endStep
    let x = canvas.write("PROGRAM", x: 0, y: 0, .heading)
    canvas.write(step == end ? "end" : "\(step + 1)/\(end)", x: x + 2, y: 0, .quiet)
    let isWide = canvas.columns >= StepLayout.wideProgramColumns
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

  /// The model's probability of each op, and of the end, at this step, and the key that forces it; the written op is
  /// out.
  static func drawChoice(_ traced: TracedGeneration, at step: Int, into canvas: inout Canvas) {
    canvas.write("NEXT OP", x: 0, y: 0, .heading)
    guard traced.reading.steps.indices.contains(step) else { return }
    let names = Op.allCases.map(\.shortName) + ["end"]
    let written = traced.written(at: step)
    let unsteered = traced.reading.unsteered.flatMap { $0.step == step ? $0 : nil }
    for (place, (name, probability)) in zip(names, traced.reading.steps[step].choice).enumerated() {
      let style: Style = place == written ? .accent : .quiet
      canvas.write(StepTab.key(forcing: place), x: 0, y: 1 + place, .accent)
      canvas.write(name, x: 2, y: 1 + place, style)
      canvas.write(Numbers.share(Double(probability)), endingAt: 12, y: 1 + place, style)
      canvas.write(bar(Double(probability), columns: canvas.columns - 13), x: 13, y: 1 + place, .belief)
      if let unsteered { drawUnsteered(Double(unsteered.choice[place]), y: 1 + place, into: &canvas) }
    }
    if unsteered != nil {
      let x = canvas.write("┊", x: 0, y: 7, .plain)
      canvas.write(" unsteered", x: x, y: 7, .quiet)
    }
    let beginning = canvas.write("log P of the ", x: 0, y: 8, .quiet)
    // Alone on a small screen it has one row.
    let (x, y) = canvas.rows < 10 ? (beginning, 8) : (0, 9)
    let end = canvas.write("whole program ", x: x, y: y, .quiet)
    canvas.write(Numbers.fixed(traced.reading.logProbability, decimals: 1), x: end, y: y)
  }

  /// A mark on a bar where it would end without steering.
  private static func drawUnsteered(_ share: Double, y: Int, into canvas: inout Canvas) {
    let columns = canvas.columns - 13
    guard columns > 0 else { return }
    canvas.put("┊", x: 13 + min(columns - 1, Int(share * Double(columns))), y: y, .plain)
  }

  /// A bar of a share of `columns`, to half a column.
  static func bar(_ share: Double, columns: Int) -> String {
    let halves = Int((min(max(share, 0), 1) * Double(2 * max(0, columns))).rounded())
    return String(repeating: "━", count: halves / 2) + (halves % 2 == 1 ? "╸" : "")
  }

  /// The step in one row: the op, and how belief and truth compare after it.
  static func drawSummary(_ traced: TracedGeneration, at step: Int, into canvas: inout Canvas) {
    let end = traced.endStep
    var x = canvas.write(step == end ? "end" : "\(step + 1)/\(end)", x: 0, y: 0, .quiet)
    if step < end {
      if let mark = traced.mark(at: step) { canvas.put(mark.character, x: x, y: 0, mark.style) }
      x = canvas.write(traced.ops[step].name, x: x + 1, y: 0, .accent)
    }
    BeliefTable.drawMarks(traced, at: step, x: x + 2, gap: 2, into: &canvas)
  }

  /// The five examples: whether the program satisfies them, and, where there is room, their worlds at this step.
  static func drawExamples(
    _ traced: TracedGeneration, at step: Int, shown: Int, _ cell: Size?, into canvas: inout Canvas
  ) {
    guard let cell else {
      var x = canvas.write("EXAMPLES", x: 0, y: 0, .heading)
      for (example, isSatisfied) in traced.satisfied.enumerated() {
        x = drawExampleTitle(example, isSatisfied, isShown: example == shown, x: x + 2, into: &canvas)
      }
      let text = "solves \(traced.satisfied.count { $0 }) of \(traced.satisfied.count)"
      if x + 3 + text.count <= canvas.columns { canvas.write(text, x: x + 3, y: 0, .quiet) }
      return
    }
    let columns = World.size * cell.columns
    for (example, isSatisfied) in traced.satisfied.enumerated() {
      let x = example * (columns + 4)
      let end = example == 0 ? canvas.write("EXAMPLES", x: x, y: 0, .heading) + 1 : x
      drawExampleTitle(example, isSatisfied, isShown: example == shown, x: end, into: &canvas)
      canvas.within(Rectangle(x: x, y: 1, columns: columns, rows: World.size * cell.rows)) { canvas in
        let states = traced.traces[example].states[...traced.mainState(at: step)]
        BoardView(cell: cell).drawTruth(
          states[states.endIndex - 1], path: states.map(\.position),
          goal: traced.reading.specification.outputs[example], into: &canvas)
      }
    }
  }

  /// Where the examples end that stand in one row.
  static let examplesEnd = "EXAMPLES".count + Specification.exampleCount * 5

  @discardableResult
  private static func drawExampleTitle(
    _ example: Int, _ isSatisfied: Bool, isShown: Bool, x: Int, into canvas: inout Canvas
  ) -> Int {
    let end = canvas.write("\(example + 1)", x: x, y: 0, isShown ? .accent : .quiet)
    canvas.put(isSatisfied ? "✓" : "✗", x: end + 1, y: 0, isShown ? .accent : .plain)
    return end + 2
  }
}
