import Beliefs
import Karel
import PlainText
import Records
import TextCanvas

extension CompareView {
  /// Draws a column: its title, the true world and the believed world, the verdicts, and its program.
  static func draw(
    _ column: CompareColumn, _ tab: CompareTab, _ layout: CompareColumnLayout, into canvas: inout Canvas
  ) {
    let step = column.place(tab.step)
    let (traced, states) = (column.traced, column.traced.traces[TracedGeneration.probedExample].states)
    let state = traced.mainState(at: step)
    let belief = traced.belief(at: step, offset: traced.mainOffset(at: step))
    let board = BoardView(cell: layout.cell)
    let titleColumns = layout.titleColumns(canvas.columns)
    canvas.within(Rectangle(x: 0, y: 0, columns: titleColumns, rows: layout.titleRows)) {
      drawTitle(column, tab, board: layout.board.columns, into: &$0)
    }
    canvas.within(layout.truth) { canvas in
      board.drawTruth(
        states[state], path: states[...state].map(\.position), goal: ghost(of: column, tab), into: &canvas)
      if layout.belief == nil, let belief {
        board.drawBeliefInRightHalves(belief, from: states[0].position, into: &canvas)
      }
    }
    if let rectangle = layout.belief {
      drawBeliefTitle(column.probe, layout, x: rectangle.x, into: &canvas)
      canvas.within(rectangle) { canvas in
        if let belief {
          board.drawBelief(belief, from: states[0].position, truth: states[state], into: &canvas)
        } else {
          drawMissing(column, board, into: &canvas)
        }
      }
    }
    let columns = layout.verdictColumns ?? (layout.verdicts == .table ? layout.boards.columns : canvas.columns)
    let verdicts = Rectangle(
      x: 0, y: layout.verdictsY, columns: min(canvas.columns, columns), rows: layout.verdicts.rawValue)
    canvas.within(verdicts) { canvas in
      switch layout.verdicts {
      case .none: break
      case .marks: BeliefTable.drawMarks(traced, at: step, x: 0, gap: 1, into: &canvas)
      case .words: drawWords(traced, at: step, into: &canvas)
      case .table: BeliefTable.draw(traced, at: step, probe: column.probe, into: &canvas)
      }
    }
    if let rectangle = layout.program {
      canvas.within(rectangle) {
        ProgramList.draw(traced, at: step, breakpoints: tab.breakpoints, into: &$0)
      }
    }
  }

  // MARK: Titles

  /// - Parameter board: The columns of the board under it.
  private static func drawTitle(
    _ column: CompareColumn, _ tab: CompareTab, board: Int, into canvas: inout Canvas
  ) {
    let traced = column.traced
    let step = column.place(tab.step)
    let isEnd = step == traced.endStep
    var x = canvas.write(column.title, x: 0, y: 0, .heading)
    if tab.contrast == .checkpoints {
      let isSolved = traced.satisfied.allSatisfy { $0 }
      canvas.put(isSolved ? "✓" : "✗", x: x + 1, y: 0, isSolved ? .accent : .plain)
      x += 2
    }
    if let divergence = column.divergence {
      let place = divergence < traced.endStep ? "◆ \(divergence + 1)" : "◆ end"
      if x + 1 + place.count <= canvas.columns { x = canvas.write(place, x: x + 1, y: 0, .accent) }
    }
    guard canvas.rows > 1 else {
      let text = isEnd ? "end" : "\(step + 1) \(traced.ops[step].shortName)"
      if x + 2 + text.count <= canvas.columns {
        canvas.write(text, endingAt: max(board, x + 2 + text.count), y: 0, isEnd ? .quiet : .accent)
      }
      return
    }
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

  private static func drawBeliefTitle(
    _ probe: ProbeSummary?, _ layout: CompareColumnLayout, x: Int, into canvas: inout Canvas
  ) {
    let y = layout.beliefTitleY
    let x = canvas.write("BELIEF", x: x, y: y, .heading) + 1
    let title = probe?.title ?? "no probe"
    // The program's title may stand in the same row.
    let end = layout.program.map { $0.y == y ? $0.x - 1 : canvas.columns } ?? canvas.columns
    canvas.write(x + title.count > end ? probe?.frame.rawValue ?? "" : title, x: x, y: y, .quiet)
  }

  // MARK: Worlds

  /// The world whose robot is drawn hollow: the specification's output, or the first column's.
  private static func ghost(of column: CompareColumn, _ tab: CompareTab) -> World {
    tab.contrast == .semantics && column.traced.semantics != tab.columns[0].traced.semantics
      ? tab.columns[0].world(at: tab.step)
      : column.traced.reading.specification.outputs[TracedGeneration.probedExample]
  }

  /// Drawn in place of a belief where no probe is available.
  private static func drawMissing(_ column: CompareColumn, _ board: BoardView, into canvas: inout Canvas) {
    board.drawEmptyBoard(hasFloor: false, into: &canvas)
    let name = column.traced.semantics.name
    for (row, line) in ["no probe", "for", name.contains(",") ? "these ops" : name].enumerated() {
      canvas.write(line, x: (canvas.columns - line.count + 1) / 2, y: canvas.rows / 2 - 2 + row, .quiet)
    }
  }

  // MARK: Right and wrong

  /// For each feature, truth beside belief, whether they agree, and where there is room the probe's probability.
  private static func drawWords(_ traced: TracedGeneration, at step: Int, into canvas: inout Canvas) {
    let offset = traced.mainOffset(at: step)
    let (truth, belief) = (traced.truth(at: step, offset: offset), traced.belief(at: step, offset: offset))
    for (y, (feature, name)) in BeliefTable.shortNames.enumerated() {
      canvas.write(name, x: 0, y: y, .quiet)
      canvas.write(truth.map { BeliefTable.text($0, feature) } ?? "–", endingAt: 9, y: y, .truth)
      let mark = BeliefTable.mark(traced, at: step, offset: offset, on: feature)
      canvas.put(mark.character, x: 10, y: y, mark.style)
      guard let belief else {
        canvas.write("–", x: 12, y: y, .belief)
        continue
      }
      canvas.write(BeliefTable.text(belief.prediction, feature), x: 12, y: y, .belief)
      if canvas.columns >= 22 {
        let probability = belief.probability(of: belief.prediction, on: feature)
        canvas.write(Numbers.share(Double(probability)), endingAt: 22, y: y, .quiet)
      }
    }
  }
}
