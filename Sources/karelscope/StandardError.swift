import Foundation
import PlainText

/// Standard error. Its lines are for people: nothing in them steers the terminal or breaks a line of a log.
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

  private static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
