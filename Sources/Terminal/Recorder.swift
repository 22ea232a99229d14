import Files
import Foundation
import Screens
import TextCanvas

/// Writes what a screen shows over time to a file: as an animated picture if its name ends in .svg or .gif, else as an
/// asciicast.
///
/// An asciicast is written frame by frame, each completely, so that the file can be played however the process ends; a
/// picture is written by ``end(after:)``.
public final class Recorder {
  private let file: AppendedFile
  private let start = ContinuousClock.now
  private var format: any RecordingFormat
  private var isEmpty = true

  /// The colours of the frames to come; a picture has those of its end throughout.
  public var palette: Palette {
    didSet { format.palette = palette }
  }

  /// Starts a recording.
  ///
  /// - Parameters:
  ///   - palette: The colours of the frames.
  ///   - terminal: The value of `TERM`, noted in an asciicast.
  /// - Throws: ``TerminalError`` if the file cannot be written, is not a regular file, or is not empty: recordings are
  ///   never overwritten.
  public init(file: String, palette: Palette, terminal: String?) throws(TerminalError) {
    self.palette = palette
    let url = URL(fileURLWithPath: file)
    format =
      switch url.pathExtension.lowercased() {
      case "svg": PictureRecording(palette: palette) { Array($0.svg(isLight: $1).utf8) }
      case "gif": PictureRecording(palette: palette) { $0.gif(isLight: $1) }
      default: AsciicastRecording(palette: palette, terminal: terminal)
      }
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

  /// Records a frame that is shown from now on.
  func show(_ canvas: Canvas) throws(TerminalError) {
    try show(canvas, after: ContinuousClock.now - start, timestamp: Int(time(nil)))
  }

  /// Records a frame that is shown from a time since the start.
  ///
  /// - Parameter timestamp: The time of day, in seconds since 1970, noted in an asciicast.
  public func show(_ canvas: Canvas, after time: Duration, timestamp: Int? = nil) throws(TerminalError) {
    try write(format.show(canvas, after: time, timestamp: timestamp))
  }

  /// Ends the recording at the current time, so that the last frame is shown until then.
  func end() throws(TerminalError) { try end(after: ContinuousClock.now - start) }

  /// Ends the recording at a time since its start.
  public func end(after time: Duration) throws(TerminalError) { try write(format.end(after: time)) }

  /// Redraws the next frame completely.
  func forget() { format.forget() }

  /// Writes all bytes or none.
  private func write(_ bytes: [UInt8]) throws(TerminalError) {
    guard !bytes.isEmpty else { return }
    do {
      try file.append(bytes)
    } catch {
      throw .noRecording(error)
    }
    isEmpty = false
  }
}

/// What a recording writes as frames are shown.
private protocol RecordingFormat {
  var palette: Palette { get set }
  /// The bytes to append for a frame shown from a time on.
  mutating func show(_ canvas: Canvas, after time: Duration, timestamp: Int?) -> [UInt8]
  /// The bytes to append at the end, so that the last frame is shown until then; none if there was no frame.
  mutating func end(after time: Duration) -> [UInt8]
  mutating func forget()
}

private struct AsciicastRecording: RecordingFormat {
  var palette: Palette {
    didSet { encoder = FrameEncoder(palette) }
  }
  private var encoder: FrameEncoder
  private let terminal: String?
  private var size: Size?

  init(palette: Palette, terminal: String?) {
    self.palette = palette
    self.terminal = terminal
    encoder = FrameEncoder(palette)
  }

  mutating func show(_ canvas: Canvas, after time: Duration, timestamp: Int?) -> [UInt8] {
    let bytes = encoder.encode(canvas)
    guard !bytes.isEmpty else { return [] }
    defer { size = canvas.size }
    var lines = Asciicast.output(bytes, after: time)
    if size == nil {
      lines = Asciicast.header(canvas.size, timestamp: timestamp, terminal: terminal) + lines
    } else if size != canvas.size {
      lines = Asciicast.resize(canvas.size, after: time) + lines
    }
    return Array(lines.utf8)
  }

  func end(after time: Duration) -> [UInt8] { size == nil ? [] : Array(Asciicast.output([], after: time).utf8) }

  mutating func forget() { encoder.forget() }
}

private struct PictureRecording: RecordingFormat {
  var palette: Palette
  private var animation = Animation()
  private let encode: (Animation, _ isLight: Bool) -> [UInt8]

  init(palette: Palette, encode: @escaping (Animation, _ isLight: Bool) -> [UInt8]) {
    self.palette = palette
    self.encode = encode
  }

  mutating func show(_ canvas: Canvas, after time: Duration, timestamp: Int?) -> [UInt8] {
    animation.show(canvas, at: time)
    return []
  }

  mutating func end(after time: Duration) -> [UInt8] {
    guard !animation.isEmpty else { return [] }
    animation.end(at: time)
    return encode(animation, palette.isLight)
  }

  func forget() {}
}
