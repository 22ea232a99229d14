import Beliefs
import Corpus
import Karel
import PlainText
import TextCanvas

/// Draws the Step tab while a world is edited: the input on the left, the goal on the right.
extension StepView {
  static func introduction(_ editor: WorldEditor) -> String {
    if editor.hasChanged { return "INPUT and OUTPUT are edited; the rest shows the previous run until Enter." }
    return "The input of example \(editor.example + 1); right: "
      + (editor.reference == nil
        ? "the goal, which stays unchanged." : "what the reference program makes of it.")
  }

  /// The intervention, in one line; nil if there is none.
  static func introduction(_ intervention: Intervention, _ traced: TracedGeneration) -> String? {
    if intervention.isWhole {
      return "Forced ops: probes decode the model's states on the way. u undoes."
    }
    if let steering = intervention.steering, steering.step >= intervention.ops.count,
      let unsteered = traced.reading.unsteered
    {
      return introduction(steering, unsteered, written: Array(traced.ops.dropFirst(steering.step)))
    }
    if let taken = intervention.ops.last {
      let step = intervention.ops.count - 1
      let names = Op.allCases.map(\.shortName) + ["end"]
      let own = traced.likeliest(at: step).map { names[$0] } ?? "another"
      let instead = own == taken.shortName ? "as the model would" : "instead of \(own)"
      return "Op \(step + 1): \(taken.shortName) forced \(instead); the model continues. u undoes."
    }
    return intervention.specification == nil
      ? nil : "Edited: outputs are computed by the reference program. u undoes."
  }

  /// The effect of steering on the program.
  private static func introduction(_ steering: BeliefSteering, _ unsteered: ProbedGeneration.Unsteered, written: [Op])
    -> String
  {
    let start = "Steered as if after a turn \(steering.turn == .turnRight ? "right" : "left"): "
    let turned = unsteered.opsAfterTurn
    return start
      + (written == turned && written == unsteered.ops
        ? "output unchanged, as after a real turn."
        : written == turned
          ? "output as after a real one."
          : written == unsteered.ops
            ? "output unchanged."
            : written.first == turned.first && written.first != unsteered.ops.first
              ? "next op as after a real one."
              : "output unlike that after a real one.")
  }

  static func drawInput(_ editor: WorldEditor, _ layout: StepLayout, into canvas: inout Canvas) {
    let x = canvas.write("INPUT", x: 0, y: 0, .heading)
    canvas.write("example \(editor.example + 1)", x: x + 2, y: 0, .quiet)
    if layout.titleRows == 2 { canvas.write(content(editor), x: 0, y: 1, .accent) }
    within(layout, &canvas) { canvas in
      let board = BoardView(cell: layout.cell)
      board.drawTruth(editor.input, path: [], goal: editor.input, into: &canvas)
      board.drawCursor(at: editor.cursor, into: &canvas)
    }
  }

  static func drawOutput(_ editor: WorldEditor, _ layout: StepLayout, into canvas: inout Canvas) {
    let x = canvas.write("OUTPUT", x: 0, y: 0, .heading)
    canvas.write("asked for", x: x + 2, y: 0, .quiet)
    if layout.titleRows == 2, let reference = editor.reference {
      // The keys that force ops are in the list of the next op beside it.
      let keys = reference.ops.map { StepTab.key(forcing: $0.rawValue) }
      let texts = [reference.condensed, keys.joined(separator: " "), keys.joined()].map { "by " + $0 }
      canvas.write(texts.first(fitting: canvas.columns - 1), x: 0, y: 1, .quiet)
    }
    within(layout, &canvas) { canvas in
      BoardView(cell: layout.cell).drawTruth(editor.output, path: editor.path, goal: editor.output, into: &canvas)
    }
  }

  /// Marks in a pane's title that it shows the state from before the edit, and dims it.
  static func markOld(_ pane: StepPane, hasWorlds: Bool, into canvas: inout Canvas) {
    canvas.restyle(.quiet)
    let texts = ["before the edit", "before edit", "before"]
    guard pane == .examples else {
      // Keeps what the list and the table have beside their titles.
      let room = min(canvas.columns, pane == .program ? 14 : pane == .table ? 27 : canvas.columns)
      let x = pane.rawValue.count + 1
      let text = texts.first { x + $0.count <= room } ?? ""
      canvas.write(text + String(repeating: " ", count: max(0, room - x - text.count)), x: x, y: 0, .accent)
      return
    }
    let x = hasWorlds ? canvas.columns - texts[0].count : examplesEnd + 3
    guard x + texts[0].count <= canvas.columns, x >= 0 else {
      canvas.write("before  ", x: 0, y: 0, .accent)
      return
    }
    canvas.write(texts[0], x: x, y: 0, .accent)
  }

  /// The contents of the current cell.
  private static func content(_ editor: WorldEditor) -> String {
    let (world, cell) = (editor.input, editor.cursor)
    let count = world.markerCount(at: cell)
    let markers = count == 0 ? nil : Numbers.counted(count, "marker")
    if world.isWall(cell) { return "wall" }
    guard cell == world.position else { return markers ?? "nothing" }
    return "robot" + (markers.map { ", \($0)" } ?? "")
  }
}

extension BoardView {
  /// The current cell: between brackets.
  func drawCursor(at position: Position, into canvas: inout Canvas) {
    let right = cell.columns == 2 ? 1 : cell.columns
    for row in 0..<cell.rows {
      let y = position.y * cell.rows + row
      canvas.put("[", x: position.x * cell.columns - 1, y: y, .accent)
      canvas.put("]", x: position.x * cell.columns + right, y: y, .accent)
    }
  }
}
