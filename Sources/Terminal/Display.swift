import Screens
import TextCanvas

/// Shows frames on the terminal, and notes them in a recording.
struct Display {
  private let curses: Curses
  /// Writes the recording's frames: what a terminal of the same colours would have to be written.
  private var encoder: FrameEncoder
  private var recorder: Recorder?
  /// Why the recording ended before the screen; nil if it did not.
  private(set) var recordingFailure: TerminalError?

  init(_ curses: Curses, recorder: Recorder?) {
    self.curses = curses
    self.recorder = recorder
    encoder = FrameEncoder(curses.palette)
  }

  /// Shows a canvas: writes what changed, and nothing if nothing did.
  mutating func show(_ canvas: Canvas) {
    let canvas = curses.drawsASCII ? canvas.inASCII : canvas
    // What is on screen is in the recording.
    if let recorder {
      do {
        try recorder.note(encoder.encode(canvas), size: canvas.size)
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
    encoder = FrameEncoder(curses.palette)
  }

  /// Draws the next canvas anew, whatever the terminal shows.
  mutating func forget() {
    encoder.forget()
    curses.forget()
  }
}
