import Karel
import PlainText
import TextCanvas

extension CompareView {
  /// What is shown, in the longest sentence that fits the columns.
  static func introduction(_ tab: CompareTab, _ layout: CompareLayout, columns: Int) -> String {
    guard !tab.columns.isEmpty else {
      let text = "The model writes a program, and probes read its hidden states."
      return text.count <= columns ? text : "The model writes; probes read it."
    }
    let (shown, count) = (min(tab.columns.count, layout.columns.count), tab.columnCount)
    let more = shown < count ? ["\(shown) of \(count): C shows others"] : []
    let sentences =
      switch tab.contrast {
      case .semantics:
        [
          "Same program, same hidden states; each column gives the ops another meaning.",
          "Same program, same hidden states; other meanings of the ops.",
          "Each column gives the ops of one program another meaning.", "Each gives ops another meaning.",
        ]
      case .checkpoints:
        [
          "Same specification; each column is what a checkpoint wrote for it.",
          "Each column is what a checkpoint wrote.", "Each is what a checkpoint wrote.",
        ]
      case .probes:
        [
          "Same program, same hidden states; each column is read by another probe.",
          "Each column is read by another probe.", "Each is read by another probe.",
        ]
      }
    let intervention = tab.target.intervention.texts
    let texts = [more + intervention, more, []].flatMap { before in
      sentences.map { (before + [$0]).joined(separator: " · ") }
    }
    return texts.first(fitting: columns)
  }

  /// What failed, what is pending, or what is missing.
  static func notice(_ tab: CompareTab) -> Notice? {
    if let failure = tab.failure, tab.emptiness == nil || tab.showsResults {
      return .failure(failure.shortened(in: tab.target.run))
    }
    if let subject = tab.awaited.min(by: { $0.step ?? 0 < $1.step ?? 0 }) {
      let checkpoint = subject.step.map { " at step \(Numbers.grouped($0))" } ?? ""
      return Notice("running \(subject.sample.title)\(checkpoint) …", .accent)
    }
    if let note = tab.note { return Notice(note, .accent) }
    if tab.showsResults, let damage = tab.results.findings?.damage { return .failure(damage.text) }
    return tab.stop.map { Notice("● stopped: \($0.text)", .accent) } ?? tab.probing.notice
  }

  static func drawStatus(_ tab: CompareTab, _ layout: CompareLayout, into canvas: inout Canvas) {
    let pace = tab.walk.playback.text(place: "step")
    let room = max(0, canvas.columns - pace.count - 2)
    if let notice = notice(tab) {
      return StatusLine.draw(notice, beside: pace, tab.isPlaying ? .accent : .quiet, into: &canvas)
    } else if let column = tab.columns.first(where: { $0.probe == nil }) {
      canvas.write((missing(column) + " or T").cut(to: room), x: 0, y: 0, .quiet)
    } else if !tab.columns.isEmpty {
      let texts = tab.target.texts + [tab.breakpoints.text].compactMap { $0 }
      let hasHalves = layout.column.arrangement == .within && halves.count <= room
      let x = hasHalves ? drawHalves(into: &canvas) : 0
      if !hasHalves {
        canvas.write(texts.joined(fitting: room), x: 0, y: 0, .quiet)
      } else if x + 3 + texts[0].count <= room {
        canvas.write(" · " + texts.joined(fitting: room - x - 3), x: x, y: 0, .quiet)
      }
    }
    canvas.write(pace, endingAt: canvas.columns, y: 0, tab.isPlaying ? .accent : .quiet)
  }

  private static let halves = "in a cell: truth, belief"

  /// Writes which half of a cell is which, and returns the column after it.
  private static func drawHalves(into canvas: inout Canvas) -> Int {
    let end = canvas.write(halves, x: 0, y: 0, .quiet)
    for (word, style) in [("truth", Style.truth), ("belief", .belief)] {
      guard let range = halves.firstRange(of: word) else { continue }
      canvas.write(word, x: halves.distance(from: halves.startIndex, to: range.lowerBound), y: 0, style)
    }
    return end
  }

  /// Says that no probe was trained for a column, and what trains one.
  static func missing(_ column: CompareColumn) -> String {
    let semantics = column.traced.semantics
    let isNamed = Semantics.named.contains { $0.semantics == semantics }
    return "no probe: karelscope probe --checkpoint \(column.checkpoint)"
      + (isNamed ? "" : " --semantics \(semantics.name)")
  }
}
