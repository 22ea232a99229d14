import Foundation
import PlainText

/// Standard error. Control characters are escaped, so that lines neither control the terminal nor break log lines, and
/// overlong lines are shortened.
///
/// Write errors are ignored.
enum StandardError {
  /// Writes a line, with line breaks escaped.
  static func write(line: String) { write(line.visible + "\n") }

  /// Writes trusted lines, with the line feeds between them kept.
  static func write(lines: String) { write(lines.visibleLines + "\n") }

  /// Sends a control sequence to the terminal, followed by `text`.
  ///
  /// - Parameter sequence: Static, so that it cannot come from outside.
  static func control(_ sequence: StaticString, text: String = "") { write("\(sequence)\(text.visible)") }

  /// The maximum length of a line, and of its kept end, which states the remedy; in characters.
  private static let (longestLine, longestEnd) = (1600, 600)

  private static func write(_ text: String) {
    let text = text.utf8.count > longestLine ? shortened(text) : text
    _ = StandardStream.write(text.utf8, to: STDERR_FILENO)
  }

  /// The text with the middle of each overlong line elided.
  private static func shortened(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.count > longestLine else { return String(line) }
      return "\(line.prefix(longestLine - longestEnd - 1))…\(line.suffix(longestEnd))"
    }
    .joined(separator: "\n")
  }
}
