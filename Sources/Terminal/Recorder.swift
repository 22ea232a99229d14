import Foundation
import Screens
import TextCanvas

/// Writes an asciicast file while a screen is shown. What each frame adds is handed to the system at once and whole, so that
/// whatever ends the process leaves a file that can be played.
public final class Recorder {
  private let file: String
  private let descriptor: Int32
  private let terminal: String?
  private let start = ContinuousClock.now
  private var size: Size?
  /// Whether the file is this recorder's own and has nothing in it.
  private var isNewAndEmpty: Bool

  /// Begins a recording.
  ///
  /// - Parameter terminal: The value of `TERM`.
  /// - Throws: ``TerminalError`` if the file cannot be written, or has something in it already: what was recorded does not come
  ///   again.
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

  /// A recording that never began leaves nothing behind.
  deinit {
    close(descriptor)
    if isNewAndEmpty { unlink(file) }
  }

  /// Notes what the terminal is written now.
  func note(_ bytes: [UInt8], size: Size) throws(TerminalError) {
    try note(bytes, size: size, after: ContinuousClock.now - start, timestamp: Int(time(nil)))
  }

  /// Notes that it ends now: until then the last frame is shown.
  func end() throws(TerminalError) { try end(after: ContinuousClock.now - start) }

  /// Notes that it ends so long after the beginning.
  public func end(after time: Duration) throws(TerminalError) {
    if size != nil { try write(Asciicast.output([], after: time)) }
  }

  /// Notes what a terminal of some extent is written so long after the beginning.
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

  /// Writes lines, all or none of them.
  private func write(_ lines: String) throws(TerminalError) {
    let bytes = Array(lines.utf8)
    var written = -1
    repeat {
      written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    } while written < 0 && errno == EINTR
    guard written == bytes.count else {
      let code = written < 0 ? errno : ENOSPC
      // Without the part that there was room for.
      if written > 0 { ftruncate(descriptor, lseek(descriptor, 0, SEEK_END) - off_t(written)) }
      throw .noRecording(file: file, code: code)
    }
    isNewAndEmpty = false
  }
}
