extension Character {
  /// In how many columns every terminal draws this character, 1 or 2; nil where terminals differ, or draw none.
  ///
  /// Marks on a letter take none of their own, as many as ncurses takes.
  public var columns: Int? {
    let scalars = unicodeScalars
    guard let base = scalars.first else { return nil }
    if scalars.count > 1 {
      guard scalars.count <= Character.mostScalars, scalars.dropFirst().allSatisfy(\.isMark) else { return nil }
    }
    return base.columns
  }

  private static let mostScalars = 5

  /// The ASCII character nearest in looks; `?` where none is.
  public var inASCII: Character {
    isASCII ? self : Character.lookalikes[self] ?? brailleInASCII ?? "?"
  }

  /// For a pattern of 2x4 dots, a character that is as high: lines of a chart stay lines.
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
