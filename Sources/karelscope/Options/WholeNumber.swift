import Karel

/// Reads the whole number that an option is given, possibly with commas between thousands. Options that take it as their `transform` name their default in their
/// help, as the parser then does not.
///
/// - Throws: ``UnexpectedValue`` if the text is none, or beyond what the option can hold.
@Sendable func wholeNumber<Number: FixedWidthInteger>(_ text: String) throws -> Number {
  guard let number = Number(grouped: text) else {
    throw UnexpectedValue(expected: Number.isSigned ? "a whole number" : "a whole number from 0 to \(Number.max)")
  }
  return number
}

/// What an option expected in place of what it was given; the parser names the option and what was found.
struct UnexpectedValue: Error, CustomStringConvertible {
  let expected: String

  var description: String { "expected \(expected)" }
}
