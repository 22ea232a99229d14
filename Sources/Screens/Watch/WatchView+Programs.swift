import PlainText
import TextCanvas

extension WatchView {
  /// The programs for the kept specifications at the current checkpoint, each beside the one behind its specification.
  static func drawPrograms(
    _ history: TrainingHistory, _ tab: WatchTab, hasTitle: Bool, into canvas: inout Canvas
  ) {
    guard let checkpoint = tab.checkpoint else { return }
    let top = hasTitle ? 1 : 0
    let written = checkpoint.programs
    let columns = ProgramColumns(width: canvas.columns, hasReference: hasTitle)
    var titleEnd = 0
    if hasTitle {
      let x = canvas.write("WRITTEN", x: 0, y: 0, .heading)
      var titles = ["at step \(Numbers.grouped(checkpoint.step))" + (tab.isKept == true ? " \(Chart.axisMark)" : "")]
      if !written.isEmpty { titles.append("solves \(written.values.count { $0.isSatisfied }) of \(written.count)") }
      titleEnd = canvas.write(titles.joined(fitting: canvas.columns - x - 2), x: x + 2, y: 0, .quiet)
    }
    guard !written.isEmpty else {
      let text = "The run keeps no programs for this checkpoint."
      canvas.write(text.count <= canvas.columns ? text : "no programs for this checkpoint", x: 0, y: top, .quiet)
      if let text = stepsWithPrograms(history, around: checkpoint.step) {
        canvas.write(text.cut(to: canvas.columns), x: 0, y: top + 1, .quiet)
      }
      return
    }
    if hasTitle, titleEnd + 2 <= columns.reference { canvas.write("reference", x: columns.reference, y: 0, .quiet) }
    for (row, reference) in history.references.dropFirst(tab.firstProgram).prefix(canvas.rows - top).enumerated() {
      let y = top + row
      canvas.write("\(reference.index + 1)", endingAt: 2, y: y, .quiet)
      if let program = written[reference.index] {
        canvas.put(program.isSatisfied ? "✓" : "✗", x: 3, y: y, program.isSatisfied ? .accent : .quiet)
        let text = program.program.condensed.cut(to: columns.reference - columns.program - 2)
        canvas.write(text, x: columns.program, y: y, program.isSatisfied ? .accent : .plain)
      } else {
        canvas.put("–", x: columns.program, y: y, .quiet)
      }
      let text = reference.program.condensed.cut(to: canvas.columns - columns.reference)
      canvas.write(text, x: columns.reference, y: y, .quiet)
    }
  }

  /// The nearest checkpoints before and after a step whose programs the run keeps; nil if it keeps none.
  private static func stepsWithPrograms(_ history: TrainingHistory, around step: Int) -> String? {
    let steps = history.checkpoints.filter { !$0.programs.isEmpty }.map(\.step)
    let texts = [
      steps.last { $0 < step }.map { Numbers.grouped($0) + " before" },
      steps.first { $0 > step }.map { Numbers.grouped($0) + " after" },
    ].compactMap { $0 }
    return texts.isEmpty ? nil : "kept: " + texts.joined(separator: ", ")
  }

  // MARK: Beside the programs

  /// Not the title of the chart of how these shares went.
  static let examplesTitle = "EXAMPLES SOLVED"
  static let frequentTitle = "MOST FREQUENT"

  /// How many examples were satisfied, and the most frequent programs.
  static func drawAside(_ checkpoint: TrainingHistory.Checkpoint, into canvas: inout Canvas) {
    let (examples, frequent) = asideParts(
      Rectangle(x: 0, y: 0, columns: canvas.columns, rows: canvas.rows))
    canvas.within(examples) { drawExamples(checkpoint, into: &$0) }
    canvas.within(frequent) { drawFrequent(checkpoint, into: &$0) }
  }

  /// Where the two lie in the part that is theirs: side by side, or one below the other as far as there are rows.
  private static func asideParts(_ aside: Rectangle) -> (examples: Rectangle, frequent: Rectangle) {
    let hasTwo = aside.columns >= 60
    var (examples, frequent) = (aside, aside)
    if hasTwo {
      examples.columns = 28
      frequent.x += 31
      frequent.columns -= 31
    } else {
      examples.rows = min(aside.rows, 7)
      frequent.y += 8
      frequent.rows = max(0, aside.rows - 8)
    }
    return (examples, frequent)
  }

  /// The two, as far as each has rows for more than its title.
  static func asidePanes(_ tab: WatchTab, _ layout: WatchLayout) -> [Pane] {
    guard let aside = layout.aside, let checkpoint = tab.checkpoint else { return [] }
    let (examples, frequent) = asideParts(aside)
    let n = "n = \(Numbers.grouped(checkpoint.specificationCount))"
    let panes = [
      Pane(
        examplesTitle, examples,
        [
          ("none … all 5", "how many of a specification's five examples the program satisfies"),
          (".75 ━━━", "the share of specifications with that many; all 5 satisfy it"),
          (n, "specifications at this checkpoint, including those not in WRITTEN"),
        ]),
      Pane(
        frequentTitle, frequent,
        [
          (".25 move×2", "the share of specifications for which this program was written, correct or not"),
          (n, "specifications at this checkpoint, including those not in WRITTEN"),
        ]),
    ]
    return panes.filter { $0.rectangle.rows > 1 }
  }

  static func drawExamples(_ checkpoint: TrainingHistory.Checkpoint, into canvas: inout Canvas) {
    canvas.write(examplesTitle, x: 0, y: 0, .heading)
    guard let counts = checkpoint.satisfiedExamples, checkpoint.specificationCount > 0 else {
      canvas.write("not noted", x: 0, y: 1, .quiet)
      return
    }
    for (row, count) in counts.enumerated() {
      let share = Double(count) / Double(checkpoint.specificationCount)
      canvas.write(row == 0 ? "none" : row == counts.count - 1 ? "all \(row)" : "\(row)", x: 0, y: 1 + row, .quiet)
      canvas.write(Numbers.share(share), endingAt: 10, y: 1 + row)
      canvas.write(StepView.bar(share, columns: canvas.columns - 11), x: 11, y: 1 + row, .series1)
    }
  }

  static func drawFrequent(_ checkpoint: TrainingHistory.Checkpoint, into canvas: inout Canvas) {
    canvas.write(frequentTitle, x: 0, y: 0, .heading)
    guard !checkpoint.frequentPrograms.isEmpty, checkpoint.specificationCount > 0 else {
      canvas.write("not noted", x: 0, y: 1, .quiet)
      return
    }
    for (row, frequent) in checkpoint.frequentPrograms.enumerated() {
      let share = Double(frequent.count) / Double(checkpoint.specificationCount)
      canvas.write(Numbers.share(share), x: 0, y: 1 + row)
      canvas.write(frequent.program.condensed.cut(to: canvas.columns - 5), x: 5, y: 1 + row, .quiet)
    }
  }
}

/// Where the columns of programs begin.
private struct ProgramColumns {
  let program = 5
  let reference: Int

  init(width: Int, hasReference: Bool) {
    reference = hasReference ? program + min((width - program) * 11 / 20, 56) : width + 2
  }
}
