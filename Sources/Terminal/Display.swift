import Foundation
import Screens

/// Writes frames to the terminal, and into a recording.
struct Display {
  private var encoder: FrameEncoder
  private let drawsASCII: Bool
  private var recorder: Recorder?
  /// Why the recording ended before the screen; nil if it did not.
  private(set) var recordingFailure: TerminalError?

  init(_ palette: Palette, drawsASCII: Bool, recorder: Recorder?) {
    encoder = FrameEncoder(palette)
    self.drawsASCII = drawsASCII
    self.recorder = recorder
  }

  /// Shows a canvas: writes what changed, and nothing if nothing did.
  mutating func show(_ canvas: Canvas) {
    let bytes = encoder.encode(drawsASCII ? canvas.inASCII : canvas)
    guard !bytes.isEmpty else { return }
    // What is on screen is in the recording.
    do {
      try recorder?.note(bytes, size: canvas.size)
    } catch {
      recorder = nil
      recordingFailure = error
    }
    Display.write(bytes)
  }

  /// Draws the next canvas anew, whatever the terminal shows.
  mutating func forget() { encoder.forget() }

  /// Hands everything to the terminal, however long it takes.
  private static func write(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      let written = bytes[start...].withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written >= 0 {
        start += written
      } else if errno == EAGAIN {
        var descriptor = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&descriptor, 1, -1)
      } else if errno != EINTR {
        // The terminal has gone, which the event loop notices.
        return
      }
    }
  }
}
