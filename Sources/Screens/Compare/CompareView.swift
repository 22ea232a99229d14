import Beliefs
import Karel
import PlainText
import TextCanvas

/// Draws the Compare tab: columns of true and believed worlds that do the same steps.
enum CompareView {
  static func draw(_ tab: CompareTab, into canvas: inout Canvas) {
    guard let layout = CompareLayout(Size(columns: canvas.columns, rows: canvas.rows), tab) else { return }
    if let rectangle = layout.introduction {
      canvas.within(rectangle) { canvas in
        let x = canvas.write(introduction(tab, layout, columns: canvas.columns), x: 0, y: 0, .quiet) + 3
        if layout.program == nil, layout.column.program == nil, let traced = tab.columns.first?.traced {
          drawOps(traced, at: tab.step, from: x, isAtEnd: true, into: &canvas)
        }
      }
    }
    for (content, rectangle) in contents(tab, layout) {
      canvas.within(rectangle) { canvas in
        switch content {
        case .column(let column): draw(column, tab, layout.column, into: &canvas)
        case .program: drawProgram(tab, into: &canvas)
        }
      }
    }
    if let rectangle = layout.program { canvas.within(rectangle) { drawProgram(tab, into: &$0) } }
    if let reason = tab.emptiness { EmptyView.draw(reason, in: tab.target.run, into: &canvas) }
    if let rectangle = layout.status { canvas.within(rectangle) { drawStatus(tab, layout, into: &$0) } }
  }

  /// Draws the pane with this title as large as the canvas.
  static func draw(_ title: String, _ tab: CompareTab, into canvas: inout Canvas) {
    if let column = tab.columns.first(where: { $0.title == title }) {
      let size = Size(columns: canvas.columns, rows: canvas.rows)
      draw(column, tab, CompareColumnLayout.alone(size), into: &canvas)
    } else {
      drawProgram(tab, into: &canvas)
    }
  }

  // MARK: The places of columns

  /// The content of a column's place.
  enum Content {
    case column(CompareColumn)
    case program

    var title: String {
      switch self {
      case .column(let column): column.title
      case .program: programTitle
      }
    }
  }

  static let programTitle = "PROGRAM"

  /// All that can stand in the places, in the order in which it does: the first column, others, and the program where it has no
  /// place of its own.
  private static func candidates(_ tab: CompareTab, _ layout: CompareLayout) -> [Content] {
    guard let first = tab.columns.first else { return [] }
    let others = tab.columns.dropFirst()
    let hidden = others.count + 1 > layout.columns.count ? tab.hiddenColumns : 0
    let columns = [first] + others.dropFirst(hidden) + others.prefix(hidden)
    let hasPrograms = layout.program != nil || layout.column.program != nil
    return columns.map { .column($0) } + (hasPrograms ? [] : [.program])
  }

  /// What stands in the layout's places. What is focused and would not be on screen takes the last place.
  static func contents(
    _ tab: CompareTab, _ layout: CompareLayout
  ) -> [(content: Content, rectangle: Rectangle)] {
    let all = candidates(tab, layout)
    var shown = Array(all.prefix(min(layout.columns.count, tab.columns.count)))
    if let focused = all.dropFirst(shown.count).first(where: { $0.title == tab.focusedPane }) {
      if shown.count == layout.columns.count { shown.removeLast() }
      shown.append(focused)
    }
    return Array(zip(shown, layout.columns))
  }

  // MARK: Panes

  /// The columns and the program: those on screen where they are, others without room until they are focused.
  static func panes(_ tab: CompareTab, _ body: Size) -> [Pane] {
    guard let layout = CompareLayout(body, tab) else { return [] }
    let contents = contents(tab, layout)
    let panes = candidates(tab, layout).map { candidate in
      let rectangle = contents.first { $0.content.title == candidate.title }?.rectangle
      switch candidate {
      case .column(let column): return Pane(column.title, rectangle, explanations(column, tab.contrast, layout))
      case .program: return Pane(programTitle, rectangle, programExplanations(tab))
      }
    }
    let program = tab.columns.isEmpty ? nil : layout.program
    return panes + (program.map { [Pane(programTitle, $0, programExplanations(tab))] } ?? [])
  }

  private static func programExplanations(_ tab: CompareTab) -> [(name: String, text: String)] {
    if tab.contrast == .checkpoints {
      return [
        ("100 2k", "the steps of the checkpoints; under each, the ops of its program"),
        ("≠", "its probe is wrong about the world after the op"),
      ]
    }
    return [
      ("= ≠", "for each column: its probe is correct about the world after the op, or wrong"),
      ("◆", "the column's world, or its belief, first diverges from the first column's"),
      ("●", "a breakpoint of the first column: playback stops here"),
      ("» move", "a forced op; the model would have written another"),
    ]
  }

  private static func explanations(
    _ column: CompareColumn, _ contrast: CompareTab.Contrast, _ layout: CompareLayout
  ) -> [(name: String, text: String)] {
    let parting = ("◆ 3", "the op at which this column diverges from the first")
    let verdicts = ("dir = pos ≠", "the probe is correct on direction, wrong on position; obs: a wall ahead")
    var lines: [(name: String, text: String)]
    switch contrast {
    case .semantics:
      let meanings = CompareTab.meanings(of: column.traced.semantics)
      lines = [
        ("ops", meanings.isEmpty ? "do what they say" : meanings.joined(separator: ", ")),
        ("△", "where the first column's robot is"), parting, verdicts,
      ]
    case .checkpoints:
      lines = [("✓ ✗", "the program turns all five inputs into their outputs, or not"), parting, verdicts]
    case .probes: lines = [parting, verdicts]
    }
    if layout.column.arrangement == .within {
      lines.append(("▲▼", "in one cell: robot left, belief right; ░▒▓ its probability, ▚ a wall ahead"))
    }
    if let probe = column.probe {
      for feature in Feature.standard {
        if let test = probe.tests[feature]?[0] {
          lines.append(
            (
              "test",
              "\(feature.rawValue) after the op: accuracy \(Numbers.fixed(test.accuracy, decimals: 3)) on test states, "
                + "majority class \(Numbers.fixed(test.majority, decimals: 3))"
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
