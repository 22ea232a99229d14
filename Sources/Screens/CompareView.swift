import Beliefs
import Karel

/// Draws the Compare view: columns of true and believed worlds that do the same steps.
enum CompareView {
  static func draw(_ model: CompareModel, into canvas: inout Canvas) {
    guard let layout = CompareLayout(Size(columns: canvas.columns, rows: canvas.rows), model) else { return }
    if let rectangle = layout.introduction {
      canvas.within(rectangle) { canvas in
        let x = canvas.write(introduction(model, layout).cut(to: canvas.columns), x: 0, y: 0, .quiet) + 3
        if layout.program == nil, layout.programRows == 0, let traced = model.columns.first?.traced {
          drawProgramLine(traced, at: model.step, from: x, into: &canvas)
        }
      }
    }
    for (column, rectangle) in columns(model, layout) {
      canvas.within(rectangle) { draw(column, model, layout, into: &$0) }
    }
    if let rectangle = layout.program { canvas.within(rectangle) { drawProgram(model, into: &$0) } }
    if let reason = model.emptiness { EmptyView.draw(reason, in: model.target.run, into: &canvas) }
    if let rectangle = layout.status { canvas.within(rectangle) { drawStatus(model, into: &$0) } }
  }

  /// Draws the pane with this title as large as the canvas.
  static func draw(_ title: String, _ model: CompareModel, into canvas: inout Canvas) {
    if let column = model.columns.first(where: { $0.title == title }) {
      drawAlone(column, model, into: &canvas)
    } else {
      drawProgram(model, into: &canvas)
    }
  }

  /// The columns that there is room for: the first, and others.
  private static func columns(
    _ model: CompareModel, _ layout: CompareLayout
  ) -> [(column: CompareColumn, rectangle: Rectangle)] {
    guard let first = model.columns.first else { return [] }
    let others = model.columns.dropFirst()
    let hidden = others.count + 1 > layout.columns.count ? model.hiddenColumns : 0
    let rotated = others.dropFirst(hidden) + others.prefix(hidden)
    return Array(zip([first] + rotated, layout.columns))
  }

  // MARK: Around the columns

  private static func introduction(_ model: CompareModel, _ layout: CompareLayout) -> String {
    guard !model.columns.isEmpty else { return "The model writes a program, and probes read its hidden states." }
    let (shown, count) = (min(model.columns.count, layout.columns.count), model.columnCount)
    let more = shown < count ? ["\(shown) of \(count): C shows others"] : []
    let text =
      switch model.contrast {
      case .semantics: "Same program, same hidden states; each column gives the ops another meaning."
      case .checkpoints: "Same specification; each column is what a checkpoint wrote for it."
      case .probes: "Same program, same hidden states; each column is read by another probe."
      }
    return (more + model.target.variation.texts + [text]).joined(separator: " · ")
  }

  /// What the person must know now: what failed, what is awaited, or what is missing.
  static func notice(_ model: CompareModel) -> Notice? {
    if let failure = model.failure, model.emptiness == nil || model.showsResults {
      return .failure(failure.shortened(in: model.target.run))
    }
    if let subject = model.awaited.min(by: { $0.step ?? 0 < $1.step ?? 0 }) {
      let checkpoint = subject.step.map { " by step \(Numbers.grouped($0))" } ?? ""
      return Notice("reading \(subject.sample.title)\(checkpoint) …", .accent)
    }
    if let note = model.note { return Notice(note, .accent) }
    return model.stop.map { Notice("● stopped: \($0.text)", .accent) } ?? model.probing.notice
  }

  private static func drawStatus(_ model: CompareModel, into canvas: inout Canvas) {
    let pace = model.walk.playback.text(place: "step")
    let room = max(0, canvas.columns - pace.count - 2)
    if let notice = notice(model) {
      return StatusLine.draw(notice, beside: pace, model.isPlaying ? .accent : .quiet, into: &canvas)
    } else if let column = model.columns.first(where: { $0.probe == nil }) {
      canvas.write((missing(column) + " or T").cut(to: room), x: 0, y: 0, .quiet)
    } else if !model.columns.isEmpty {
      let texts = model.target.texts + [model.breakpoints.text].compactMap { $0 }
      canvas.write(texts.joined(fitting: room), x: 0, y: 0, .quiet)
    }
    canvas.write(pace, endingAt: canvas.columns, y: 0, model.isPlaying ? .accent : .quiet)
  }

