import Foundation

/// A path that an option gives. Never empty: what an unset variable leaves would otherwise be the current folder.
struct PathArgument: Hashable, Sendable {
  let path: String

  /// Reads what an option is given, as its `transform`.
  ///
  /// - Throws: ``UnexpectedValue`` if the text is empty.
  init(parsing text: String) throws {
    guard !text.isEmpty else {
      throw UnexpectedValue(expected: "a path, found an empty text; is a variable not set?")
    }
    path = text
  }

  /// What it leads to, from the current folder on.
  var url: URL { URL(fileURLWithPath: path) }

  /// Whether it stands for standard input or output in place of a file.
  var isStandardStream: Bool { path == "-" }
}
