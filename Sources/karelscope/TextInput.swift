import Foundation

/// A file that a command reads, or standard input where the path is `-`.
struct TextInput {
  let path: String

  /// The name that errors give.
  var name: String { path == "-" ? "standard input" : path }

  /// The whole text.
  ///
  /// - Throws: ``InputError`` if it cannot be read or is not UTF-8.
  func text() throws(InputError) -> String {
    guard let text = String(validating: try bytes(), as: UTF8.self)
    else { throw InputError(name: name, problem: "found bytes that are not UTF-8, expected text") }
    return text
  }

  private func bytes() throws(InputError) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY)
    guard descriptor >= 0 else { throw systemError() }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw systemError()
      }
    }
  }

  private func systemError() -> InputError {
    InputError(name: name, problem: "\(String(cString: strerror(errno))), expected a file or - for standard input")
  }
}

/// Which input cannot be used, and why.
struct InputError: Error, CustomStringConvertible {
  /// The file's path, or "standard input".
  let name: String
  /// What was found, where, and what was expected.
  let problem: String

  var description: String { "\(name): \(problem)" }
}
