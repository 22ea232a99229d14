import Files
import Foundation

/// A file that a command reads, or standard input where the path is `-`.
struct TextInput {
  private let source: PathArgument

  init(_ source: PathArgument) {
    self.source = source
  }

  /// The name used in errors.
  var name: String { source.isStandardStream ? "standard input" : source.path }

  /// The maximum length of a whole text, in bytes. A device such as `/dev/zero` has no end.
  static let longestText = 1 << 20

  /// The whole text.
  ///
  /// - Throws: ``InputError`` if it cannot be read, is longer than ``longestText`` or is not UTF-8.
  func text() throws(InputError) -> String {
    let file = try open()
    var bytes: [UInt8] = []
    while case let arrived = try file.read(), !arrived.isEmpty {
      bytes += arrived
      guard bytes.count <= TextInput.longestText else {
        throw InputError(
          name: name,
          problem: "found more than \(TextInput.longestText) bytes, expected a shorter text; give another file")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self)
    else { throw InputError(name: name, problem: "found bytes that are not UTF-8, expected text") }
    return text
  }

  /// - Throws: ``InputError`` if the file cannot be opened.
  func open() throws(InputError) -> File {
    let descriptor = source.isStandardStream ? STDIN_FILENO : Foundation.open(source.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError(name: name, reading: errno) }
    return File(name: name, descriptor: descriptor)
  }

  /// An open input, closed when it is deallocated.
  final class File {
    private let name: String
    private let descriptor: Int32

    fileprivate init(name: String, descriptor: Int32) {
      self.name = name
      self.descriptor = descriptor
    }

    deinit {
      if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// The bytes that have arrived; waits for at least one, returns none at the end.
    ///
    /// - Throws: ``InputError`` if the file cannot be read.
    func read() throws(InputError) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: 1 << 18)
      while true {
        let count = Foundation.read(descriptor, &bytes, bytes.count)
        if count >= 0 { return Array(bytes[..<count]) }
        if errno == EAGAIN {
          // Whoever shares standard input has set it to not block.
          StandardStream.wait(for: POLLIN, on: descriptor)
        } else if errno != EINTR {
          throw InputError(name: name, reading: errno)
        }
      }
    }
  }
}

/// An input that cannot be used, and why.
struct InputError: Error, CustomStringConvertible {
  /// The file's path, or "standard input".
  let name: String
  /// What was found, where, and what was expected.
  let problem: String

  var description: String { "\(name): \(problem)" }

  init(name: String, problem: String) {
    self.name = name
    self.problem = problem
  }

  /// - Parameter code: The system's error number.
  fileprivate init(name: String, reading code: Int32) {
    self.init(name: name, problem: FileError(URL(fileURLWithPath: name), reading: code).problem)
  }
}
