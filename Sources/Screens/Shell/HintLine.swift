import TextCanvas

/// The line of keys at a screen's foot.
enum HintLine {
  static func draw(_ keys: [KeyText], into canvas: inout Canvas) {
    for hint in places(keys, columns: canvas.columns) {
      let x = canvas.write(hint.key, x: hint.columns.lowerBound, y: 0, .accent)
      canvas.write(hint.text, x: x + 1, y: 0, .quiet)
    }
  }

  /// The hints that fit, and their columns. The last two, help and quit, always fit, and where
  /// room is ample the one before them too; then others in order, skipping those too long for what is left.
  static func places(_ keys: [KeyText], columns available: Int) -> [(key: String, text: String, columns: Range<Int>)] {
    let hints = keys.compactMap { text in text.hint.map { (key: text.keys[0], text: $0) } }
    func columns(_ hint: (key: String, text: String)) -> Int { hint.key.count + 1 + hint.text.count + 2 }
    let kept = hints.suffix(available >= 100 ? 3 : 2)
    var room = available + 2 - kept.reduce(0) { $0 + columns($1) }
    let others = hints.dropLast(kept.count).filter { hint in
      guard columns(hint) <= room else { return false }
      room -= columns(hint)
      return true
    }
    var x = 0
    return (others + kept).map { hint in
      let start = x
      x += columns(hint)
      return (hint.key, hint.text, start..<x - 2)
    }
  }
}
