import Screens

/// Splits a terminal's input into units (characters, keys, control sequences, control strings, pasted text) and
/// interprets them.
///
/// A unit may be split over several reads and is interpreted or ignored as a whole; no part of it is ever taken for a
/// key. Control strings (OSC, DCS, APC, PM, SOS; terminated by BEL or ST) are ignored, except for the first response to
/// the
/// background query. The grammar is ECMA-48 in its 7-bit form, in UTF-8, with terminals' extensions: the Linux
/// console's `ESC [ [ A`, rxvt's `ESC [ 7 $`, X10's mouse reports.
///
/// It has no clock: the caller passes the time without input, which decides whether ESC is the Esc key or the start of
/// a unit, and discards units that are never completed.
public struct InputDecoder: Sendable {
  /// Keys with unusual sequences in the terminal's description, by their bytes.
  private let described: [[UInt8]: Key]
  private let hearsMouse: Bool

  private var state = State.ground
  /// The unit's bytes after its introducer; of a control string only the first ones.
  private var body: [UInt8] = []
  /// Whether another ESC preceded the unit: it has the Alt modifier, or Esc was pressed just before it.
  private var hasTwoEscapes = false
  private var paste = PastedText()
  /// The time without input.
  private var silence = Duration.zero
  /// How much longer an ESC may start the response to the background query.
  private var awaited = Duration.zero
  /// Whether the last unit was an ESC taken for the Esc key.
  private var hasJustEscaped = false
  private var inputs: [TerminalInput] = []

  private enum State {
    case ground
    /// In a multibyte character, with this many bytes missing.
    case character(missing: Int, isHeldWithAlt: Bool)
    /// After ESC.
    case escape
    /// After `ESC [`, and after `ESC [ [`.
    case sequence, consoleKey
    /// After `ESC O`.
    case function
    /// After `ESC [ M`: three bytes of a mouse report.
    case mouse
    /// In a control string, and after an ESC in it, which may start its terminator.
    case string(introducer: UInt8), stringEnd(introducer: UInt8)
    case paste
  }

  /// - Parameters:
  ///   - hearsMouse: Whether mouse reports are turned on.
  ///   - described: Keys by their bytes in the terminal's description; the usual sequences are built in.
  public init(hearsMouse: Bool = true, described: [[UInt8]: Key] = [:]) {
    self.hearsMouse = hearsMouse
    self.described = described.filter { $0.key.first == Byte.escape }
  }

  /// Whether the background query has not been answered; a response is accepted at any time.
  public private(set) var awaitsBackground = false

  /// Notes that the background was queried. While the response is awaited, the timeout of an ESC is longer.
  public mutating func awaitBackground() {
    awaitsBackground = true
    awaited = InputDecoder.longestAwait
  }

  /// Discards the incomplete unit.
  public mutating func forget() {
    letGo()
    hasJustEscaped = false
  }

  /// The time left until the pending unit times out; nil if none is pending.
  public var timeToNextChange: Duration? { patience.map { max(.zero, $0 - silence) } }

  /// Decodes input, possibly none, that followed a time without input.
  public mutating func decode(_ bytes: some Collection<UInt8>, after elapsed: Duration = .zero) -> [TerminalInput] {
    inputs = []
    silence += elapsed
    awaited = max(.zero, awaited - elapsed)
    guard let first = bytes.first else {
      if let patience, silence >= patience { giveUp() }
      return inputs
    }
    switch state {
    case .escape where silence > InputDecoder.escapeDelay: if !InputDecoder.goesOnLate(bytes) { giveUp() }
    case .ground where hasJustEscaped && silence <= InputDecoder.longestTearInString:
      // That ESC was not the Esc key: several keys are not pressed at once.
      if bytes.count > 1, first != Byte.bracket, first != Byte.function, InputDecoder.goesOnLate(bytes) {
        state = .escape
      }
    default: if let patience, silence > patience { giveUp() }
    }
    silence = .zero
    hasJustEscaped = false
    for byte in bytes { consume(byte) }
    return inputs
  }

  // MARK: Time

