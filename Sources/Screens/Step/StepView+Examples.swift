import Corpus
import Karel
import TextCanvas

extension StepView {
  /// The examples with all of the canvas to themselves: the input, the world at this step and the goal output, of
  /// all five where there is room, else of the one that is shown.
  static func drawExamplesAlone(_ traced: TracedGeneration, at step: Int, shown: Int, into canvas: inout Canvas) {
    drawExamples(traced, at: step, shown: shown, nil, into: &canvas)
    let now = step == traced.endStep ? "AT THE END" : "AFTER \(step + 1) \(traced.ops[step].name)"
    let titles = ["INPUT", now, "ASKED FOR"]
    let small = Size(columns: 2, rows: 1)
    let pitch = Size(columns: World.size * small.columns + 4, rows: World.size * small.rows + 1)
    let count = Specification.exampleCount
    if count * pitch.columns - 4 <= canvas.columns, 2 + titles.count * pitch.rows <= canvas.rows {
      for (row, title) in titles.enumerated() {
        let y = 2 + row * pitch.rows
        canvas.write(title, x: 0, y: y, .heading)
        for example in 0..<count {
          drawWorld(row, of: example, traced, at: step, small, x: example * pitch.columns, y: y + 1, into: &canvas)
          if example > 0 { canvas.write("\(example + 1)", x: example * pitch.columns, y: y, .quiet) }
        }
      }
      return
    }
    let gap = 3
    let cell =
      BoardView.cells.first {
        titles.count * (World.size * $0.columns + gap) - gap <= canvas.columns
          && 3 + World.size * $0.rows <= canvas.rows
      } ?? small
    for (place, title) in titles.enumerated() {
      let x = place * (World.size * cell.columns + gap)
      canvas.write(title, x: x, y: 2, .heading)
      drawWorld(place, of: shown, traced, at: step, cell, x: x, y: 3, into: &canvas)
    }
  }

  /// - Parameter number: 0 for the input, 1 for the world at the step, 2 for the output.
  private static func drawWorld(
    _ number: Int, of example: Int, _ traced: TracedGeneration, at step: Int, _ cell: Size, x: Int, y: Int,
    into canvas: inout Canvas
  ) {
    let specification = traced.reading.specification
    let states = traced.traces[example].states[...traced.mainState(at: step)]
    let world = [specification.inputs[example], states[states.endIndex - 1], specification.outputs[example]][number]
    let board = Rectangle(x: x, y: y, columns: World.size * cell.columns, rows: World.size * cell.rows)
    canvas.within(board) { canvas in
      BoardView(cell: cell).drawTruth(
        world, path: number == 1 ? states.map(\.position) : [world.position],
        goal: number == 1 ? specification.outputs[example] : world, into: &canvas)
    }
  }
}
