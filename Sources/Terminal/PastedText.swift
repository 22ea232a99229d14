/// A text that is being pasted: what comes between a terminal's marks (xterm's bracketed paste).
///
/// ncurses tells of the marks as of keys where they come in one go; where a connection tears the last one apart, it is found
/// among the characters.
struct PastedText {
  /// Has the terminal send the marks, or no longer.
  static let marked = Array("\u{1B}[?2004h".utf8)
  static let unmarked = Array("\u{1B}[?2004l".utf8)

  private static let end = Array("\u{1B}[201~".unicodeScalars)
  /// Of a longer text, the latest stay: nobody types a line as long.
  private static let limit = 1 << 16

  private var scalars: [Unicode.Scalar] = []

  var text: String { String(String.UnicodeScalarView(scalars)) }

  /// Takes in a character that was read; true if it was the last of the mark at the end.
  mutating func take(_ value: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(value) else { return false }
    if scalars.count == PastedText.limit { scalars.removeFirst(PastedText.limit / 2) }
    scalars.append(scalar)
    guard scalars.suffix(PastedText.end.count).elementsEqual(PastedText.end) else { return false }
    scalars.removeLast(PastedText.end.count)
    return true
  }
}
