import ArgumentParser
import Karel

/// Parsing of comma-separated option values.
enum OptionList {
  /// Parses names of an enumeration's cases, without duplicates.
  static func names<Name: RawRepresentable & CaseIterable & Equatable>(
    _ flag: String, _ text: String
  ) throws -> [Name] where Name.RawValue == String {
    let expected = Name.allCases.map(\.rawValue).joined(separator: ", ")
    return try words(flag, text, expected: expected) { Name(rawValue: $0).map { [$0] } }
  }

  /// Parses each word into values, without duplicates.
  ///
  /// - Parameter meanings: The values of a word; nil if it is invalid.
  /// - Throws: `ValidationError` for an invalid word, or words that could also be one number with separators.
  static func words<Meaning: Equatable>(
    _ flag: String, _ text: String, expected: String, _ meanings: (String) -> [Meaning]?
  ) throws -> [Meaning] {
    do throws(CommaListError) {
      return try CommaList.parse(text, meanings).joined().reduce(into: []) { all, meaning in
        if !all.contains(meaning) { all.append(meaning) }
      }
    } catch {
      throw ValidationError("\(flag): " + (error.ambiguity ?? "found '\(error.found)', expected \(expected)"))
    }
  }
}