  /// The program in one row, at its end, where no list has room: the ops around the one at hand.
  private static func drawProgramLine(
    _ traced: TracedReading, at step: Int, from start: Int, into canvas: inout Canvas
  ) {
    let words = traced.ops.map(\.shortName) + ["end"]
    func columns(_ range: Range<Int>) -> Int { words[range].reduce(range.count - 1) { $0 + $1.count } }
    var range = 0..<words.count
    while range.count > 1, columns(range) > canvas.columns - start {
      range = step - range.lowerBound > range.upperBound - 1 - step ? range.dropFirst() : range.dropLast()
    }
    var x = canvas.columns - columns(range)
    guard x >= start else { return }
    for place in range {
      let style: Style = place == step ? .accent : place < step ? .plain : .quiet
      x = canvas.write(words[place], x: x, y: 0, style) + 1
    }
  }

  /// That no probe was trained for a column, and what trains one.
  private static func missing(_ column: CompareColumn) -> String {
    let semantics = column.traced.semantics
    let isNamed = Semantics.named.contains { $0.semantics == semantics }
    return "no probe: karelscope probe --checkpoint \(column.checkpoint)"
      + (isNamed ? "" : " --semantics \(semantics.name)")
  }

  // MARK: A column

  private static func draw(
    _ column: CompareColumn, _ model: CompareModel, _ layout: CompareLayout, into canvas: inout Canvas
  ) {
    let step = column.place(model.step)
    let (traced, states) = (column.traced, column.traced.traces[TracedReading.probedExample].states)
    let state = traced.mainState(at: step)
    let offset = traced.mainOffset(at: step)
    let belief = traced.belief(at: step, offset: offset)
    let board = BoardView(cell: layout.cell)
    let size = Size(columns: World.size * layout.cell.columns, rows: World.size * layout.cell.rows)
    drawTitle(column, model, rows: layout.titleRows, into: &canvas)
    var y = layout.titleRows
    canvas.within(Rectangle(x: 0, y: y, columns: size.columns, rows: size.rows)) { canvas in
      board.drawTruth(
        states[state], path: states[...state].map(\.position), goal: ghost(of: column, model), into: &canvas)
      if !layout.hasBelief, let belief {
        board.drawBelievedRobot(belief.prediction, from: states[0].position, truth: states[state], into: &canvas)
      }
    }
    y += size.rows
    if layout.hasBelief {
      let x = canvas.write("BELIEF", x: 0, y: y, .heading)
      let title = column.probe?.title ?? "no probe"
      let isLong = x + 1 + title.count > canvas.columns
      canvas.write(isLong ? column.probe?.frame.rawValue ?? "" : title, x: x + 1, y: y, .quiet)
      canvas.within(Rectangle(x: 0, y: y + 1, columns: size.columns, rows: size.rows)) { canvas in
        if let belief {
          board.drawBelief(belief, from: states[0].position, truth: states[state], into: &canvas)
        } else {
          drawMissing(column, board, into: &canvas)
        }
      }
      y += 1 + size.rows
    }
    if layout.verdictRows == 1 {
      drawVerdicts(traced, at: step, y: y, into: &canvas)
    } else {
      canvas.within(Rectangle(x: 0, y: y, columns: min(canvas.columns, size.columns), rows: layout.verdictRows)) {
        BeliefTable.draw(traced, at: step, probe: column.probe, into: &$0)
      }
    }
    y += layout.verdictRows
    if layout.programRows > 0 {
      canvas.within(Rectangle(x: 0, y: y, columns: StepLayout.programColumns, rows: layout.programRows)) {
        StepView.drawProgram(traced, at: step, breakpoints: model.breakpoints, into: &$0)
      }
    }
  }

