/// A text that is being pasted: what comes between a terminal's marks (xterm's bracketed paste).
struct PastedText: Sendable {
  /// Has the terminal send the marks, or no longer.
  static let marked = Array("\u{1B}[?2004h".utf8)
  static let unmarked = Array("\u{1B}[?2004l".utf8)

  private static let end = Array("\u{1B}[201~".utf8)
  /// Of a longer text, the latest bytes stay: nobody types a line as long.
  private static let limit = 1 << 16

  private var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Takes in a byte that was read; true if it was the last of the mark at the end.
  mutating func consume(_ byte: UInt8) -> Bool {
    if bytes.count == PastedText.limit { bytes.removeFirst(PastedText.limit / 2) }
    bytes.append(byte)
    guard byte == PastedText.end.last, bytes.suffix(PastedText.end.count).elementsEqual(PastedText.end) else {
      return false
    }
    bytes.removeLast(PastedText.end.count)
    return true
  }
}
