import Karel
import PlainText
import TextCanvas

extension CompareView {
  /// The program that all columns share; where checkpoints wrote one each, all of them. In one row, the ops around the
  /// hand.
  static func drawProgram(_ tab: CompareTab, into canvas: inout Canvas) {
    guard let traced = tab.columns.first?.traced else { return }
    if canvas.rows == 1 {
      var x = canvas.write(programTitle, x: 0, y: 0, .heading) + 2
      x = canvas.write(place(tab), x: x, y: 0, .quiet) + 3
      drawOps(traced, at: tab.step, from: x, isAtEnd: false, into: &canvas)
    } else if tab.contrast == .checkpoints {
      drawPrograms(tab, into: &canvas)
    } else {
      drawList(traced, tab, into: &canvas)
    }
  }

  private static func place(_ tab: CompareTab) -> String {
    tab.step == tab.endStep ? "end" : "\(tab.step + 1)/\(tab.endStep)"
  }

  /// As many of the ops around the current one as fit between a column and the end of the row.
  ///
  /// - Parameter isAtEnd: Whether they stand at the row's end, if they are not too few to be understood; otherwise they begin at
  ///   `start`.
  static func drawOps(
    _ traced: TracedGeneration, at step: Int, from start: Int, isAtEnd: Bool, into canvas: inout Canvas
  ) {
    let words = traced.ops.map(\.shortName) + ["end"]
    func columns(_ range: Range<Int>) -> Int { words[range].reduce(range.count - 1) { $0 + $1.count } }
    var range = 0..<words.count
    while range.count > 1, columns(range) > canvas.columns - start {
      range = step - range.lowerBound > range.upperBound - 1 - step ? range.dropFirst() : range.dropLast()
    }
    if isAtEnd, range.count < min(words.count, 5) { return }
    var x = isAtEnd ? canvas.columns - columns(range) : start
    guard x >= start, x + columns(range) <= canvas.columns else { return }
    for place in range {
      let style: Style = place == step ? .accent : place < step ? .plain : .quiet
      x = canvas.write(words[place], x: x, y: 0, style) + 1
    }
  }

  /// The program as a list, with a place for each column: where its belief is wrong, where its world diverges.
  private static func drawList(_ traced: TracedGeneration, _ tab: CompareTab, into canvas: inout Canvas) {
    let isShort = canvas.columns < 15 + tab.columns.count
    let marksX = isShort ? 10 : 15
    canvas.within(Rectangle(x: 0, y: 0, columns: 16, rows: canvas.rows)) { canvas in
      StepView.drawProgram(
        traced, at: tab.step, marksDifferences: false, hasShortNames: isShort, breakpoints: tab.breakpoints,
        into: &canvas)
    }
    let (end, rows) = (traced.endStep, canvas.rows - 1)
    let first = StepView.firstLine(at: tab.step, end: end, rows: rows)
    for (place, column) in tab.columns.prefix(max(0, canvas.columns - marksX)).enumerated() {
      let x = marksX + place
      for line in first..<max(first, min(end, first + rows)) {
        let y = 1 + line - first
        if column.traced.differs(at: line) {
          canvas.put("≠", x: x, y: y, .disagreement)
        } else if column.divergence == line {
          canvas.put("◆", x: x, y: y, .accent)
        } else if column.probe != nil {
          canvas.put(column.traced.isTested(at: line) ? "=" : "–", x: x, y: y, .floor)
        }
      }
    }
  }

  /// The programs of checkpoints beside each other, under the checkpoints' steps: as many as fit.
  private static func drawPrograms(_ tab: CompareTab, into canvas: inout Canvas) {
    let (pitch, left, head) = (7, 4, 2)
    let x = canvas.write(programTitle, x: 0, y: 0, .heading)
    canvas.write(place(tab), x: x + 2, y: 0, .quiet)
    let (end, rows) = (tab.endStep, canvas.rows - head)
    guard rows > 0 else { return }
    let first = StepView.firstLine(at: tab.step, end: end, rows: rows)
    let lines = first...max(first, min(end, first + rows - 1))
    for line in lines {
      let y = head + line - first
      let style: Style = line == tab.step ? .accent : line < tab.step ? .plain : .quiet
      if line < end { canvas.write(Numbers.right(String(line + 1), 3), x: 0, y: y, style) }
      if line == tab.step { canvas.put("▸", x: 0, y: y, .accent) }
    }
    for (place, column) in tab.columns.prefix(max(0, (canvas.columns - left + 1) / pitch)).enumerated() {
      let x = left + place * pitch
      canvas.write(Numbers.compact(Double(column.checkpoint)), x: x, y: 1, .quiet)
      for line in lines where line <= column.traced.endStep {
        let y = head + line - first
        let isEnd = line == column.traced.endStep
        let style: Style = column.place(tab.step) == line ? .accent : line < tab.step ? .plain : .quiet
        canvas.write(isEnd ? "end" : column.traced.ops[line].shortName, x: x, y: y, style)
        if column.traced.differs(at: line) { canvas.put("≠", x: x + 5, y: y, .disagreement) }
      }
    }
  }
}
