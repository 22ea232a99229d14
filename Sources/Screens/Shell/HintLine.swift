import TextCanvas

/// The line of keys at a screen's foot.
enum HintLine {
  static func draw(_ keys: [KeyText], into canvas: inout Canvas) {
    for hint in places(keys, columns: canvas.columns) {
      let x = canvas.write(hint.key, x: hint.columns.lowerBound, y: 0, .accent)
      canvas.write(hint.text, x: x + 1, y: 0, .quiet)
    }
  }

  /// A hint that fits, where it stands, and the key that a press on it stands for.
  struct Hint {
    let key: String
    let text: String
    let pressed: Key?
    var columns = 0..<0

    /// The columns it takes, with the gap behind it.
    fileprivate var width: Int { key.count + 1 + text.count + 2 }
  }

  /// The hints that fit, and their columns. The last two, help and quit, always fit, and where
  /// room is ample the one before them too; then others in order, skipping those too long for what is left.
  static func places(_ keys: [KeyText], columns available: Int) -> [Hint] {
    let hints = keys.compactMap { text in text.hint.map { Hint(key: text.keys[0], text: $0, pressed: text.hintedKey) } }
    let kept = hints.suffix(available >= 100 ? 3 : 2)
    var room = available + 2 - kept.reduce(0) { $0 + $1.width }
    let others = hints.dropLast(kept.count).filter { hint in
      guard hint.width <= room else { return false }
      room -= hint.width
      return true
    }
    var x = 0
    return (others + kept).map { hint in
      var hint = hint
      hint.columns = x..<x + hint.width - 2
      x += hint.width
      return hint
    }
  }
}
