import Beliefs
import Corpus
import Karel
import PlainText
import TextCanvas

extension StepView {
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
      canvas.drawBar(Double(probability), x: 13, y: 1 + place, columns: canvas.columns - 13, .belief)
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