  /// Draws a column with all of the canvas to itself: its two worlds beside each other, what is right and wrong, and the
  /// program, as far as there is room.
  private static func drawAlone(_ column: CompareColumn, _ model: CompareModel, into canvas: inout Canvas) {
    let step = column.place(model.step)
    let (traced, states) = (column.traced, column.traced.traces[TracedReading.probedExample].states)
    let state = traced.mainState(at: step)
    let cells = BoardView.cells
    let gap = 3
    func columns(_ cell: Size) -> Int { 2 * World.size * cell.columns + gap }
    let cell =
      cells.first { columns($0) <= canvas.columns && World.size * $0.rows + 3 <= canvas.rows } ?? cells[cells.count - 1]
    let board = BoardView(cell: cell)
    let size = Size(columns: World.size * cell.columns, rows: World.size * cell.rows)
    let titleRows = size.rows + 2 <= canvas.rows ? 2 : 1
    canvas.within(Rectangle(x: 0, y: 0, columns: size.columns + gap - 1, rows: titleRows)) {
      drawTitle(column, model, rows: titleRows, into: &$0)
    }
    canvas.within(Rectangle(x: 0, y: titleRows, columns: size.columns, rows: size.rows)) { canvas in
      board.drawTruth(
        states[state], path: states[...state].map(\.position), goal: ghost(of: column, model), into: &canvas)
    }
    let x = size.columns + gap
    let end = canvas.write("BELIEF", x: x, y: 0, .heading)
    canvas.write(column.probe?.title ?? "no probe", x: end + 1, y: 0, .quiet)
    canvas.within(Rectangle(x: x, y: titleRows, columns: size.columns, rows: size.rows)) { canvas in
      if let belief = traced.belief(at: step, offset: traced.mainOffset(at: step)) {
        board.drawBelief(belief, from: states[0].position, truth: states[state], into: &canvas)
      } else {
        drawMissing(column, board, into: &canvas)
      }
    }
    let y = titleRows + size.rows
    if canvas.rows >= y + 5 {
      canvas.within(Rectangle(x: 0, y: y + 1, columns: canvas.columns, rows: 4)) {
        BeliefTable.draw(traced, at: step, probe: column.probe, into: &$0)
      }
    } else if canvas.rows > y {
      drawVerdicts(traced, at: step, y: y, into: &canvas)
    }
    let programX = columns(cell) + gap
    guard programX + StepLayout.programColumns <= canvas.columns else { return }
    canvas.within(Rectangle(x: programX, y: 0, columns: StepLayout.programColumns, rows: y)) {
      StepView.drawProgram(traced, at: step, breakpoints: model.breakpoints, into: &$0)
    }
  }

  /// The world whose robot is drawn hollow: what the specification asks for, or the first column's.
  private static func ghost(of column: CompareColumn, _ model: CompareModel) -> World {
    model.contrast == .semantics && column.title != model.columns[0].title
      ? model.columns[0].world(at: model.step)
      : column.traced.reading.specification.outputs[TracedReading.probedExample]
  }

  private static func drawTitle(
    _ column: CompareColumn, _ model: CompareModel, rows: Int, into canvas: inout Canvas
  ) {
    let traced = column.traced
    let step = column.place(model.step)
    let isEnd = step == traced.endStep
    var x = canvas.write(column.title, x: 0, y: 0, .heading)
    if model.contrast == .checkpoints {
      let isSolved = traced.satisfied.allSatisfy { $0 }
      canvas.put(isSolved ? "✓" : "✗", x: x + 1, y: 0, isSolved ? .accent : .plain)
      x += 2
    }
    if let divergence = column.divergence {
      let place = divergence < traced.endStep ? "◆ \(divergence + 1)" : "◆ end"
      if x + 1 + place.count <= canvas.columns { canvas.write(place, x: x + 1, y: 0, .accent) }
    }
    guard rows > 1 else { return }
    guard !isEnd else {
      canvas.write("at the end", x: 0, y: 1, .quiet)
      return
    }
    let op = traced.ops[step]
    x = canvas.write("\(step + 1) \(op.name)", x: 0, y: 1, .accent)
    let meaning = traced.semantics[op]
    guard meaning != op else { return }
    let text = canvas.columns >= 28 ? " does \(meaning.name)" : " → \(meaning.shortName)"
    if x + text.count <= canvas.columns { canvas.write(text, x: x, y: 1, .truth) }
  }

