import Beliefs
import Corpus
import Karel

/// Draws the Step view: the true world and the believed world side by side, the program, and how the two compare.
enum StepView {
  static func draw(_ model: StepModel, into canvas: inout Canvas) {
    let size = Size(columns: canvas.columns, rows: canvas.rows)
    guard let layout = StepLayout(size) else { return TooSmallView.draw(needs: StepLayout.minimum, into: &canvas) }
    canvas.within(layout.header) { drawHeader(model.run, into: &$0) }
    if let offset = model.helpOffset {
      HelpView.step.draw(offset: offset, into: &canvas)
      return
    }
    if let rectangle = layout.introduction {
      canvas.within(rectangle) { drawIntroduction(model.traced, at: model.step, into: &$0) }
    }
    if let traced = model.traced {
      draw(traced, at: model.step, model, layout, into: &canvas)
    }
    let notice = notice(model)
    if let rectangle = layout.status { canvas.within(rectangle) { drawStatus(model, notice, into: &$0) } }
    canvas.within(layout.footer) { canvas in
      if layout.status == nil, let notice {
        canvas.write(notice.text, x: 0, y: 0, notice.style)
      } else {
        HintLine.draw(KeyBinding.step, into: &canvas)
      }
    }
  }

  private static func draw(
    _ traced: TracedReading, at step: Int, _ model: StepModel, _ layout: StepLayout, into canvas: inout Canvas
  ) {
    canvas.within(layout.truth) { drawTruth(traced, at: step, example: model.example, layout, into: &$0) }
    canvas.within(layout.belief) {
      drawBelief(traced, at: step, model.run.probes[model.probe], example: model.example, layout, into: &$0)
    }
    if let rectangle = layout.program { canvas.within(rectangle) { drawProgram(traced, at: step, into: &$0) } }
    if let rectangle = layout.choice { canvas.within(rectangle) { drawChoice(traced, at: step, into: &$0) } }
    if let rectangle = layout.table {
      canvas.within(rectangle) { BeliefTable.draw(traced, at: step, probe: model.run.probes[model.probe], into: &$0) }
    }
    if let rectangle = layout.summary { canvas.within(rectangle) { drawSummary(traced, at: step, into: &$0) } }
    if let rectangle = layout.examples {
      canvas.within(rectangle) { drawExamples(traced, at: step, shown: model.example, layout.smallCell, into: &$0) }
    }
  }

  // MARK: Around the worlds

  private static func drawHeader(_ run: RunSummary, into canvas: inout Canvas) {
    let end = canvas.write("karelscope", x: 0, y: 0, .heading)
    canvas.write("Step", x: end + 2, y: 0, .quiet)
    let room = canvas.columns - end - 9
    // The most telling first: the last are left out where room is short.
    var texts = [run.name, "step " + Numbers.grouped(run.step)]
    if let accuracy = run.generativeAccuracy {
      let lengths = "\(accuracy.lengths.lowerBound)–\(accuracy.lengths.upperBound)"
      texts.append("solves \(Numbers.percent(accuracy.share)) at lengths \(lengths)")
      texts.append("\(Numbers.grouped(accuracy.specificationCount)) \(accuracy.split.rawValue) specifications")
    }
    texts.append(Numbers.grouped(run.samplesSeen) + " samples")
    if run.preset != run.name { texts.append("preset " + run.preset) }
    canvas.write(texts.joined(fitting: room), endingAt: canvas.columns, y: 0, .quiet)
  }

  /// What one sees, in one line.
  private static func drawIntroduction(_ traced: TracedReading?, at step: Int, into canvas: inout Canvas) {
    canvas.write(
      traced.map { $0.isTested(at: step) } ?? true
        ? "Left: what the program does. Right: what a probe reads inside the model."
        : "Probes never learned last states: what they say of this one is a guess.",
      x: 0, y: 0, .quiet)
  }

  /// What the person must know now: what failed, or what is awaited.
  private static func notice(_ model: StepModel) -> (text: String, style: Style)? {
    if let failure = model.failure { return ("✗ " + failure, .failure) }
    return model.awaited.map { ("reading \($0.title) …", .accent) }
  }

