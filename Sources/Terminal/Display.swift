import Screens
import TextCanvas

/// Shows frames on the terminal, and records them.
struct Display {
  private let curses: Curses
  private var recorder: Recorder?
  /// Why the recording ended early; nil if it did not.
  private(set) var recordingFailure: TerminalError?

  init(_ curses: Curses, recorder: Recorder?) {
    self.curses = curses
    self.recorder = recorder
    recorder?.palette = curses.palette
  }

  /// Shows a canvas: writes what changed, and nothing if nothing did.
  mutating func show(_ canvas: Canvas) {
    let canvas = curses.drawsASCII ? canvas.inASCII : canvas
    // Every shown frame is recorded.
    if let recorder {
      do {
        try recorder.show(canvas)
      } catch {
        self.recorder = nil
        recordingFailure = error
      }
    }
    curses.show(canvas)
  }

  /// Ends the recording.
  mutating func endRecording() {
    do {
      try recorder?.end()
    } catch {
      recordingFailure = error
    }
    recorder = nil
  }

  /// Chooses colours for a light or a dark background from the next canvas on.
  mutating func choose(isLight: Bool) {
    curses.choose(isLight: isLight)
    recorder?.palette = curses.palette
  }

  /// Redraws the next canvas completely.
  func forget() {
    recorder?.forget()
    curses.forget()
  }
}
