/// Text that is being pasted: the input between the markers of xterm's bracketed paste.
struct PastedText: Sendable {
  /// Control sequences that turn the markers on or off.
  static let marked = Array("\u{1B}[?2004h".utf8)
  static let unmarked = Array("\u{1B}[?2004l".utf8)

  private static let end = Array("\u{1B}[201~".utf8)
  /// The maximum length; of longer text the last bytes are kept.
  private static let limit = 1 << 16

  private var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends a byte; returns true if it completes the end marker.
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
