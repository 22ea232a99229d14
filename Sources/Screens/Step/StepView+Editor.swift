import Beliefs
import Corpus
import Karel
import PlainText
import TextCanvas

/// Draws the Step view while a world is edited: the input on the left, what is asked for on the right.
extension StepView {
  static func introduction(_ editor: WorldEditor) -> String {
    if editor.hasChanged { return "INPUT and OUTPUT are edited; the rest shows the reading before, until Enter." }
    return "The input of example \(editor.example + 1); right: "
      + (editor.reference == nil
        ? "what is asked for, which stays as it is." : "what the sample's own program makes of it.")
  }

  /// What was made otherwise, in one line; nil if nothing was.
  static func introduction(_ intervention: Intervention, _ traced: TracedGeneration) -> String? {
    if intervention.isWhole {
      return "Forced ops: probes read what the model thinks on the way. u undoes."
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
      return "Op \(step + 1): \(taken.shortName) taken \(instead); the model goes on from there. u undoes."
    }
    return intervention.specification == nil
      ? nil : "Edited: outputs are what the sample's own program makes of them. u undoes."
  }

  /// What a push made of the program.
  private static func introduction(_ steering: BeliefSteering, _ unsteered: ProbedGeneration.Unsteered, written: [Op])
    -> String
  {
    let start = "Pushed to believe in a turn \(steering.turn == .turnRight ? "right" : "left"): "
    let turned = unsteered.opsAfterTurn
    return start
      + (written == turned && written == unsteered.ops
        ? "it writes on as before, as after a real turn."
        : written == turned
          ? "it writes what it would after a real one."
          : written == unsteered.ops
            ? "it writes on as before."
            : written.first == turned.first && written.first != unsteered.ops.first
              ? "its next op is that after a real one."
              : "it writes other ops than after a real one.")
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
      // The keys that take ops stand in the list of the next op beside it.
      let keys = reference.ops.map { StepTab.key(forcing: $0.rawValue) }
      let texts = [reference.condensed, keys.joined(separator: " "), keys.joined()].map { "by " + $0 }
      canvas.write(texts.first(fitting: canvas.columns - 1), x: 0, y: 1, .quiet)
    }
    within(layout, &canvas) { canvas in
      BoardView(cell: layout.cell).drawTruth(editor.output, path: editor.path, goal: editor.output, into: &canvas)
    }
  }

  /// Says of a pane that it shows the reading from before the edit, in its title, and draws all of it quietly.
  static func markOld(_ pane: StepPane, hasWorlds: Bool, into canvas: inout Canvas) {
    canvas.restyle(.quiet)
    let texts = ["before the edit", "before edit", "before"]
    guard pane == .examples else {
      // What the list and the table have beside their titles stays.
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

  /// What is on the cell at hand.
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
  /// The cell at hand: between brackets.
  func drawCursor(at position: Position, into canvas: inout Canvas) {
    let right = cell.columns == 2 ? 1 : cell.columns
    for row in 0..<cell.rows {
      let y = position.y * cell.rows + row
      canvas.put("[", x: position.x * cell.columns - 1, y: y, .accent)
      canvas.put("]", x: position.x * cell.columns + right, y: y, .accent)
    }
  }
}
