import Screens

extension MouseEvent {
  /// The event of a report in SGR format: button, column and row, both from 1; nil unless a press or a turn of the
  /// wheel.
  ///
  /// - Parameters:
  ///   - report: The parameters after `ESC [ <`.
  ///   - final: `M` for a press, `m` for a release.
  init?(report: some Collection<UInt8>, final: UInt8) {
    let numbers = report.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { $0.count > 5 ? nil : Int(String(decoding: $0, as: UTF8.self)) }
    guard final == UInt8(ascii: "M"), numbers.count == 3, let button = numbers[0], let column = numbers[1],
      let row = numbers[2], column > 0, row > 0
    else { return nil }
    self.init(button: button, x: column - 1, y: row - 1)
  }

  /// The event of a button by its terminal number, regardless of modifiers; nil for buttons not used here.
  init?(button: Int, x: Int, y: Int) {
    let heldKeys = 4 + 8 + 16
    guard button >= 0 else { return nil }
    switch button & ~heldKeys {
    case 0: self.init(.press, x: x, y: y)
    case 64: self.init(.wheelUp, x: x, y: y)
    case 65: self.init(.wheelDown, x: x, y: y)
    default: return nil
    }
  }
}

/// Control sequences that turn reports of button presses and the wheel on or off, in SGR format if supported.
enum MouseReports {
  static let on = Array("\u{1B}[?1000h\u{1B}[?1006h".utf8)
  static let off = Array("\u{1B}[?1006l\u{1B}[?1000l".utf8)
}