  /// An ESC followed by no input for this long is the Esc key.
  private static let escapeDelay = Duration.milliseconds(25)
  /// The same while the response to the background query is awaited, which a connection may split after its ESC.
  private static let awaitingEscapeDelay = Duration.milliseconds(500)
  /// How long the response is awaited.
  private static let longestAwait = Duration.seconds(30)
  /// The timeout within a control sequence, a character or a mouse report.
  private static let longestTear = Duration.milliseconds(500)
  /// The timeout within a control string, and right after its introducer, which is also a key with Alt.
  private static let longestTearInString = Duration.seconds(3)
  private static let longestTearAfterIntroducer = Duration.seconds(1)
  private static let longestTearInPaste = Duration.seconds(1)

  /// The timeout of the current unit.
  private var patience: Duration? {
    switch state {
    case .ground: nil
    case .escape: awaited > .zero ? InputDecoder.awaitingEscapeDelay : InputDecoder.escapeDelay
    case .character, .sequence, .consoleKey, .function, .mouse: InputDecoder.longestTear
    case .string: body.isEmpty ? InputDecoder.longestTearAfterIntroducer : InputDecoder.longestTearInString
    case .stringEnd: InputDecoder.longestTearInString
    case .paste: InputDecoder.longestTearInPaste
    }
  }

  /// Whether bytes after a pause continue the ESC before it, rather than being keys pressed after Esc.
  private static func goesOnLate(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first else { return false }
    let second = bytes.dropFirst().first
    return switch first {
    case Byte.bracket, Byte.function: second != nil
    case UInt8(ascii: "]"): second.map(Byte.digits.contains) ?? true
    case UInt8(ascii: "P"): second.map("01!=>".utf8.contains) ?? false
    case UInt8(ascii: "_"): second == UInt8(ascii: "G")
    default: false
    }
  }

  /// Ends the unit after its timeout.
  private mutating func giveUp() {
    switch state {
    case .escape:
      inputs += Array(repeating: .key(.escape), count: hasTwoEscapes ? 2 : 1)
      letGo()
      hasJustEscaped = true
      silence = .zero
    case .paste: endPaste()
    default: letGo()
    }
  }

  // MARK: Bytes

  private mutating func consume(_ byte: UInt8) {
    switch state {
    case .ground: begin(byte)
    case .character(let missing, let isHeldWithAlt): takeInCharacter(byte, missing, isHeldWithAlt)
    case .escape: takeAfterEscape(byte)
    case .sequence: takeInSequence(byte)
    case .consoleKey: letGo()
    case .function: takeInFunction(byte)
    case .mouse: takeMouse(byte)
    case .string(let introducer): takeInString(byte, introducer)
    case .stringEnd(let introducer):
      if byte == UInt8(ascii: "\\") {
        endString(introducer)
      } else {
        // The ESC starts another unit; the string is unterminated.
        letGo()
        state = .escape
        takeAfterEscape(byte)
      }
    case .paste: if paste.consume(byte) { endPaste() }
    }
  }

  private mutating func letGo() {
    state = .ground
    body = []
    hasTwoEscapes = false
    paste = PastedText()
  }

  /// Ends the unit with a key or nothing. With Alt it is ignored.
  private mutating func end(as key: Key?) {
    if let key, !hasTwoEscapes { inputs.append(.key(key)) }
    letGo()
  }

  /// Handles a unit that cannot have the Alt modifier: an ESC before it was the Esc key.
  private mutating func takeEscapeBefore() {
    if hasTwoEscapes { inputs.append(.key(.escape)) }
    hasTwoEscapes = false
  }

  private mutating func begin(_ byte: UInt8) {
    switch byte {
    case Byte.escape: state = .escape
    case ..<0x80: end(as: Key(scalar: Unicode.Scalar(byte)))
    default: beginCharacter(byte)
    }
  }

  /// Ends the incomplete unit before a byte that starts another.
  private mutating func takeAnew(_ byte: UInt8) {
    letGo()
    begin(byte)
  }

  /// Starts a multibyte UTF-8 character, if this is a lead byte.
  private mutating func beginCharacter(_ byte: UInt8, isHeldWithAlt: Bool = false) {
    let missing =
      switch byte {
      case 0xC2...0xDF: 1
      case 0xE0...0xEF: 2
      case 0xF0...0xF4: 3
      default: 0
      }
    guard missing > 0 else { return letGo() }
    state = .character(missing: missing, isHeldWithAlt: isHeldWithAlt)
    body = [byte]
  }

