import Foundation

/// Scans JSON objects whose members are numbers or such objects. It fails on anything else, which is left to a decoder.
struct NumberScanner {
  private let bytes: UnsafeRawBufferPointer
  private var place = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// A member's name.
  struct Name {
    fileprivate let bytes: UnsafeRawBufferPointer

    static func == (name: Name, text: StaticString) -> Bool {
      name.bytes.count == text.utf8CodeUnitCount
        && memcmp(name.bytes.baseAddress!, text.utf8Start, name.bytes.count) == 0
    }
  }

  /// Whether only white space is left.
  var isAtEnd: Bool { bytes[place...].allSatisfy(NumberScanner.isBlank) }

  /// Reads an object.
  ///
  /// - Parameter body: Reads the value of a member; returns false on failure.
  /// - Returns: Whether the whole object was read.
  mutating func members(_ body: (Name, inout NumberScanner) -> Bool) -> Bool {
    guard consume("{") else { return false }
    repeat {
      guard consume("\""), let name = restOfName(), consume(":"), body(name, &self) else { return false }
    } while consume(",")
    return consume("}")
  }

  /// The rest of a name, up to and including its closing quote; nil if it is empty or has escapes.
  private mutating func restOfName() -> Name? {
    let start = place
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      guard bytes[place] != UInt8(ascii: "\\") else { return nil }
      place += 1
    }
    guard place > start, place < bytes.count else { return nil }
    defer { place += 1 }
    return Name(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<place]))
  }

  /// A non-negative integer without fraction and exponent; nil on failure.
  mutating func whole() -> Int? {
    skipBlanks()
    let start = place
    var value = 0
    while let digit, place - start < 18 {
      value = 10 * value + Int(digit)
      place += 1
    }
    guard place > start, bytes[start] != UInt8(ascii: "0") || place == start + 1, isAtEndOfNumber else { return nil }
    return value
  }

  /// A correctly rounded number; nil on failure, or if it has an exponent.
  mutating func number() -> Double? {
    skipBlanks()
    let start = place
    let isNegative = place < bytes.count && bytes[place] == UInt8(ascii: "-")
    if isNegative { place += 1 }
    var (digits, count, decimals) = (UInt64(0), 0, 0)
    func isLeadingZero(_ first: Int) -> Bool { place - first > 1 && bytes[first] == UInt8(ascii: "0") }
    let first = place
    while let digit {
      (digits, count, place) = (10 &* digits &+ digit, count + 1, place + 1)
    }
    guard count > 0, !isLeadingZero(first) else { return nil }
    if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
      place += 1
      while let digit {
        (digits, count, decimals, place) = (10 &* digits &+ digit, count + 1, decimals + 1, place + 1)
      }
      guard decimals > 0 else { return nil }
    }
    guard isAtEndOfNumber else { return nil }
    if count <= 19, decimals < NumberScanner.powers.count, let value = NumberScanner.quotient(digits, decimals) {
      return isNegative ? -value : value
    }
    return Double(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  /// `digits` / 10^`decimals`, correctly rounded; nil in the rare case that correct rounding is not certain.
  private static func quotient(_ digits: UInt64, _ decimals: Int) -> Double? {
    let (high, divisor) = (Double(digits), powers[decimals])
    // Both operands are exact, so the division rounds once.
    if digits <= 1 << 53 { return high / divisor }
    // Exact: the remainder of the first division, and the digits that `high` could not hold.
    guard high < 0x1p63 else { return nil }
    let low = Double(Int64(digits) - Int64(high))
    let first = high / divisor
    let second = (low + high.addingProduct(-first, divisor)) / divisor
    let value = first + second
    return first + second * (1 - 0x1p-48) == value && first + second * (1 + 0x1p-48) == value ? value : nil
  }

  /// Powers of ten that are exact as Double; literals, to avoid lazy initialisation.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  private var digit: UInt64? {
    guard place < bytes.count, case let byte = bytes[place], byte &- 48 < 10 else { return nil }
    return UInt64(byte &- 48)
  }

  private var isAtEndOfNumber: Bool {
    place < bytes.count && (bytes[place] == UInt8(ascii: ",") || bytes[place] == UInt8(ascii: "}"))
  }

  private mutating func consume(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard place < bytes.count, bytes[place] == UInt8(ascii: scalar) else { return false }
    place += 1
    return true
  }

  private mutating func skipBlanks() {
    while place < bytes.count, NumberScanner.isBlank(bytes[place]) { place += 1 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
}
