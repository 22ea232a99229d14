import Foundation

/// A path given to an option. Never empty: an unset shell variable would otherwise mean the current folder.
struct PathArgument: Hashable, Sendable {
  let path: String

  /// Parses an option's value, as its `transform`.
  ///
  /// - Throws: ``UnexpectedValue`` if the text is empty.
  init(parsing text: String) throws {
    guard !text.isEmpty else {
      throw UnexpectedValue(expected: "a path, found an empty string; is a variable not set?")
    }
    path = text
  }

  /// The file's URL, relative to the current folder.
  var url: URL { URL(fileURLWithPath: path) }

  /// Whether it means standard input or output instead of a file.
  var isStandardStream: Bool { path == "-" }
}