  private mutating func takeInCharacter(_ byte: UInt8, _ missing: Int, _ isHeldWithAlt: Bool) {
    guard (0x80...0xBF).contains(byte) else { return takeAnew(byte) }
    body.append(byte)
    guard missing == 1 else {
      state = .character(missing: missing - 1, isHeldWithAlt: isHeldWithAlt)
      return
    }
    let scalar = String(validating: body, as: UTF8.self)?.unicodeScalars.first
    end(as: isHeldWithAlt ? nil : scalar.flatMap(Key.init(scalar:)))
  }

  private mutating func takeAfterEscape(_ byte: UInt8) {
    switch byte {
    case Byte.escape:
      takeEscapeBefore()
      hasTwoEscapes = true
    case Byte.bracket: state = .sequence
    case Byte.function: state = .function
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
      takeEscapeBefore()
      state = .string(introducer: byte)
    default:
      takeEscapeBefore()
      if let key = described[[Byte.escape, byte]] { return end(as: key) }
      // Alt and a key.
      if byte < 0x80 { letGo() } else { beginCharacter(byte, isHeldWithAlt: true) }
    }
  }

  private mutating func takeInSequence(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "$") where !body.isEmpty && body.allSatisfy(Byte.digits.contains): letGo()
    case 0x20...0x3F: if body.count < InputDecoder.longestBody { body.append(byte) }
    case Byte.bracket where body.isEmpty: state = .consoleKey
    case UInt8(ascii: "M") where body.isEmpty && hearsMouse:
      takeEscapeBefore()
      state = .mouse
    case 0x40...0x7E: endSequence(byte)
    case Byte.cancel, Byte.substitute: letGo()
    default: takeAnew(byte)
    }
  }

  /// The maximum length of a sequence that is interpreted, including the response to the background query.
  private static let longestBody = 64

  private mutating func endSequence(_ final: UInt8) {
    if final == UInt8(ascii: "~"), body.elementsEqual("200".utf8) {
      takeEscapeBefore()
      letGo()
      state = .paste
    } else if body.first == UInt8(ascii: "<"), final == UInt8(ascii: "M") || final == UInt8(ascii: "m") {
      takeEscapeBefore()
      if let event = hearsMouse ? MouseEvent(report: body.dropFirst(), final: final) : nil {
        inputs.append(.mouse(event))
      }
      letGo()
    } else {
      end(as: Key(sequence: body, final: final) ?? described[[Byte.escape, Byte.bracket] + body + [final]])
    }
  }

  private mutating func takeInFunction(_ byte: UInt8) {
    switch byte {
    case 0x30...0x3B: if body.count < InputDecoder.longestBody { body.append(byte) }
    case 0x20...0x7E:
      let key = body.isEmpty ? Key(function: byte) : nil
      end(as: key ?? described[[Byte.escape, Byte.function] + body + [byte]])
    case Byte.cancel, Byte.substitute: letGo()
    default: takeAnew(byte)
    }
  }

  private mutating func takeMouse(_ byte: UInt8) {
    guard byte >= 0x20 else { return takeAnew(byte) }
    body.append(byte)
    guard body.count == 3 else { return }
    // X10's reports count from 1, offset by a space's code.
    let (x, y) = (Int(body[1]) - 33, Int(body[2]) - 33)
    if x >= 0, y >= 0, let event = MouseEvent(button: Int(body[0]) - 32, x: x, y: y) { inputs.append(.mouse(event)) }
    letGo()
  }

  private mutating func takeInString(_ byte: UInt8, _ introducer: UInt8) {
    switch byte {
    case Byte.bell: endString(introducer)
    case Byte.cancel, Byte.substitute: letGo()
    case Byte.escape: state = .stringEnd(introducer: introducer)
    default: if body.count < InputDecoder.longestBody { body.append(byte) }
    }
  }

  private mutating func endString(_ introducer: UInt8) {
    if awaitsBackground, introducer == UInt8(ascii: "]"), let isLight = BackgroundColor.isLight(controlString: body) {
      (awaitsBackground, awaited) = (false, .zero)
      inputs.append(.background(isLight: isLight))
    }
    letGo()
  }

  private mutating func endPaste() {
    inputs.append(.pasted(paste.text))
    letGo()
  }
}

/// Named control bytes.
private enum Byte {
  static let bell: UInt8 = 0x07
  static let cancel: UInt8 = 0x18
  static let substitute: UInt8 = 0x1A
  static let escape: UInt8 = 0x1B
  static let bracket = UInt8(ascii: "[")
  static let function = UInt8(ascii: "O")
  static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
}
