import TextCanvas

/// Drawn in place of a tab that has nothing to show for a run: why, and what to do about it.
enum EmptyView {
  static func draw(_ emptiness: Emptiness, into canvas: inout Canvas) {
    if let advice = emptiness.advice {
      drawParagraphs(emptiness, advice, into: &canvas)
    } else {
      drawKeys(emptiness, into: &canvas)
    }
  }

  /// The reason, and the keys that lead on.
  private static func drawKeys(_ emptiness: Emptiness, into canvas: inout Canvas) {
    let columns = min(canvas.columns - 2, widest)
    var lines: [(key: String, text: String, style: Style)] = []
    func add(_ text: String, _ style: Style = .plain, key: String = "") {
      let indent = key.isEmpty ? 0 : keyColumns
      for (row, line) in text.wrappedToEnd(columns: columns - indent, rows: longest).enumerated() {
        lines.append((row == 0 ? key : indent > 0 ? " " : "", line, style))
      }
    }
    add(emptiness.title, .heading)
    add(emptiness.reason.text, emptiness.reason.style)
    if canvas.rows >= 14 { add("") }
    for tab in Instrument.tabs { if let offer = tab.offer { add(offer, key: SharedAction.key(of: tab.name)) } }
    add("one level back", key: SharedAction.bindings.first { $0.action == .leave }?.text.keys.first ?? "")
    let top = canvas.rows >= 14 ? 2 : 0
    for (row, line) in lines.enumerated() where top + row < canvas.rows - 1 {
      canvas.write(line.key, x: 1, y: top + row, .accent)
      canvas.write(line.text, x: line.key.isEmpty ? 1 : 1 + keyColumns, y: top + row, line.style)
    }
  }

  /// The reason, the advice, and where other runs are.
  private static func drawParagraphs(_ emptiness: Emptiness, _ advice: String, into canvas: inout Canvas) {
    let texts: [(String, Style)] = [
      (emptiness.title, .heading), (emptiness.reason.text, emptiness.reason.style), (advice, .quiet),
      ("\(SharedAction.key(of: LibraryTab.name)) lists all runs.", .quiet),
    ]
    var y = canvas.rows >= 14 ? 2 : 0
    for (text, style) in texts {
      for line in text.wrapped(columns: canvas.columns - 2, rows: canvas.rows) where y < canvas.rows - 1 {
        canvas.write(line, x: 1, y: y, style)
        y += 1
      }
      y += canvas.rows >= 14 ? 1 : 0
    }
  }

  private static let widest = 76
  /// The most rows of a reason: the keys below it stay on screen.
  private static let longest = 8
  private static let keyColumns = 3
}

extension SharedAction {
  /// The key that brings a tab to the front.
  static func key(of name: TabName) -> String {
    let place = Instrument.tabs.firstIndex { $0.name == name } ?? 0
    return bindings.first { $0.action == .tab(place) }?.text.keys.first ?? ""
  }
}
