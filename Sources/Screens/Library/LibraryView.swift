import PlainText
import TextCanvas

/// Draws the Library tab: a line for each run and each of its checkpoints, and details of the current line.
enum LibraryView {
  /// The rows below the list with details of the current line.
  private static let detailRows = 4
  private static let listTitle = "RUNS"
  private static let detailTitle = "AT HAND"
  /// For missing values.
  private static let none = "–"

  static func rectangles(_ body: Size) -> (introduction: Rectangle?, list: Rectangle, detail: Rectangle?) {
    let width = body.columns - 2
    let hasDetail = body.rows >= 14
    let top = body.rows >= 10 ? 2 : 0
    let listRows = body.rows - top - (hasDetail ? detailRows + 2 : 0)
    return (
      top > 0 ? Rectangle(x: 1, y: 0, columns: width, rows: 1) : nil,
      Rectangle(x: 1, y: top, columns: width, rows: listRows),
      hasDetail ? Rectangle(x: 1, y: top + listRows + 1, columns: width, rows: detailRows + 1) : nil
    )
  }

  static func draw(_ tab: LibraryTab, into canvas: inout Canvas) {
    let parts = rectangles(Size(columns: canvas.columns, rows: canvas.rows))
    if let rectangle = parts.introduction {
      canvas.within(rectangle) { $0.write(introductions(tab).first(fitting: $0.columns), x: 0, y: 0, .quiet) }
    }
    canvas.within(parts.list) { drawList(tab, into: &$0) }
    if let rectangle = parts.detail { canvas.within(rectangle) { drawDetail(tab, into: &$0) } }
  }

  static func draw(_ pane: String, _ tab: LibraryTab, into canvas: inout Canvas) {
    if pane == listTitle { drawList(tab, into: &canvas) } else { drawDetail(tab, into: &canvas) }
  }

  static func panes(_ body: Size) -> [Pane] {
    let parts = rectangles(body)
    let list = Pane(
      listTitle, parts.list,
      [
        ("●", "the checkpoint's model is in memory"), ("samples", "training samples seen by then"),
        ("size", "bytes of the checkpoint's files; – where a run keeps none"),
        (
          "solves",
          "share of its validation specifications satisfied, measured in training; of a run, at its last checkpoint. "
            + "Compare runs of the same program lengths"
        ),
        ("steps", "of a run: optimizer steps done, of the total"),
        ("live", "a process trains the run"),
        ("probes", "of a checkpoint: kinds and frames of the probes trained on it"),
      ])
    let detail = parts.detail.map { rectangle in
      Pane(
        detailTitle, rectangle,
        [
          ("seed", "determines the corpus and the initial parameters"),
          ("steps", "optimizer steps done, of the total"),
        ])
    }
    return [list] + (detail.map { [$0] } ?? [])
  }

  /// What is shown, in one sentence, the longest first.
  private static func introductions(_ tab: LibraryTab) -> [String] {
    guard let library = tab.library else { return ["Looking for runs …"] }
    if tab.filter.isEmpty, let folder = library.folders.first, !library.runs.isEmpty,
      library.runs.allSatisfy(\.isBundled)
    {
      let way = "t in Watch trains one."
      return ["No run under \(folder) but those bundled. \(way)", "No other run here. \(way)", way]
    }
    if !tab.filter.isEmpty { return ["Lines with ‘\(tab.filter)’: \(tab.rows.count). Esc shows all again."] }
    let keys = "Enter opens runs in Watch, checkpoints in Step."
    return ["Runs and their checkpoints. \(keys)", keys, "Runs and their checkpoints."]
  }

  /// Where the columns begin, or, for numbers, end; those for which there is no room are left highlighted.
  private struct Columns {
    let samples: Int?
    let size: Int?
    let solves: Int?
    let probes: Int?
    let nameEnd: Int

    init(_ width: Int) {
      let isWide = width >= 70
      nameEnd = isWide ? 26 : width - 9
      samples = isWide ? 36 : nil
      size = isWide ? 45 : nil
      solves = isWide ? 53 : width
      probes = isWide ? 56 : nil
    }
  }

  private static func drawList(_ tab: LibraryTab, into canvas: inout Canvas) {
    let columns = Columns(canvas.columns)
    canvas.write(listTitle, x: 0, y: 0, .heading)
    if let end = columns.samples { canvas.write("samples", endingAt: end, y: 0, .quiet) }
    if let end = columns.size { canvas.write("size", endingAt: end, y: 0, .quiet) }
    if let end = columns.solves { canvas.write("solves", endingAt: end, y: 0, .quiet) }
    if let x = columns.probes { canvas.write("steps; probes", x: x, y: 0, .quiet) }
    let rows = tab.rows
    guard !rows.isEmpty else { return drawNothing(tab, into: &canvas) }
    let visible = max(1, canvas.rows - 1)
    let first = firstRow(selected: tab.selected, visible: visible, count: rows.count)
    for (place, row) in rows.enumerated().dropFirst(first).prefix(visible) {
      let y = 1 + place - first
      canvas.within(Rectangle(x: 0, y: y, columns: canvas.columns, rows: 1)) { canvas in
        draw(row, isSelected: place == tab.selected, columns, into: &canvas)
      }
    }
  }

