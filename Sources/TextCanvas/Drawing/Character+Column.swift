extension Character {
  /// The columns that every terminal uses for this character, 1 or 2; nil if terminals differ or draw nothing.
  ///
  /// Combining marks have no column of their own, up to the number that ncurses supports.
  public var columns: Int? {
    let scalars = unicodeScalars
    guard let base = scalars.first else { return nil }
    if scalars.count > 1 {
      guard scalars.count <= Character.mostScalars, scalars.dropFirst().allSatisfy(\.isMark) else { return nil }
    }
    return base.columns
  }

  private static let mostScalars = 5

  /// The most similar ASCII character; `?` if there is none.
  public var inASCII: Character {
    isASCII ? self : Character.lookalikes[self] ?? brailleInASCII ?? "?"
  }

  /// For a Braille pattern, a character at a similar height, so that a chart's lines stay lines.
  private var brailleInASCII: Character? {
    guard let value = unicodeScalars.first?.value, (0x2800...0x28FF).contains(value) else { return nil }
    let dots = value - 0x2800
    let (first, last) = (dots & 0x09 != 0, dots & 0xC0 != 0)
    let (upper, lower) = (dots & 0x1B != 0, dots & 0xE4 != 0)
    return switch (upper, lower) {
    case (false, false): " "
    case (true, true): first || last ? ":" : "-"
    case (true, false): first ? "'" : "-"
    case (false, true): last ? "." : "-"
    }
  }

  private static let lookalikes: [Character: Character] = [
    "▲": "^", "►": ">", "▼": "v", "◄": "<", "△": "A", "▷": ")", "▽": "U", "◁": "(",
    "█": "#", "▓": "%", "▒": "+", "░": ":", "▚": "#", "━": "=", "╸": "-",
    "▟": "/", "▙": "\\", "▜": "\\", "▛": "/", "▐": "|", "▌": "|", "▄": "_", "▀": "-", "▖": ",", "▗": ",", "▘": "'",
    "▝": "'",
    "·": ".", "•": "o", "○": "@", "…": "~", "–": "-", "−": "-", "≠": "!", "✓": "y", "✗": "x", "▸": ">",
    "●": "*", "■": "#", "◆": "+", "◇": "o", "□": "0", "▫": "n", "◉": "&", "┊": ":", "│": "|", "─": "-", "┴": "+",
    "└": "+",
    "┄": "-",
    "×": "x",
    "≈": "~",
    "»": "}", "←": "<", "→": ">", "↳": "|", "↑": "^", "↓": "v", "’": "'", "‘": "'",
  ]
}
