import ArgumentParser
import Karel

/// Values of options that are lists, separated by commas.
enum OptionList {
  /// Names of the cases of an enumeration, each once.
  static func names<Name: RawRepresentable & CaseIterable & Equatable>(
    _ flag: String, _ text: String
  ) throws -> [Name] where Name.RawValue == String {
    let expected = Name.allCases.map(\.rawValue).joined(separator: ", ")
    return try words(flag, text, expected: expected) { Name(rawValue: $0).map { [$0] } }
  }

  /// What the words mean, each meaning once.
  ///
  /// - Parameter meanings: Of a word; nil if it has none.
  /// - Throws: `ValidationError` for a word without one, or words that can be one number as well.
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
