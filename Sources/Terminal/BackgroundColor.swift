/// The colour of a terminal's background, asked for with xterm's `OSC 11 ; ?`.
///
/// The response comes through standard input, whenever the terminal likes or never: `ESC ] 11 ; rgb:RRRR/GGGG/BBBB`, ended
/// by BEL or `ESC \\`. ``InputDecoder`` finds it.
enum BackgroundColor {
  static let question = Array("\u{1B}]11;?\u{1B}\\".utf8)

  /// Whether the background is light, as a control string says; nil if it says something else.
  static func isLight(controlString content: some Sequence<UInt8>) -> Bool? {
    let text = String(decoding: Array(content), as: UTF8.self)
    return text.hasPrefix("11;") ? isLight(String(text.dropFirst(3))) : nil
  }

  /// Whether a colour, for example `rgb:ffff/ffff/ffff`, is nearer to white than to black; nil if it is none.
  static func isLight(_ color: String) -> Bool? {
    guard let colon = color.firstIndex(of: ":"), ["rgb", "rgba"].contains(color[..<colon]) else { return nil }
    let parts = color[color.index(after: colon)...].split(separator: "/", omittingEmptySubsequences: false).prefix(3)
    let shares = parts.compactMap { part -> Double? in
      guard (1...4).contains(part.count), let value = Int(part, radix: 16), value >= 0 else { return nil }
      return Double(value) / Double(1 << (4 * part.count) - 1)
    }
    guard shares.count == 3 else { return nil }
    // Luma as of ITU-R BT.709.
    return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2] > 0.5
  }
}
