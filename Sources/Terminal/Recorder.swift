import Files
import Foundation
import Screens
import TextCanvas

/// Writes an asciicast file while a screen is shown. Each frame is written at once and completely, so that the file can
/// be played however the process ends.
public final class Recorder {
  private let file: AppendedFile
  private let terminal: String?
  private let start = ContinuousClock.now
  private var size: Size?
  private var isEmpty = true

  /// Starts a recording.
  ///
  /// - Parameter terminal: The value of `TERM`.
  /// - Throws: ``TerminalError`` if the file cannot be written, is not a regular file, or is not empty: recordings are
  ///   never overwritten.
  public init(file: String, terminal: String?) throws(TerminalError) {
    self.terminal = terminal
    let url = URL(fileURLWithPath: file)
    do throws(FileError) {
      self.file = try AppendedFile(url)
      guard try self.file.size() == 0 else {
        throw FileError(url, found: "a file that is not empty", expected: "none", remedy: "choose another file")
      }
    } catch {
      throw .noRecording(error)
    }
  }

  /// Removes the file of a recording that never started.
  deinit {
    if isEmpty, file.isNew { unlink(file.url.path) }
  }

  /// Records output at the current time.
  func note(_ bytes: [UInt8], size: Size) throws(TerminalError) {
    try note(bytes, size: size, after: ContinuousClock.now - start, timestamp: Int(time(nil)))
  }

  /// Ends the recording at the current time, so that the last frame is shown until then.
  func end() throws(TerminalError) { try end(after: ContinuousClock.now - start) }

  /// Ends the recording at a time since its start.
  public func end(after time: Duration) throws(TerminalError) {
    if size != nil { try write(Asciicast.output([], after: time)) }
  }

  /// Records output to a terminal of this size at a time since the start.
  public func note(_ bytes: [UInt8], size: Size, after time: Duration, timestamp: Int? = nil) throws(TerminalError) {
    guard !bytes.isEmpty else { return }
    var lines = Asciicast.output(bytes, after: time)
    if self.size == nil {
      lines = Asciicast.header(size, timestamp: timestamp, terminal: terminal) + lines
    } else if self.size != size {
      lines = Asciicast.resize(size, after: time) + lines
    }
    try write(lines)
    self.size = size
  }

  /// Writes all lines or none.
  private func write(_ lines: String) throws(TerminalError) {
    do {
      try file.append(lines.utf8)
    } catch {
      throw .noRecording(error)
    }
    isEmpty = false
  }
}
