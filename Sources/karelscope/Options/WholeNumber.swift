import Karel

/// Parses an option's whole number, possibly with commas between thousands. Options with this `transform` state their
/// default in their help, as the parser then does not.
///
/// - Throws: ``UnexpectedValue`` if the text is not a whole number or out of range.
@Sendable func wholeNumber<Number: FixedWidthInteger>(_ text: String) throws -> Number {
  guard let number = Number(grouped: text) else {
    throw UnexpectedValue(expected: Number.isSigned ? "a whole number" : "a whole number from 0 to \(Number.max)")
  }
  return number
}

/// What an option expected; the parser adds the option and the value found.
struct UnexpectedValue: Error, CustomStringConvertible {
  let expected: String

  var description: String { "expected \(expected)" }
}
