import TextCanvas

/// Drawn in place of a tab that has nothing to show for a run: why, and what to do about it.
enum EmptyView {
  static func draw(_ reason: String, in run: RunReference, into canvas: inout Canvas) {
    let columns = min(canvas.columns - 2, widest)
    let reason = Notice.failure(reason.shortened(in: run))
    var lines: [(key: String, text: String, style: Style)] = []
    func add(_ text: String, _ style: Style = .plain, key: String = "") {
      let indent = key.isEmpty ? 0 : keyColumns
      for (row, line) in text.wrappedToEnd(columns: columns - indent, rows: longest).enumerated() {
        lines.append((row == 0 ? key : indent > 0 ? " " : "", line, style))
      }
    }
    add("nothing to show for \(run.name)", .heading)
    add(reason.text, reason.style)
    if canvas.rows >= 14 { add("") }
    add("Watch shows its charts and the programs it wrote", key: SharedAction.key(of: WatchTab.name))
    add(
      "the Library lists all runs; those with checkpoints can be opened",
      key: SharedAction.key(of: LibraryTab.name))
    add("one level back", key: "q")
    let top = canvas.rows >= 14 ? 2 : 0
    for (row, line) in lines.enumerated() where top + row < canvas.rows - 1 {
      canvas.write(line.key, x: 1, y: top + row, .accent)
      canvas.write(line.text, x: line.key.isEmpty ? 1 : 1 + keyColumns, y: top + row, line.style)
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
