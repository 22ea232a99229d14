import CNcurses
import Foundation

/// A terminal description with direct colours instead of indexed ones: for a terminal whose `COLORTERM` announces true
/// colour while its installed description has 256 colours or fewer.
///
/// ncurses reads a compiled description from the variable `TERMINFO` (terminfo(5)), in the format of term(5) with
/// 32-bit numbers.
enum DirectColorDescription {
  /// The value of `TERMINFO` that gives a terminal direct colours; nil if its description is not installed or has no
  /// colours.
  static func variable(for term: String) -> String? {
    guard curses_enter_description(term) == OK else { return nil }
    defer { curses_leave_description() }
    guard tigetnum("colors") >= 8 else { return nil }
    return "hex:" + compiled(term).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// The capability that sets the foreground (38) or background (48), in the common form of ISO 8613-6 with semicolons.
  private static func color(_ kind: Int) -> [UInt8] {
    Array("\u{1B}[\(kind);2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm".utf8)
  }

  private static let changedNumbers: [String: Int32] = ["colors": 1 << 24, "pairs": 0x7FFF]
  private static let changedStrings: [String: [UInt8]] = ["setaf": color(38), "setab": color(48)]
  /// Capabilities for redefining indexed colours.
  private static let omitted: Set<String> = ["ccc", "initc", "initp", "oc", "setf", "setb"]

  /// The current description with these changes, compiled.
  private static func compiled(_ term: String) -> [UInt8] {
    let name = Array(term.utf8) + [0]
    let booleans = names(curses_boolean_name).map { !omitted.contains($0) && tigetflag($0) == 1 ? UInt8(1) : 0 }
    let numbers = names(curses_number_name).map { changedNumbers[$0] ?? max(-1, tigetnum($0)) }
    let strings = Table(
      names(curses_string_name).map { omitted.contains($0) ? nil : changedStrings[$0] ?? string($0) })
    let counts = [0x21E, name.count, booleans.count, numbers.count, strings.offsets.count, strings.bytes.count]
    var bytes = counts.flatMap(twoBytes) + name + booleans
    pad(&bytes)
    for number in numbers { bytes += withUnsafeBytes(of: number.littleEndian, Array.init) }
    bytes += strings.offsets.flatMap(twoBytes) + strings.bytes
    pad(&bytes)

    // The extended boolean capability that declares direct colours.
    let extensions = Table([Array("RGB".utf8)])
    bytes += [1, 0, 0, extensions.offsets.count, extensions.bytes.count].flatMap(twoBytes) + [1, 0]
    bytes += extensions.offsets.flatMap(twoBytes) + extensions.bytes
    return bytes
  }

  /// Null-terminated strings in sequence, and the offset of each: −1 for a missing one.
  private struct Table {
    var offsets: [Int] = []
    var bytes: [UInt8] = []

    init(_ strings: [[UInt8]?]) {
      for string in strings {
        offsets.append(string == nil ? -1 : bytes.count)
        if let string { bytes += string + [0] }
      }
    }
  }

  private static func names(_ name: (Int32) -> UnsafePointer<CChar>?) -> [String] {
    var names: [String] = []
    while let next = name(Int32(names.count)) { names.append(String(cString: next)) }
    return names
  }

  private static func string(_ name: String) -> [UInt8]? {
    guard let text = curses_capability(name) else { return nil }
    return UnsafeBufferPointer(start: text, count: strlen(text)).map(UInt8.init(bitPattern:))
  }

  private static func twoBytes(_ number: Int) -> [UInt8] {
    withUnsafeBytes(of: Int16(truncatingIfNeeded: number).littleEndian, Array.init)
  }

  private static func pad(_ bytes: inout [UInt8]) {
    if bytes.count % 2 == 1 { bytes.append(0) }
  }
}
