extension Canvas {
  /// The canvas as a picture of 10x20 units a cell, on a dark background.
  ///
  /// Blocks and shades are drawn as rectangles, so that they meet without gaps whatever the font; everything else is text.
  public var svg: String {
    let (width, height) = (size.columns * 10, size.rows * 20)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" height=\"\(height)\" "
        + "font-family=\"DejaVu Sans Mono, monospace\" font-size=\"16\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"\(Canvas.background)\"/>",
    ]
    for (index, cell) in cells.enumerated() where cell != .blank {
      let (x, y) = (index % size.columns * 10, index / size.columns * 20)
      lines += Canvas.shapes(cell, x: x, y: y)
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }

  private static let background = "#101010"
  private static let foreground = "#d8d8d8"

  private static func shapes(_ cell: Cell, x: Int, y: Int) -> [String] {
    var color = cell.style.color(isLight: false).map(hexadecimal) ?? foreground
    var shapes: [String] = []
    if cell.style == .selected {
      shapes.append("<rect x=\"\(x)\" y=\"\(y)\" width=\"10\" height=\"20\" fill=\"\(color)\"/>")
      color = background
    }
    if let (quadrants, opacity) = blocks[cell.character] {
      for (place, (dx, dy)) in [(0, 0), (5, 0), (0, 10), (5, 10)].enumerated() where quadrants >> place & 1 == 1 {
        shapes.append(
          "<rect x=\"\(x + dx)\" y=\"\(y + dy)\" width=\"5\" height=\"10\" fill=\"\(color)\""
            + (opacity < 1 ? " fill-opacity=\"\(opacity)\"" : "") + "/>")
      }
      return shapes
    }
    guard cell.character != " " else { return shapes }
    let isBold = [.heading, .accent, .disagreement, .failure].contains(cell.style)
    shapes.append(
      "<text x=\"\(x)\" y=\"\(y + 15)\" fill=\"\(color)\"" + (isBold ? " font-weight=\"bold\"" : "")
        + ">\(escaped(cell.character))</text>")
    return shapes
  }

  private static func escaped(_ character: Character) -> String {
    switch character {
    case "<": "&lt;"
    case ">": "&gt;"
    case "&": "&amp;"
    default: String(character)
    }
  }

  private static func hexadecimal(_ color: Int32) -> String {
    let digits = String(color, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The quarters of a cell that a character fills (top left, top right, bottom left, bottom right, the first lowest), and
  /// how densely.
  private static let blocks: [Character: (quadrants: Int, opacity: Double)] = [
    "█": (15, 1), "▓": (15, 0.75), "▒": (15, 0.5), "░": (15, 0.25), "▚": (9, 1), "▟": (14, 1), "▙": (13, 1),
    "▜": (11, 1),
    "▛": (7, 1), "▐": (10, 1), "▌": (5, 1), "▄": (12, 1), "▀": (3, 1), "▖": (4, 1), "▗": (8, 1), "▘": (1, 1),
    "▝": (2, 1),
  ]
}
