import Files
import Foundation
import PlainText
import Screens
import Synchronization

/// A file of JSON lines, one for each message that a screen received: the seconds since the log began, the message, and the
/// effects that it had. For finding out what a live screen did.
final class EventLog: Sendable {
  private let start = ContinuousClock.now
  /// Nil once a line could not be written.
  private let file: Mutex<AppendedFile?>

  /// Begins a log, in place of the file's earlier content.
  ///
  /// - Throws: `FileError` if the file cannot be written or is not a regular file.
  init(_ url: URL) throws(FileError) {
    file = Mutex(try AppendedFile(url, isEmptied: true))
  }

  /// Adds a line. A log that can no longer be written ends there; the screen goes on.
  func note(_ event: ScreenEvent) {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let effects = event.effects.map(\.title.jsonLiteral).joined(separator: ",")
    let line =
      #"{"seconds":\#(String(format: "%.6f", seconds)),"message":\#(event.message.title.jsonLiteral),"effects":[\#(effects)]}"#
    file.withLock { file in
      do { try file?.append((line + "\n").utf8) } catch { file = nil }
    }
  }
}
