/// The terminal's background colour, queried with xterm's `OSC 11 ; ?`.
///
/// The response arrives on standard input at any time, or never: `ESC ] 11 ; rgb:RRRR/GGGG/BBBB`, terminated by BEL or
/// `ESC \\`. ``InputDecoder`` recognises it.
enum BackgroundColor {
  static let question = Array("\u{1B}]11;?\u{1B}\\".utf8)

  /// Whether a control string reports a light background; nil if it is not such a report.
  static func isLight(controlString content: some Sequence<UInt8>) -> Bool? {
    let text = String(decoding: Array(content), as: UTF8.self)
    return text.hasPrefix("11;") ? isLight(String(text.dropFirst(3))) : nil
  }

  /// Whether a colour, for example `rgb:ffff/ffff/ffff`, is closer to white than to black; nil if it is not a colour.
  static func isLight(_ color: String) -> Bool? {
    guard let colon = color.firstIndex(of: ":"), ["rgb", "rgba"].contains(color[..<colon]) else { return nil }
    let parts = color[color.index(after: colon)...].split(separator: "/", omittingEmptySubsequences: false).prefix(3)
    let shares = parts.compactMap { part -> Double? in
      guard (1...4).contains(part.count), let value = Int(part, radix: 16), value >= 0 else { return nil }
      return Double(value) / Double(1 << (4 * part.count) - 1)
    }
    guard shares.count == 3 else { return nil }
    // Luma according to ITU-R BT.709.
    return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2] > 0.5
  }
}
