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
    isASCII ? self : Character.lookalikes[self] ?? "?"
  }

  private static let lookalikes: [Character: Character] = [
    "▲": "^", "►": ">", "▼": "v", "◄": "<", "△": "A", "▷": ")", "▽": "U", "◁": "(",
    "█": "#", "▓": "%", "▒": "+", "░": ":", "▚": "#", "━": "=", "╸": "-",
    "▟": "/", "▙": "\\", "▜": "\\", "▛": "/", "▐": "|", "▌": "|", "▄": "_", "▀": "-", "▖": ",", "▗": ",", "▘": "'",
    "▝": "'",
    "·": ".", "•": "o", "○": "0", "…": "~", "–": "-", "−": "-", "≠": "!", "✓": "y", "✗": "x", "▸": ">",
    "←": "<", "→": ">", "↑": "^", "↓": "v", "’": "'",
  ]
}