  /// The number of the first line on screen of a list that shows so many.
  static func firstRow(selected: Int, visible: Int, count: Int) -> Int {
    max(0, min(selected - visible / 2, count - visible))
  }

  private static func draw(_ row: RunCatalog.Row, isSelected: Bool, _ columns: Columns, into canvas: inout Canvas) {
    func style(_ style: Style) -> Style { isSelected ? .selected : style }
    if isSelected { canvas.write(String(repeating: " ", count: canvas.columns), x: 0, y: 0, .selected) }
    canvas.put(isSelected ? "▸" : " ", x: 0, y: 0, style(.accent))
    switch row {
    case .run(let entry):
      let x =
        canvas.write(
          entry.reference.name.cut(to: columns.nameEnd - 4 - (entry.isBundled && columns.probes != nil ? 4 : 0)), x: 2,
          y: 0, style(.heading)) + 2
      switch entry.content {
      case .unread: canvas.write("…", x: x, y: 0, style(.quiet))
      case .broken(let reason):
        canvas.write(("✗ " + reason).cut(to: canvas.columns - x), x: x, y: 0, style(.failure))
      case .run(let facts):
        if let end = columns.samples {
          canvas.write(facts.samples.map { Numbers.compact(Double($0)) } ?? none, endingAt: end, y: 0, style(.quiet))
        }
        if let end = columns.size {
          let bytes = facts.checkpoints.reduce(0) { $0 + $1.bytes }
          let text = facts.checkpoints.isEmpty ? none : Numbers.megabytes(bytes)
          canvas.write(text, endingAt: end, y: 0, style(.quiet))
        }
        if let end = columns.solves {
          canvas.write(facts.accuracy.map { Numbers.percent($0) } ?? none, endingAt: end, y: 0, style(.quiet))
        }
        guard let probesX = columns.probes else { break }
        canvas.write(entry.isBundled ? "bundled" : facts.isLive ? "live" : "", x: x, y: 0, style(.quiet))
        canvas.write(facts.progress.cut(to: canvas.columns - probesX), x: probesX, y: 0, style(.quiet))
      }
    case .checkpoint(let checkpoint, _, _):
      if checkpoint.isLoaded { canvas.put("●", x: 2, y: 0, style(.series1)) }
      canvas.write("step " + Numbers.right(Numbers.grouped(checkpoint.step), 7), x: 4, y: 0, style(.plain))
      if let end = columns.samples {
        canvas.write(Numbers.compact(Double(checkpoint.samples)), endingAt: end, y: 0, style(.plain))
      }
      if let end = columns.size {
        canvas.write(Numbers.megabytes(checkpoint.bytes), endingAt: end, y: 0, style(.plain))
      }
      if let end = columns.solves {
        canvas.write(checkpoint.accuracy.map { Numbers.percent($0) } ?? none, endingAt: end, y: 0, style(.plain))
      }
      if let x = columns.probes {
        let probes = checkpoint.probes.joined(separator: " ")
        let fits = probes.count <= canvas.columns - x
        canvas.write(
          checkpoint.probes.isEmpty ? none : fits ? probes : Numbers.counted(checkpoint.probes.count, "probe"), x: x,
          y: 0, style(.quiet))
      }
    }
  }

  private static func drawNothing(_ tab: LibraryTab, into canvas: inout Canvas) {
    guard let library = tab.library else { return }
    let lines =
      tab.filter.isEmpty
      ? ["No runs here. t in Watch trains one;", "`--run DIR` lists those under another folder."]
        + library.folders.map { "searched: \($0)" }
      : ["No line contains ‘\(tab.filter)’."]
    for (row, line) in lines.enumerated() { canvas.write(line.cut(to: canvas.columns), x: 2, y: 1 + row, .quiet) }
  }

  /// Details of the current line.
  private static func drawDetail(_ tab: LibraryTab, into canvas: inout Canvas) {
    canvas.write(detailTitle, x: 0, y: 0, .heading)
    guard tab.rows.indices.contains(tab.selected) else { return }
    let row = tab.rows[tab.selected]
    var lines: [(name: String, text: String)] = [("path", row.entry.reference.path)]
    switch row.entry.content {
    case .unread: break
    case .broken(let reason): lines.append(("why", reason))
    case .run(let facts):
      lines.append(("model", facts.model))
      lines.append(
        (
          "run",
          "preset \(facts.preset) · seed \(facts.seed) · \(facts.progress) · "
            + Numbers.counted(facts.checkpoints.count, "checkpoint")
        ))
      switch row {
      case .run: break
      case .checkpoint(let checkpoint, _, _):
        let probes = checkpoint.probes.isEmpty ? "none" : checkpoint.probes.joined(separator: " ")
        lines.append(("probes", probes))
      }
    }
    for (y, line) in lines.enumerated() {
      canvas.write(line.name, x: 0, y: 1 + y, .quiet)
      canvas.write(line.text.cut(to: canvas.columns - 8), x: 8, y: 1 + y)
    }
  }
}
