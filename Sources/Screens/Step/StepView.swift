import Beliefs
import Corpus
import Karel
import PlainText
import TextCanvas

/// Draws the Step tab: the true world and the believed world side by side, the program, and how the two compare.
enum StepView {
  static func draw(_ tab: StepTab, into canvas: inout Canvas) {
    guard let layout = tab.layout(Size(columns: canvas.columns, rows: canvas.rows)) else { return }
    if let rectangle = layout.introduction {
      canvas.within(rectangle) { $0.write(introduction(tab).cut(to: $0.columns), x: 0, y: 0, .quiet) }
    }
    if let traced = tab.traced {
      for case (let pane, let rectangle?) in panes(layout, isEditing: tab.editor != nil) {
        canvas.within(rectangle) { draw(pane, traced, tab, layout, into: &$0) }
      }
      if let rectangle = layout.summary {
        canvas.within(rectangle) { canvas in
          let isOld = tab.editor?.hasChanged ?? false
          let x = isOld ? canvas.write("was ", x: 0, y: 0, .quiet) : 0
          let row = Rectangle(x: x, y: 0, columns: canvas.columns - x, rows: 1)
          canvas.within(row) { drawSummary(traced, at: tab.step, into: &$0) }
          if isOld { canvas.restyle(.quiet) }
        }
      }
    }
    if let reason = tab.emptiness { EmptyView.draw(reason, in: tab.target.run, into: &canvas) }
    if let rectangle = layout.status { canvas.within(rectangle) { drawStatus(tab, into: &$0) } }
  }

  /// Draws the pane with this title as large as the canvas.
  static func draw(_ title: String, _ tab: StepTab, into canvas: inout Canvas) {
    guard let traced = tab.traced, let pane = StepPane(rawValue: title) else { return }
    let size = Size(columns: canvas.columns, rows: canvas.rows)
    if pane == .examples {
      drawExamplesAlone(traced, at: tab.step, shown: tab.example, into: &canvas)
      if tab.editor?.hasChanged ?? false { markOld(pane, hasWorlds: false, into: &canvas) }
      return
    }
    draw(pane, traced, tab, StepLayout(alone: size), into: &canvas)
    if pane == .table {
      let y = BeliefTable.rows + 1
      canvas.within(Rectangle(x: 0, y: y, columns: size.columns, rows: size.rows - y)) {
        BeliefDistributions.draw(traced, at: tab.step, into: &$0)
        if tab.editor?.hasChanged ?? false { $0.restyle(.quiet) }
      }
    }
  }

  private static func draw(
    _ pane: StepPane, _ traced: TracedGeneration, _ tab: StepTab, _ layout: StepLayout, into canvas: inout Canvas
  ) {
    let (step, example) = (tab.step, tab.example)
    switch pane {
    case .truth: drawTruth(traced, at: step, example: example, layout, into: &canvas)
    case .belief: drawBelief(traced, at: step, tab.probe, example: example, layout, into: &canvas)
    case .input: if let editor = tab.editor { drawInput(editor, layout, into: &canvas) }
    case .output: if let editor = tab.editor { drawOutput(editor, layout, into: &canvas) }
    case .program: drawProgram(traced, at: step, breakpoints: tab.breakpoints, into: &canvas)
    case .choice: drawChoice(traced, at: step, into: &canvas)
    case .table: BeliefTable.draw(traced, at: step, probe: tab.probe, into: &canvas)
    case .examples: drawExamples(traced, at: step, shown: example, layout.smallCell, into: &canvas)
    }
    if tab.editor?.hasChanged ?? false, pane != .input, pane != .output {
      markOld(pane, hasWorlds: layout.smallCell != nil, into: &canvas)
    }
  }

  // MARK: Around the worlds

  /// What is shown, in one line.
  private static func introduction(_ tab: StepTab) -> String {
    guard let traced = tab.traced else { return "The model writes a program, and probes read its hidden states." }
    if let editor = tab.editor { return introduction(editor) }
    if tab.shownIntervention.steering != nil, let text = introduction(tab.shownIntervention, traced) { return text }
    if traced.reading.steps.isEmpty || tab.probe == nil {
      return "No probes for this checkpoint yet: T trains them, in about a minute."
    }
    if tab.example != TracedGeneration.probedExample {
      return "TRUTH shows example \(tab.example + 1); BELIEF and FEATURES show example "
        + "\(TracedGeneration.probedExample + 1), the probed one."
    }
    if let text = introduction(tab.shownIntervention, traced) { return text }
    return traced.isTested(at: tab.step)
      ? "Left: what the program does. Right: what a probe decodes from the model."
      : (tab.step == traced.endStep
        ? "Solves \(traced.satisfied.count { $0 }) of \(traced.satisfied.count) examples. " : "")
        + "Probes are not trained on final states."
  }

