import Screens

extension Key {
  /// The key that sends a character; nil for control characters without a key, and for ESC, which only timing
  /// distinguishes from the start of a sequence.
  init?(scalar: Unicode.Scalar) {
    switch scalar.value {
    case 9: self = .tab
    case 10, 13: self = .enter
    case 8, 127: self = .backspace
    case 1...26: self = .control(Character(Unicode.Scalar(UInt8(scalar.value) + 96)))
    case 0..<0x20, 0x80..<0xA0: return nil
    default: self = .character(Character(scalar))
    }
  }

  /// The key that sends a control sequence, without modifiers: `ESC [`, parameters, and a final byte.
  ///
  /// Home and End have four sequences each, depending on terminal and mode: VT220 and PuTTY, rxvt, xterm (here, and
  /// after `ESC O`).
  init?(sequence parameters: some Collection<UInt8>, final: UInt8) {
    let numbers = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    // The second number encodes the modifiers: 1 for none.
    guard numbers.count == 1 || numbers.count == 2 && numbers[1] == "1" else { return nil }
    if final == UInt8(ascii: "~") {
      switch numbers[0] {
      case "1", "7": self = .home
      case "4", "8": self = .end
      case "3": self = .delete
      case "5": self = .pageUp
      case "6": self = .pageDown
      default: return nil
      }
    } else {
      guard numbers[0].isEmpty || numbers[0] == "1", let key = Key(cursor: final) else { return nil }
      self = key
    }
  }

  /// The key that sends `ESC O` and a byte: cursor keys and the numeric keypad in application mode.
  init?(function final: UInt8) {
    let pad = Array("*+,-./0123456789".utf8)
    switch final {
    case UInt8(ascii: "M"): self = .enter
    case UInt8(ascii: "I"): self = .tab
    case UInt8(ascii: "X"): self = .character("=")
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      self = .character(Character(Unicode.Scalar(pad[Int(final - UInt8(ascii: "j"))])))
    default:
      guard let key = Key(cursor: final) else { return nil }
      self = key
    }
  }

  private init?(cursor final: UInt8) {
    switch final {
    case UInt8(ascii: "A"): self = .up
    case UInt8(ascii: "B"): self = .down
    case UInt8(ascii: "C"): self = .right
    case UInt8(ascii: "D"): self = .left
    case UInt8(ascii: "H"): self = .home
    case UInt8(ascii: "F"): self = .end
    default: return nil
    }
  }

  /// The terminfo capabilities with the keys' sequences.
  static let capabilities: [(name: String, key: Key)] = [
    ("kcub1", .left), ("kcuf1", .right), ("kcuu1", .up), ("kcud1", .down), ("khome", .home), ("kend", .end),
    ("kpp", .pageUp), ("knp", .pageDown), ("kent", .enter), ("kbs", .backspace), ("kdch1", .delete),
  ]
}