  /// What is said in place of a belief that nobody read.
  private static func drawMissing(_ column: CompareColumn, _ board: BoardView, into canvas: inout Canvas) {
    board.drawEmptyBoard(hasFloor: false, into: &canvas)
    let name = column.traced.semantics.name
    for (row, line) in ["no probe", "for", name.contains(",") ? "these ops" : name].enumerated() {
      canvas.write(line, x: (canvas.columns - line.count + 1) / 2, y: canvas.rows / 2 - 2 + row, .quiet)
    }
  }

  /// For each feature, whether belief is truth, in one row.
  private static func drawVerdicts(_ traced: TracedReading, at step: Int, y: Int, into canvas: inout Canvas) {
    var x = 0
    for (feature, name) in zip(Feature.standard, ["dir", "pos", "obs"]) {
      x = canvas.write(name, x: x, y: y, .quiet) + 1
      let mark = BeliefTable.mark(traced.agrees(at: step, offset: traced.mainOffset(at: step), on: feature))
      canvas.put(mark.character, x: x, y: y, mark.style)
      x += 2
    }
  }

  /// The program that all columns share, with a place for each column: where its belief is wrong, where its world parts.
  private static func drawProgram(_ model: CompareModel, into canvas: inout Canvas) {
    guard let traced = model.columns.first?.traced else { return }
    canvas.within(Rectangle(x: 0, y: 0, columns: 16, rows: canvas.rows)) { canvas in
      StepView.drawProgram(
        traced, at: model.step, marksDifferences: false, breakpoints: model.breakpoints, into: &canvas)
    }
    let (end, rows) = (traced.endStep, canvas.rows - 1)
    let first = StepView.firstLine(at: model.step, end: end, rows: rows)
    for (place, column) in model.columns.prefix(max(0, canvas.columns - 15)).enumerated() {
      let x = 15 + place
      for line in first..<max(first, min(end, first + rows)) {
        let y = 1 + line - first
        if column.traced.differs(at: line) {
          canvas.put("≠", x: x, y: y, .disagreement)
        } else if column.divergence == line {
          canvas.put("◆", x: x, y: y, .accent)
        } else if column.probe != nil {
          canvas.put("=", x: x, y: y, .floor)
        }
      }
    }
  }

  // MARK: Panes

  static func panes(_ model: CompareModel, _ body: Size) -> [Pane] {
    guard let layout = CompareLayout(body, model) else { return [] }
    let columns = columns(model, layout).map { column, rectangle in
      Pane(column.title, rectangle, explanations(column, model.contrast))
    }
    return columns
      + (layout.program.map { rectangle in
        [
          Pane(
            "PROGRAM", rectangle,
            [
              ("= ≠", "for each column in turn: its probe is right about the world after the op, or wrong"),
              ("◆", "here the column's world, or its belief, first parts from the first column's"),
              ("●", "a breakpoint holds here in the first column: playing stops"),
              ("» move", "an op that was given to the model, which would have written another"),
            ])
        ]
      } ?? [])
  }

  private static func explanations(
    _ column: CompareColumn, _ contrast: CompareModel.Contrast
  ) -> [(name: String, text: String)] {
    let parting = ("◆ 3", "the first op after which this column is not as the first")
    let verdicts = ("dir = pos ≠", "the probe is right about direction, wrong about position; obs: a wall ahead")
    var lines: [(name: String, text: String)]
    switch contrast {
    case .semantics:
      let meanings = CompareModel.meanings(of: column.traced.semantics)
      lines = [
        ("ops", meanings.isEmpty ? "do what they say" : meanings.joined(separator: ", ")),
        ("△", "where the first column's robot is"), parting, verdicts,
      ]
    case .checkpoints:
      lines = [("✓ ✗", "the program turns all five inputs into their outputs, or not"), parting, verdicts]
    case .probes: lines = [parting, verdicts]
    }
    if let probe = column.probe {
      for feature in Feature.standard {
        if let test = probe.tests[feature]?[0] {
          lines.append(
            (
              "test",
              "\(feature.rawValue) right after the op: \(Numbers.fixed(test.accuracy, decimals: 3)) of test states, "
                + "the commonest answer \(Numbers.fixed(test.majority, decimals: 3))"
            ))
        }
      }
    } else {
      lines.append(
        (
          "no probe",
          "not trained on \(column.traced.semantics.name) semantics; T trains it here, or "
            + missing(column).dropFirst("no probe: ".count)
        ))
    }
    return lines
  }
}
