import PlainText

extension Animation {
  /// The animation as one SVG file without scripts that repeats for ever, 10x20 units per cell.
  ///
  /// Each row that changes is a strip of what it shows over time, moved up behind a window of one row. Who asks for less
  /// motion (`prefers-reduced-motion`) sees the first frame.
  public func svg(isLight: Bool) -> String {
    let rows = self.rows
    let (width, height) = (size.columns * 10, size.rows * 20)
    var styles = ["text{white-space:pre}", ".row{animation:\(Animation.milliseconds(duration))ms step-end infinite}"]
    var shapes: [String] = []
    for (y, row) in rows.enumerated() {
      let strip = row.contents.enumerated().flatMap { place, cells in
        Canvas.runs(cells, y: place * 20, isLight: isLight)
      }
      guard !strip.isEmpty else { continue }
      guard row.contents.count > 1 else {
        shapes += ["<g transform=\"translate(0 \(y * 20))\">"] + strip + ["</g>"]
        continue
      }
      shapes += ["<svg y=\"\(y * 20)\" width=\"\(width)\" height=\"20\"><g class=\"row\" id=\"r\(y)\">"] + strip
      shapes.append("</g></svg>")
      let keyframes = row.times.map { time in
        "\(percent(time.start)){transform:translateY(\(time.content * -20)px)}"
      }
      styles.append("#r\(y){animation-name:r\(y)}@keyframes r\(y){\(keyframes.joined())}")
    }
    styles.append("@media (prefers-reduced-motion:reduce){.row{animation-play-state:paused}}")
    return
      ([
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
          + "height=\"\(height)\" font-family=\"DejaVu Sans Mono, monospace\" font-size=\"16\">",
        "<style>", styles.joined(separator: "\n"), "</style>",
        "<rect width=\"100%\" height=\"100%\" fill=\"\(Canvas.hexadecimal(Canvas.background(isLight)))\"/>",
      ] + shapes + ["</svg>", ""]).joined(separator: "\n")
  }

  /// What a row shows over time.
  private struct Row {
    /// Different contents, in the order in which they first appear.
    var contents: [[Cell]]
    /// From when on it shows which content.
    var times: [(start: Duration, content: Int)]
  }

  /// What each row shows over time.
  private var rows: [Row] {
    let blank = [Cell](repeating: .blank, count: size.columns)
    var shown = Array(repeating: blank, count: size.rows)
    var rows = Array(repeating: Row(contents: [], times: []), count: size.rows)
    var places = Array(repeating: [[Cell]: Int](), count: size.rows)
    for (index, frame) in frames.enumerated() {
      for change in frame.changes { shown[change.y][change.x] = change.cell }
      for y in index == 0 ? Set(shown.indices) : Set(frame.changes.map(\.y)) {
        let place = places[y][shown[y], default: rows[y].contents.count]
        if place == rows[y].contents.count {
          rows[y].contents.append(shown[y])
          places[y][shown[y]] = place
        }
        if rows[y].times.last?.content != place { rows[y].times.append((frame.start, place)) }
      }
    }
    return rows
  }

  /// A time as a share of the whole, with three decimals.
  private func percent(_ time: Duration) -> String {
    let thousandths = Int(time / duration * 100_000)
    let decimals = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - decimals.count))\(decimals)%"
  }

  private static func milliseconds(_ time: Duration) -> Int { Int(time / .milliseconds(1)) }
}

extension Canvas {
  /// A row of cells as shapes whose top is at `y`, neighbours of one style together.
  static func runs(_ cells: [Cell], y: Int, isLight: Bool) -> [String] {
    var shapes: [String] = []
    var x = 0
    while x < cells.count {
      let style = cells[x].style
      let isBlock = blocks[cells[x].character] != nil
      var end = x + 1
      while end < cells.count, cells[end].style == style, (blocks[cells[end].character] != nil) == isBlock,
        !isBlock || cells[end].character == cells[x].character
      {
        end += 1
      }
      shapes += run(cells[x..<end], x: x, y: y, isBlock: isBlock, isLight: isLight)
      x = end
    }
    return shapes
  }

  /// Cells of one style, all blocks of one kind or none a block.
  private static func run(_ cells: ArraySlice<Cell>, x: Int, y: Int, isBlock: Bool, isLight: Bool) -> [String] {
    guard let first = cells.first else { return [] }
    let ink = hexadecimal(first.style.color(isLight: isLight) ?? foreground(isLight))
    let isSelected = first.style == .selected
    var shapes: [String] = []
    if isSelected {
      shapes.append("<rect x=\"\(x * 10)\" y=\"\(y)\" width=\"\(cells.count * 10)\" height=\"20\" fill=\"\(ink)\"/>")
    }
    let color = isSelected ? hexadecimal(background(isLight)) : ink
    if isBlock, let (quadrants, opacity) = blocks[first.character] {
      guard quadrants != 15 else {
        return shapes + [
          "<rect x=\"\(x * 10)\" y=\"\(y)\" width=\"\(cells.count * 10)\" height=\"20\" fill=\"\(color)\""
            + (opacity < 1 ? " fill-opacity=\"\(opacity)\"" : "") + "/>"
        ]
      }
      return shapes
        + cells.indices.flatMap { index in
          Canvas.shapes(first, x: (x + index - cells.startIndex) * 10, y: y, isLight: isLight)
        }
    }
    let isSpace: (Cell) -> Bool = { $0.character == " " || $0.isRightHalf }
    guard let start = cells.firstIndex(where: { !isSpace($0) }),
      let last = cells.lastIndex(where: { $0.character != " " })
    else { return shapes }
    let text = String(cells[start...last].lazy.filter { !$0.isRightHalf }.map(\.character))
    let left = (x + start - cells.startIndex) * 10
    shapes.append(
      "<text x=\"\(left)\" y=\"\(y + 15)\" fill=\"\(color)\"" + (first.style.isBold ? " font-weight=\"bold\"" : "")
        + " textLength=\"\((last - start + 1) * 10)\">\(text.xmlEscaped)</text>")
    return shapes
  }
}
