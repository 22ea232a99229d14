import Foundation

/// Where and why a text was not the JSON that was expected.
public struct JSONProblem: CustomStringConvertible, Sendable {
  /// The names and numbers that lead to the field, with dots between; nil for the whole text.
  public let place: String?
  public let found: String
  public let expected: String
  /// What the user can do about it, if that is known.
  public let remedy: String?

  /// What an error of a decoder says.
  ///
  /// - Parameter json: The text, which tells more than the error does where it is no JSON.
  public init(_ error: any Error, in json: Data = Data()) {
    var path: [any CodingKey] = []
    var remedy: String?
    switch error {
    case DecodingError.keyNotFound(let field, let context):
      path = context.codingPath + [field]
      (found, expected) = ("no such field", "one")
    case DecodingError.typeMismatch(let type, let context):
      path = context.codingPath
      (found, expected) = ("another type", JSONProblem.name(of: type))
    case DecodingError.valueNotFound(let type, let context):
      path = context.codingPath
      (found, expected) = ("null", JSONProblem.name(of: type))
    case DecodingError.dataCorrupted(let context) where context.underlyingError is RefusedValue:
      path = context.codingPath
      let refused = context.underlyingError as? RefusedValue
      (found, expected) = (refused?.found ?? "", refused?.expected ?? "")
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      path = context.codingPath
      (found, expected) = ("a value that it cannot hold", "one of its kind and range")
    case DecodingError.dataCorrupted where (try? JSONSerialization.jsonObject(with: json)) != nil:
      // The decoder tells of no field where a number is beyond its type.
      (found, expected) = ("a number that its field cannot hold", "numbers of each field's kind and range")
    case let error as NSError
    where (error.userInfo[NSDebugDescriptionErrorKey] as? String)?.contains("not representable") ?? false:
      (found, expected) = ("a number that no field can hold", "numbers of each field's kind and range")
    default:
      (found, expected, remedy) = JSONProblem.syntax(of: json)
    }
    self.remedy = remedy
    place = path.isEmpty ? nil : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }

  /// What keeps a text from being JSON, as far as that is seen at once.
  private static func syntax(of json: Data) -> (found: String, expected: String, remedy: String?) {
    let expected = "JSON as it was written"
    let remedy = "copy it anew, or take it away"
    if json.allSatisfy({ $0 == UInt8(ascii: " ") || (9...13).contains($0) }) { return ("nothing", expected, remedy) }
    if json.contains(0) { return ("NUL bytes, as a crash of the machine leaves them", expected, remedy) }
    let text = String(decoding: json.prefix(1 << 16), as: UTF8.self)
    let outsideStrings = text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    if let word = ["NaN", "Infinity"].first(where: { word in outsideStrings.contains { $0.contains(word) } }) {
      return (word, "finite numbers", nil)
    }
    return ("no JSON, or a part of it", expected, remedy)
  }

  /// What a type of the program is in JSON.
  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    case is any RangeReplaceableCollection.Type: "a list"
    default: "an object"
    }
  }

  /// The place, if known, and the problem.
  public var description: String { (place.map { "\($0): " } ?? "") + problem }

  /// What was found and expected, and what to do.
  public var problem: String { "found \(found), expected \(expectation)" }

  /// What was expected, and what to do.
  public var expectation: String { expected + (remedy.map { "; \($0)" } ?? "") }

  /// - Parameter outer: The place of the text in the file; nil if it is all of it.
  func error(_ file: URL, _ outer: String?) -> FileError {
    let places = [outer, place].compactMap { $0 }
    return FileError(
      file, places.isEmpty ? nil : places.joined(separator: ": "), found: found, expected: expected, remedy: remedy)
  }
}

/// A value that a type refuses while it is decoded.
private struct RefusedValue: Error {
  let found: String
  let expected: String
}

extension DecodingError {
  /// That a field's value is none that can be used.
  public static func refused<Key>(
    _ found: some Any, expected: String, forKey key: Key, in container: KeyedDecodingContainer<Key>
  ) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: container.codingPath + [key], debugDescription: "found \(found), expected \(expected)",
        underlyingError: RefusedValue(found: "\(found)", expected: expected)))
  }
}