  /// What failed, or what is pending.
  static func notice(_ tab: StepTab) -> Notice? {
    if let failure = tab.failure, tab.emptiness == nil { return .failure(failure.shortened(in: tab.target.run)) }
    if let subject = tab.awaited {
      let checkpoint = subject.step.map { " at step \(Numbers.grouped($0))" } ?? ""
      if subject.intervention.steering != nil,
        subject.intervention.steering != tab.shownIntervention.steering || subject.step != tab.run?.step
      {
        return Notice("steering; a layer's first use trains a probe …", .accent)
      }
      return Notice("running \(subject.sample.title)\(checkpoint) …", .accent)
    }
    if let remark = tab.editor?.remark ?? tab.note { return Notice(remark, .accent) }
    return tab.stop.map { Notice("● stopped: \($0.text)", .accent) } ?? tab.probing.notice
      ?? tab.run?.damage.map { .failure($0.text) }
  }

  private static func drawStatus(_ tab: StepTab, into canvas: inout Canvas) {
    let pace = tab.walk.playback.text(place: "step")
    let room = max(0, canvas.columns - pace.count - 2)
    if let notice = notice(tab) {
      return StatusLine.draw(notice, beside: pace, tab.isPlaying ? .accent : .quiet, into: &canvas)
    } else if let sample = tab.sample {
      let texts = [sample.title] + tab.shownIntervention.texts + [tab.breakpoints.text].compactMap { $0 }
      canvas.write(texts.joined(fitting: room), x: 0, y: 0, .quiet)
    }
    canvas.write(pace, endingAt: canvas.columns, y: 0, tab.isPlaying ? .accent : .quiet)
  }

  // MARK: The worlds

  private static func drawTruth(
    _ traced: TracedGeneration, at step: Int, example: Int, _ layout: StepLayout, into canvas: inout Canvas
  ) {
    let isEnd = step == traced.endStep
    let trace = traced.traces[example]
    let state = traced.mainState(at: step)
    var x = canvas.write("TRUTH", x: 0, y: 0, .heading)
    if layout.titleRows == 1 {
      let place = isEnd ? "at the end" : "after op \(step + 1)"
      canvas.write(
        example == TracedGeneration.probedExample ? place : "example \(example + 1)", x: x + 2, y: 0, .quiet)
    } else {
      canvas.write("example \(example + 1)", x: x + 2, y: 0, .quiet)
      x = canvas.write(isEnd ? "at the end" : "after ", x: 0, y: 1, .quiet)
      if !isEnd { canvas.write("\(step + 1) \(traced.ops[step].name)", x: x, y: 1, .accent) }
      if let remark = remark(isEnd ? .done : trace.outcomes[step], in: trace.states[state]) {
        canvas.write(remark, x: 0, y: canvas.rows - 1, .quiet)
      }
    }
    within(layout, &canvas) { canvas in
      BoardView(cell: layout.cell).drawTruth(
        trace.states[state], path: trace.states[...state].map(\.position),
        goal: traced.reading.specification.outputs[example], into: &canvas)
    }
  }

  /// What the board does not show: the op's outcome, or the markers under the robot.
  private static func remark(_ outcome: Outcome, in world: World) -> String? {
    let markers = world.markerCount(at: world.position)
    return switch outcome {
    case .done: markers > 0 ? "on " + Numbers.counted(markers, "marker") : nil
    case .blocked: "blocked by a wall"
    case .empty: "no marker to pick"
    }
  }

  private static func drawBelief(
    _ traced: TracedGeneration, at step: Int, _ probe: ProbeSummary?, example: Int, _ layout: StepLayout,
    into canvas: inout Canvas
  ) {
    let isEnd = step == traced.endStep
    var x = canvas.write("BELIEF", x: 0, y: 0, .heading)
    if layout.titleRows == 1 {
      let title = probe?.title ?? "no probe"
      let fits = x + 1 + title.count <= canvas.columns
      canvas.write(fits ? title : probe?.frame.rawValue ?? title, x: x + 1, y: 0, .quiet)
    } else {
      let isProbed = example == TracedGeneration.probedExample
      let title = isProbed ? probe?.title ?? "no probe" : "of example \(TracedGeneration.probedExample + 1)"
      canvas.write(title, x: x + (x + 2 + title.count < canvas.columns ? 2 : 1), y: 0, .quiet)
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
    let states = traced.traces[TracedGeneration.probedExample].states
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
      canvas.write("\(BoardView.hollow(truth.direction)) true position", x: 0, y: canvas.rows - 1, .truth)
    }
  }

  /// Draws a board under its title.
  static func within(_ layout: StepLayout, _ canvas: inout Canvas, draw: (inout Canvas) -> Void) {
    canvas.within(
      Rectangle(
        x: 0, y: layout.titleRows, columns: World.size * layout.cell.columns, rows: World.size * layout.cell.rows),
      draw: draw)
  }
}
