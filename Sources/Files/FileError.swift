import Foundation

/// Why a file, or a part of it, cannot be used.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: URL
  /// The line or field; nil for the file as a whole.
  public let place: String?
  public let found: String
  public let expected: String
  /// What the user can do about it, if known.
  public let remedy: String?

  public init(_ file: URL, _ place: String? = nil, found: String, expected: String, remedy: String? = nil) {
    self.file = file
    self.place = place
    self.found = found
    self.expected = expected
    self.remedy = remedy
  }

  /// ``description`` without the file.
  public var problem: String {
    (place.map { "\($0): " } ?? "") + "found \(found), expected \(expectation)"
  }

  /// What was expected, and the remedy.
  public var expectation: String { expected + (remedy.map { "; \($0)" } ?? "") }

  /// A one-line message: file, place, what was found, what was expected, remedy.
  public var description: String { "\(file.path): \(problem)" }
}
