import Foundation
import PlainText

/// Buffered standard output. Unlike `print`, it reports errors: a closed pipe, a full disk.
///
/// Control characters from outside are escaped, so that they cannot control the terminal; a document keeps its line
/// feeds.
///
/// Every command calls ``flush()`` before it ends.
struct StandardOutput {
  private var buffer: [UInt8] = []

  /// The size at which the buffer is written, in bytes.
  private static let capacity = 1 << 16

  /// Adds a line, with line breaks escaped.
  mutating func write(line: String) throws(OutputError) { try write(line.visible + "\n") }

  /// Adds lines, one each.
  mutating func write(lines: some Sequence<String>) throws(OutputError) {
    for line in lines { try write(line: line) }
  }

  /// Adds a text whose line feeds are trusted: text from outside in it is already escaped, as in HTML, or absent.
  mutating func write(document: String) throws(OutputError) { try write(document.visibleLines) }

  private mutating func write(_ text: String) throws(OutputError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= StandardOutput.capacity { try flush() }
  }

  /// Adds `value` as JSON on a line of its own, its keys sorted and in snake case.
  mutating func write(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try write(String(decoding: try encoder.encode(value), as: UTF8.self).visibleJSON + "\n")
  }

  /// Writes the buffer's content.
  mutating func flush() throws(OutputError) {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard let code = StandardStream.write(buffer, to: STDOUT_FILENO) else { return }
    throw code == EPIPE ? .closedPipe : .system(reason: String(cString: strerror(code)))
  }
}

/// Why results did not reach standard output.
enum OutputError: Error, CustomStringConvertible {
  /// The reader closed the pipe; not a fault, so the program ends without a message.
  case closedPipe
  /// The system's reason, for example "No space left on device".
  case system(reason: String)

  var description: String {
    switch self {
    case .closedPipe: "standard output: the reader closed the pipe"
    case .system(let reason): "standard output: \(reason), expected to write all results"
    }
  }
}
