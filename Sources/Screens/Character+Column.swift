extension Character {
  /// Whether every terminal draws this character in exactly one column.
  var takesOneColumn: Bool {
    guard let scalar = unicodeScalars.first, unicodeScalars.count == 1 else { return false }
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .nonspacingMark, .enclosingMark, .lineSeparator,
      .paragraphSeparator:
      return false
    default:
      break
    }
    let isBeforeWideScripts = scalar.value < 0x1100
    let isSymbol = (0x2000...0x2BFF).contains(scalar.value) && !scalar.properties.isEmojiPresentation
    return isBeforeWideScripts || isSymbol
  }

  /// The ASCII character nearest in looks; `?` where none is.
  var inASCII: Character {
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
    "»": "}", "←": "<", "→": ">", "↑": "^", "↓": "v", "’": "'", "‘": "'",
  ]
}
