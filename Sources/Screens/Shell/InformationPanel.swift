import TextCanvas

/// Explains the signs and numbers of a pane, over a part of the body that leaves the pane free, and where possible the stage
/// beside it. Where the whole body is too small for it, it can be scrolled.
struct InformationPanel {
  private let pane: Pane
  private let stage: Rectangle?
  private let isFullScreen: Bool

  /// Where a body has it.
  private enum Placement {
    /// With an edge on its left.
    case beside([Line], Rectangle)
    /// With an edge above it if it is below the pane, else below it.
    case across([Line], Rectangle, isBelow: Bool)
  }

  /// - Parameter stage: What should stay visible beside the explanation, if possible.
  init(_ pane: Pane, stage: Rectangle?, isFullScreen: Bool) {
    self.pane = pane
    self.stage = stage
    self.isFullScreen = isFullScreen
  }

  /// - Parameter offset: The number of lines scrolled past.
  func draw(offset: Int, into canvas: inout Canvas) {
    switch placement(Size(columns: canvas.columns, rows: canvas.rows)) {
    case .beside(let lines, let panel): draw(lines, in: panel, into: &canvas)
    case .across(let lines, let panel, let isBelow):
      draw(lines, from: offset, at: panel, isBelow: isBelow, into: &canvas)
    }
  }

  /// The most lines that can be scrolled away in a body.
  func lastOffset(_ body: Size) -> Int {
    guard case .across(let lines, let panel, _) = placement(body) else { return 0 }
    return max(0, lines.count - (panel.rows - 1))
  }

  private func placement(_ body: Size) -> Placement {
    let isBelow = isFullScreen || 2 * pane.rectangle.y + pane.rectangle.rows <= body.rows
    let (table, list) = (table(columns: body.columns - 2), list(columns: body.columns - 2))
    /// Across the body; nil where a line would be cut off, or the pane covered.
    func across(_ lines: [Line], isBelow: Bool, coversPane: Bool) -> Rectangle? {
      for rows in [lines.count + 2, lines.count + 1] where rows <= body.rows {
        let panel = Rectangle(x: 0, y: isBelow ? body.rows - rows : 0, columns: body.columns, rows: rows)
        if coversPane || !panel.overlaps(pane.rectangle) { return panel }
      }
      return nil
    }
    for coversPane in isFullScreen ? [true] : [false, true] {
      for (lines, isBelow) in [(table, isBelow), (table, !isBelow), (list, isBelow), (list, !isBelow)] {
        guard let panel = across(lines, isBelow: isBelow, coversPane: coversPane) else { continue }
        if let stage, panel.overlaps(stage), let beside = beside(stage, body) {
          return .beside(self.list(columns: beside.columns - 3), beside)
        }
        return .across(lines, panel, isBelow: isBelow)
      }
      if !coversPane, let stage, let beside = beside(stage, body) {
        return .beside(self.list(columns: beside.columns - 3), beside)
      }
    }
    let all = Rectangle(x: 0, y: 0, columns: body.columns, rows: body.rows)
    return .across(table.count <= list.count ? table : list, all, isBelow: isBelow)
  }

  /// The rows that it takes of a body of which the pane has the rest.
  func rowsBelow(_ body: Size) -> Int { min(table(columns: body.columns - 2).count + 2, body.rows) }

  private typealias Line = (name: String, indent: Int, text: String)

  /// Names in a column, with their texts beside them.
  private func table(columns: Int) -> [Line] {
    let indent = (pane.explanations.map(\.name.columns).max() ?? 0) + 2
    return pane.explanations.flatMap { explanation in
      explanation.text.wrapped(columns: columns - indent).enumerated().map { row, text in
        (row == 0 ? explanation.name : "", indent, text)
      }
    }
  }

  /// Each name followed by its text.
  private func list(columns: Int) -> [Line] {
    pane.explanations.flatMap { explanation -> [Line] in
      // The name counts as one word; what stands in for its blanks is drawn over by it.
      let name = explanation.name + " "
      let stand = String(repeating: "_", count: name.columns)
      let lines = (stand + " " + explanation.text).wrapped(columns: columns)
      let first: Line = (explanation.name, name.columns + 1, String(lines[0].dropFirst(name.columns + 1)))
      guard lines.count > 1 else { return [first] }
      let rest = lines.dropFirst().joined(separator: " ").wrapped(columns: columns - 2)
      return [first] + rest.map { ("", 2, $0) }
    }
  }

  /// The part of the body right of the stage and above the pane, if the list has room there with a blank row above it. Where it
  /// can, it leaves the body's first row free.
  private func beside(_ stage: Rectangle, _ body: Size) -> Rectangle? {
    let x = stage.x + stage.columns
    let columns = body.columns - x
    guard columns >= InformationPanel.listColumns else { return nil }
    let rows = list(columns: columns - 3).count + 2
    return [1, 0].map { Rectangle(x: x, y: $0, columns: columns, rows: rows) }.first { panel in
      panel.y + panel.rows <= body.rows && !panel.overlaps(pane.rectangle)
    }
  }

  private static let listColumns = 36

  /// Draws a list with an edge on its left, a blank row above and the pane's title below.
  private func draw(_ lines: [Line], in panel: Rectangle, into canvas: inout Canvas) {
    canvas.within(panel) { canvas in
      let last = canvas.rows - 1
      for y in 0..<last { canvas.write("│" + String(repeating: " ", count: canvas.columns - 1), x: 0, y: y, .quiet) }
      canvas.write("└" + String(repeating: "─", count: canvas.columns - 1), x: 0, y: last, .quiet)
      canvas.write(" \(pane.title) ", x: 2, y: last, .heading)
      for (row, line) in lines.enumerated() {
        canvas.write(line.name, x: 2, y: 1 + row, .accent)
        canvas.write(line.text, x: 2 + line.indent, y: 1 + row)
      }
    }
  }

  private func draw(
    _ lines: [Line], from offset: Int, at panel: Rectangle, isBelow: Bool, into canvas: inout Canvas
  ) {
    canvas.within(panel) { canvas in
      let rows = panel.rows
      let rule = String(repeating: "─", count: canvas.columns)
      let blank = String(repeating: " ", count: canvas.columns)
      for y in 0..<rows {
        canvas.write(y == 0 && isBelow || y == rows - 1 && !isBelow ? rule : blank, x: 0, y: y, .quiet)
      }
      canvas.write(" \(pane.title) ", x: 1, y: isBelow ? 0 : rows - 1, .heading)
      let arrows = (offset > 0 ? "↑" : "") + (lines.count - offset > rows - 1 ? "↓" : "")
      if !arrows.isEmpty {
        canvas.write(" \(arrows) more ", endingAt: canvas.columns - 1, y: isBelow ? 0 : rows - 1, .accent)
      }
      for (row, line) in lines.dropFirst(offset).prefix(rows - 1).enumerated() {
        let y = row + (isBelow ? 1 : 0)
        canvas.write(line.name, x: 1, y: y, .accent)
        canvas.write(line.text, x: 1 + line.indent, y: y)
      }
    }
  }
}
