import Foundation
import PlainText

/// Standard output through a buffer. Unlike `print`, it reports what went wrong: a closed pipe, a full disk.
///
/// Nothing that comes from outside steers the reader's terminal: lines and JSON are made visible here, and so is all but the
/// line feeds of a document.
///
/// What was written reaches the reader with ``flush()``, which every command calls before it ends.
struct StandardOutput {
  private var buffer: [UInt8] = []

  /// Bytes that are gathered before they are handed to the system.
  private static let capacity = 1 << 16

  /// Adds a line, in which line breaks are spelled out as well.
  mutating func write(line: String) throws(OutputError) { try write(line.visible + "\n") }

  /// Adds lines, one each.
  mutating func write(lines: some Sequence<String>) throws(OutputError) {
    for line in lines { try write(line: line) }
  }

  /// Adds a text whose line feeds are its own: one in whose language texts from outside have been escaped, as in HTML, or
  /// that has none.
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

  /// Hands over what the buffer holds.
  mutating func flush() throws(OutputError) {
    var start = 0
    defer { buffer.removeAll(keepingCapacity: true) }
    while start < buffer.count {
      let written = buffer[start...].withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written >= 0 {
        start += written
      } else if errno != EINTR {
        throw errno == EPIPE ? .closedPipe : .system(reason: String(cString: strerror(errno)))
      }
    }
  }
}

/// Why results did not reach standard output.
enum OutputError: Error, CustomStringConvertible {
  /// Whoever read the results has stopped; no fault, so the program ends without a message.
  case closedPipe
  /// The system's reason, for example "No space left on device".
  case system(reason: String)

  var description: String {
    switch self {
    case .closedPipe: "standard output: the reader has gone"
    case .system(let reason): "standard output: \(reason), expected to write all results"
    }
  }
}
