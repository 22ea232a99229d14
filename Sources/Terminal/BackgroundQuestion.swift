/// Asks a terminal for the colour of its background, and finds the answer among the keys.
///
/// The question is xterm's `OSC 11 ; ?`. The answer comes through standard input, whenever the terminal likes or never:
/// `ESC ] 11 ; rgb:RRRR/GGGG/BBBB`, ended by BEL or `ESC \\`. Nothing waits for it, and whatever is no part of it is a key.
struct BackgroundQuestion {
  static let bytes = Array("\u{1B}]11;?\u{1B}\\".utf8)

  /// Whether the background is light, once the terminal has said so.
  private(set) var isLight: Bool?
  /// What may be the beginning of an answer, or is one that has not ended.
  private var held: [UInt32] = []
  private var isAnswered = false

  private static let beginning = Array("\u{1B}]11;".unicodeScalars.map(\.value))
  /// No answer is longer.
  private static let longest = 64

  /// Whether an answer may have begun that has not ended.
  var isHalf: Bool { !held.isEmpty }

  /// Takes in a character that was read.
  ///
  /// - Returns: Those that are known to be no part of an answer.
  mutating func take(_ scalar: UInt32) -> [UInt32] {
    guard !isAnswered else { return [scalar] }
    held.append(scalar)
    let beginning = BackgroundQuestion.beginning
    guard held.count > beginning.count else {
      return held.elementsEqual(beginning.prefix(held.count)) ? [] : letGo()
    }
    let bell = scalar == 7
    guard bell || held.suffix(2) == [27, 92] else {
      if held.count > BackgroundQuestion.longest { held = [] }
      return []
    }
    let answer = held.dropFirst(beginning.count).dropLast(bell ? 1 : 2)
    isLight = BackgroundQuestion.isLight(String(String.UnicodeScalarView(answer.compactMap(Unicode.Scalar.init))))
    isAnswered = true
    held = []
    return []
  }

  /// What was held back, as nothing more has come: keys, unless more than an answer's beginning was there.
  mutating func letGo() -> [UInt32] {
    defer { held = [] }
    return held.count > BackgroundQuestion.beginning.count ? [] : held
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
