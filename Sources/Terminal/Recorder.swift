import Foundation
import Screens
import TextCanvas

/// Writes an asciicast file while a screen is shown. Each frame is written at once and completely, so that the file can
/// be played however the process ends.
public final class Recorder {
  private let file: String
  private let descriptor: Int32
  private let terminal: String?
  private let start = ContinuousClock.now
  private var size: Size?
  /// Whether this recorder created the file and has not written to it.
  private var isNewAndEmpty: Bool

  /// Starts a recording.
  ///
  /// - Parameter terminal: The value of `TERM`.
  /// - Throws: ``TerminalError`` if the file cannot be written, or is not empty: recordings are never overwritten.
  public init(file: String, terminal: String?) throws(TerminalError) {
    self.file = file
    self.terminal = terminal
    var status = stat()
    if stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 {
      throw .recordingExists(file: file)
    }
    let flags = O_WRONLY | O_APPEND | O_CLOEXEC
    let new = open(file, flags | O_CREAT | O_EXCL, 0o666)
    isNewAndEmpty = new >= 0
    descriptor = new >= 0 ? new : open(file, flags | O_CREAT, 0o666)
    guard descriptor >= 0 else { throw .noRecording(file: file, code: errno) }
  }

  /// Removes the file of a recording that never started.
  deinit {
    close(descriptor)
    if isNewAndEmpty { unlink(file) }
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
    let bytes = Array(lines.utf8)
    var written = -1
    repeat {
      written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    } while written < 0 && errno == EINTR
    guard written == bytes.count else {
      let code = written < 0 ? errno : ENOSPC
      // Remove the partially written lines.
      if written > 0 { ftruncate(descriptor, lseek(descriptor, 0, SEEK_END) - off_t(written)) }
      throw .noRecording(file: file, code: code)
    }
    isNewAndEmpty = false
  }
}
