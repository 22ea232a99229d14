import PlainText

extension Canvas {
  /// The canvas as a picture of 10x20 units a cell, on a dark background.
  public var svg: String { svg(isLight: false) }

  /// The canvas as a picture of 10x20 units a cell.
  ///
  /// Blocks and shades are drawn as rectangles, so that they meet without gaps whatever the font; everything else is text.
  public func svg(isLight: Bool) -> String {
    let (width, height) = (size.columns * 10, size.rows * 20)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" height=\"\(height)\" "
        + "font-family=\"DejaVu Sans Mono, monospace\" font-size=\"16\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"\(Canvas.hexadecimal(Canvas.background(isLight)))\"/>",
    ]
    for (index, cell) in cells.enumerated() where cell != .blank {
      let (x, y) = (index % size.columns * 10, index / size.columns * 20)
      lines += Canvas.shapes(cell, x: x, y: y, isLight: isLight)
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }

  /// What stands behind text, and its ordinary colour.
  static func background(_ isLight: Bool) -> Int32 { isLight ? 0xFAFAFA : 0x101010 }
  static func foreground(_ isLight: Bool) -> Int32 { isLight ? 0x202020 : 0xD8D8D8 }

  static func shapes(_ cell: Cell, x: Int, y: Int, isLight: Bool) -> [String] {
    var color = hexadecimal(cell.style.color(isLight: isLight) ?? foreground(isLight))
    var shapes: [String] = []
    if cell.style == .selected {
      shapes.append("<rect x=\"\(x)\" y=\"\(y)\" width=\"10\" height=\"20\" fill=\"\(color)\"/>")
      color = hexadecimal(background(isLight))
    }
    if let (quadrants, opacity) = blocks[cell.character] {
      for (place, (dx, dy)) in [(0, 0), (5, 0), (0, 10), (5, 10)].enumerated() where quadrants >> place & 1 == 1 {
        shapes.append(
          "<rect x=\"\(x + dx)\" y=\"\(y + dy)\" width=\"5\" height=\"10\" fill=\"\(color)\""
            + (opacity < 1 ? " fill-opacity=\"\(opacity)\"" : "") + "/>")
      }
      return shapes
    }
    guard cell.character != " ", !cell.isRightHalf else { return shapes }
    let isBold = cell.style.isBold
    shapes.append(
      "<text x=\"\(x)\" y=\"\(y + 15)\" fill=\"\(color)\"" + (isBold ? " font-weight=\"bold\"" : "")
        + ">\(String(cell.character).xmlEscaped)</text>")
    return shapes
  }

  static func hexadecimal(_ color: Int32) -> String {
    let digits = String(color, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The quarters of a cell that a character fills (top left, top right, bottom left, bottom right, the first lowest), and
  /// how densely.
  static let blocks: [Character: (quadrants: Int, opacity: Double)] = [
    "█": (15, 1), "▓": (15, 0.75), "▒": (15, 0.5), "░": (15, 0.25), "▚": (9, 1), "▟": (14, 1), "▙": (13, 1),
    "▜": (11, 1),
    "▛": (7, 1), "▐": (10, 1), "▌": (5, 1), "▄": (12, 1), "▀": (3, 1), "▖": (4, 1), "▗": (8, 1), "▘": (1, 1),
    "▝": (2, 1),
  ]
}

extension Style {
  /// Whether pictures show it in bold.
  var isBold: Bool { [.heading, .accent, .disagreement, .failure].contains(self) }
}
