import TextCanvas

extension Instrument {
  /// Draws the command line with its candidates, a notice, or the keys. They are in the lowest
  /// row; what is longer takes rows of the tab above it.
  func drawFoot(into canvas: inout Canvas) {
    let text = footText(columns: canvas.columns - 2, rows: canvas.rows)
    let top = canvas.rows - footRows(text)
    for (row, words) in text.lines.enumerated() {
      if text.lines.count > 1 || line != nil { canvas.clearRow(top + row) }
      canvas.write(words, x: 1, y: top + row, text.style)
    }
    guard line != nil || text.lines.isEmpty else { return }
    canvas.within(Rectangle(x: 1, y: canvas.rows - 1, columns: canvas.columns - 2, rows: 1)) { drawFootRow(into: &$0) }
  }

  /// The rows that it takes, from the lowest up.
  func footRows(in size: Size) -> Int { footRows(footText(columns: size.columns - 2, rows: size.rows)) }

  private func footRows(_ text: (lines: [String], style: Style)) -> Int {
    line == nil ? max(1, text.lines.count) : text.lines.count + 1
  }

  /// The text: candidates for the line above it, or a notice in place of the keys.
  private func footText(columns: Int, rows: Int) -> (lines: [String], style: Style) {
    let most = max(1, min(Instrument.footTextRows, rows / 4))
    if line != nil {
      let words = candidates.map { String($0.reversed().drop { $0 == " " }.reversed()) }
      return (words.isEmpty ? [] : words.joined(separator: " · ").wrapped(columns: columns, rows: most), .quiet)
    }
    guard helpOffset == nil, let notice = notice ?? tabs[shown].notice(body) else { return ([], .quiet) }
    return (notice.text.wrappedToEnd(columns: columns, rows: most), notice.style)
  }

  private static let footTextRows = 5

  private func drawFootRow(into canvas: inout Canvas) {
    if let line {
      let x = canvas.write(line.prompt, x: 0, y: 0, .accent)
      // As much as has room, the cursor in it; behind the last character it is a blank.
      let text = line.shownText
      let (before, after) = (text.prefix(line.cursor), text.dropFirst(line.cursor))
      let atCursor = after.first ?? " "
      let shown = before.suffix(columns: max(0, canvas.columns - x - (atCursor.columns ?? 1)))
      let end = canvas.write(shown, x: x, y: 0)
      canvas.put(atCursor, x: end, y: 0, .selected)
      canvas.write(after.dropFirst(), x: end + (atCursor.columns ?? 1), y: 0)
    } else if let helpOffset {
      canvas.write(help.foot(offset: helpOffset, body: body, columns: canvas.columns), x: 0, y: 0, .quiet)
    } else {
      HintLine.draw(tabs[shown].hints, into: &canvas)
    }
  }
}

extension Canvas {
  /// Leaves nothing in a row.
  fileprivate mutating func clearRow(_ y: Int) { write(String(repeating: " ", count: columns), x: 0, y: y) }
}
