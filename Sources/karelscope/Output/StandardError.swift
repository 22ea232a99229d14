import Foundation
import PlainText

/// Standard error. Its lines are for people: nothing in them steers the terminal or breaks a line of a log, and what they quote
/// makes none of them longer than can be read.
///
/// What cannot be written is lost: words that nobody can read are no reason to stop.
enum StandardError {
  /// Writes a line, in which line breaks are spelled out as well.
  static func write(line: String) { write(line.visible + "\n") }

  /// Writes lines of our own making, with the line feeds between them as they are.
  static func write(lines: String) { write(lines.visibleLines + "\n") }

  /// Has the terminal do something, and then shows `text`.
  ///
  /// - Parameter sequence: A control sequence; static, so that none comes from outside.
  static func control(_ sequence: StaticString, text: String = "") { write("\(sequence)\(text.visible)") }

  /// The most characters of a line, and how many of them are its end: there it says what to do.
  private static let (longestLine, longestEnd) = (1600, 600)

  private static func write(_ text: String) {
    let text = text.utf8.count > longestLine ? shortened(text) : text
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// A text without the middle of each line that is too long.
  private static func shortened(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.count > longestLine else { return String(line) }
      return "\(line.prefix(longestLine - longestEnd - 1))…\(line.suffix(longestEnd))"
    }
    .joined(separator: "\n")
  }
}
