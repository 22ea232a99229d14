import Foundation

/// Where and why a text is not the expected JSON.
public struct JSONProblem: CustomStringConvertible, Sendable {
  /// The path to the field, keys and indices separated by dots; nil for the whole text.
  public let place: String?
  public let found: String
  public let expected: String
  /// What the user can do about it, if known.
  public let remedy: String?

  /// Describes a decoding error.
  ///
  /// - Parameter json: The text, which tells more than the error if it is not valid JSON.
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
      (found, expected) = ("a value out of its range", "a value of its type and range")
    case DecodingError.dataCorrupted where (try? JSONSerialization.jsonObject(with: json)) != nil:
      // The decoder names no field if a number overflows its type.
      (found, expected) = ("a number out of its field's range", "numbers of each field's type and range")
    case let error as NSError
    where (error.userInfo[NSDebugDescriptionErrorKey] as? String)?.contains("not representable") ?? false:
      (found, expected) = ("a number out of range", "numbers of each field's type and range")
    default:
      (found, expected, remedy) = JSONProblem.syntax(of: json)
    }
    self.remedy = remedy
    place = path.isEmpty ? nil : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }

  /// A best guess at why a text is not valid JSON.
  private static func syntax(of json: Data) -> (found: String, expected: String, remedy: String?) {
    let expected = "valid JSON"
    let remedy = "copy it again or delete it"
    if json.allSatisfy({ $0 == UInt8(ascii: " ") || (9...13).contains($0) }) { return ("nothing", expected, remedy) }
    if json.contains(0) { return ("NUL bytes, as after a machine crash", expected, remedy) }
    let text = String(decoding: json.prefix(1 << 16), as: UTF8.self)
    let outsideStrings = text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    if let word = ["NaN", "Infinity"].first(where: { word in outsideStrings.contains { $0.contains(word) } }) {
      return (word, "finite numbers", nil)
    }
    return ("invalid or truncated JSON", expected, remedy)
  }

  /// The JSON name of a Swift type.
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

  /// The path, if known, and the problem.
  public var description: String { (place.map { "\($0): " } ?? "") + problem }

  /// What was found and expected, and the remedy.
  public var problem: String { "found \(found), expected \(expectation)" }

  /// What was expected, and the remedy.
  public var expectation: String { expected + (remedy.map { "; \($0)" } ?? "") }

  /// The same about a file.
  ///
  /// - Parameter outer: The location of the text in the file; nil for the whole file.
  public func error(_ file: URL, _ outer: String? = nil) -> FileError {
    let places = [outer, place].compactMap { $0 }
    return FileError(
      file, places.isEmpty ? nil : places.joined(separator: ": "), found: found, expected: expected, remedy: remedy)
  }
}

/// A value that a type rejects during decoding.
private struct RefusedValue: Error {
  let found: String
  let expected: String
}

extension DecodingError {
  /// An error that rejects a field's value.
  public static func refused<Key>(
    _ found: some Any, expected: String, forKey key: Key, in container: KeyedDecodingContainer<Key>
  ) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: container.codingPath + [key], debugDescription: "found \(found), expected \(expected)",
        underlyingError: RefusedValue(found: "\(found)", expected: expected)))
  }
}