  private static func drawStatus(_ model: StepModel, _ notice: (text: String, style: Style)?, into canvas: inout Canvas)
  {
    let speed = model.speed == 1 ? "1 step a second" : "\(model.speed) steps a second"
    let pace = (model.isPlaying ? "playing · " : "paused · ") + speed
    let room = max(0, canvas.columns - pace.count - 2)
    if let notice {
      canvas.write(notice.text.prefix(room), x: 0, y: 0, notice.style)
    } else if let traced = model.traced {
      canvas.write(traced.origin.title.prefix(room), x: 0, y: 0, .quiet)
    }
    canvas.write(pace, endingAt: canvas.columns, y: 0, model.isPlaying ? .accent : .quiet)
  }

  // MARK: The worlds

  private static func drawTruth(
    _ traced: TracedReading, at step: Int, example: Int, _ layout: StepLayout, into canvas: inout Canvas
  ) {
    let isEnd = step == traced.endStep
    let trace = traced.traces[example]
    let state = traced.mainState(at: step)
    var x = canvas.write("TRUTH", x: 0, y: 0, .heading)
    if layout.titleRows == 1 {
      canvas.write(isEnd ? "at the end" : "after op \(step + 1)", x: x + 2, y: 0, .quiet)
    } else {
      canvas.write("example \(example + 1)", x: x + 2, y: 0, .quiet)
      x = canvas.write(isEnd ? "at the end" : "after ", x: 0, y: 1, .quiet)
      if !isEnd { canvas.write("\(step + 1) \(traced.ops[step].name)", x: x, y: 1, .accent) }
      if !isEnd, let remark = remark(trace.outcomes[step]) {
        canvas.write(remark, x: 0, y: canvas.rows - 1, .quiet)
      }
    }
    within(layout, &canvas) { canvas in
      BoardView(cell: layout.cell).drawTruth(
        trace.states[state], path: trace.states[...state].map(\.position),
        goal: traced.reading.specification.outputs[example], into: &canvas)
    }
  }

  private static func remark(_ outcome: Outcome) -> String? {
    switch outcome {
    case .done: nil
    case .blocked: "blocked by a wall"
    case .empty: "no marker to pick"
    }
  }

  private static func drawBelief(
    _ traced: TracedReading, at step: Int, _ probe: ProbeSummary, example: Int, _ layout: StepLayout,
    into canvas: inout Canvas
  ) {
    let isEnd = step == traced.endStep
    var x = canvas.write("BELIEF", x: 0, y: 0, .heading)
    if layout.titleRows == 1 {
      canvas.write(isEnd ? "at the end" : "before it", x: x + 2, y: 0, .quiet)
    } else {
      let isProbed = example == TracedReading.probedExample
      canvas.write(
        isProbed ? probe.title : "of example \(TracedReading.probedExample + 1)", x: x + 2, y: 0, .quiet)
      x = canvas.write(isEnd ? "at the end" : "before ", x: 0, y: 1, .quiet)
      if !isEnd {
        let op = "\(step + 1) \(traced.ops[step].name)"
        x = canvas.write(canvas.columns >= 30 ? op : "\(step + 1)", x: x, y: 1, .accent)
        canvas.write(" is written", x: x, y: 1, .quiet)
      }
    }
    let board = BoardView(cell: layout.cell)
    guard let belief = traced.belief(at: step, offset: traced.mainOffset(at: step)) else {
      return within(layout, &canvas) { board.drawEmptyBoard(into: &$0) }
    }
    let states = traced.traces[TracedReading.probedExample].states
    let truth = states[traced.mainState(at: step)]
    within(layout, &canvas) { canvas in
      board.drawBelief(belief, from: states[0].position, truth: truth, into: &canvas)
    }
    guard layout.titleRows == 2 else { return }
    let (start, believed) = (states[0].position, belief.prediction)
    let grid = 0..<World.size
    if !grid.contains(start.x + believed.dx) || !grid.contains(start.y + believed.dy) {
      canvas.write("robot off the grid", x: 0, y: canvas.rows - 1, .belief)
    } else if traced.agrees(at: step, offset: traced.mainOffset(at: step), on: .position) == false {
      canvas.write("\(BoardView.hollow(truth.direction)) where it truly is", x: 0, y: canvas.rows - 1, .truth)
    }
  }

  /// Draws a board under its title.
  private static func within(_ layout: StepLayout, _ canvas: inout Canvas, draw: (inout Canvas) -> Void) {
    canvas.within(
      Rectangle(
        x: 0, y: layout.titleRows, columns: World.size * layout.cell.columns, rows: World.size * layout.cell.rows),
      draw: draw)
  }
}
