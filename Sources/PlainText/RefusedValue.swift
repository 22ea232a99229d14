/// A value that a type refuses during decoding, in words that an error message can show.
public struct RefusedValue: Error, Hashable, Sendable {
  public let found: String
  public let expected: String
}

extension DecodingError {
  /// An error that refuses a field's value.
  public static func refused<Key>(
    _ found: some Any, expected: String, forKey key: Key, in container: KeyedDecodingContainer<Key>
  ) -> DecodingError {
    refused(found, expected: expected, at: container.codingPath + [key])
  }

  /// An error that refuses the value at a path.
  public static func refused(_ found: some Any, expected: String, at path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: path, debugDescription: "found \(found), expected \(expected)",
        underlyingError: RefusedValue(found: "\(found)", expected: expected)))
  }
}
