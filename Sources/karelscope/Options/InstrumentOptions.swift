import ArgumentParser
import Files
import Foundation
import LanguageModel
import Screens
import Terminal
import TextCanvas

/// The options common to all tabs.
struct InstrumentOptions: ParsableArguments {
  @Option(help: "When to use colours. (default: auto, which respects NO_COLOR)")
  var color: Terminal.ColorChoice?

  @Option(help: "The background to choose colours for. (default: auto, from COLORFGBG or the terminal's response)")
  var theme: Terminal.Theme?

  @Flag(help: "Use ASCII characters only.")
  var ascii = false

  @Flag(inversion: .prefixedNo, help: "Whether to use the mouse. (default: --mouse)")
  var mouse: Bool?

  @Option(
    help: ArgumentHelp(
      "Record the session: as an animated picture if the name ends in .svg or .gif, else as an asciicast, for asciinema.",
      valueName: "file"), completion: .file(),
    transform: PathArgument.init(parsing:))
  var record: PathArgument?

  @Option(
    help: ArgumentHelp(
      "Log every key, message, effect and request with its time, as JSON lines, in place of the file's content.",
      valueName: "file"),
    completion: .file(), transform: PathArgument.init(parsing:))
  var log: PathArgument?

  @Flag(help: "Print the first frame as plain text and exit.")
  var once = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Press these keys without a terminal, and write the last frame: key names and characters separated by spaces, also "
        + "wait=SECONDS, size=COLSxROWS, click=X,Y, paste=TEXT, and typed lines as :command or /text, in which _ is a space "
        + "and \\_ an underscore: \"space n :program_move_turnLeft wait=2\". Time passes only while waiting.",
      valueName: "keys"))
  var script: String?

  @Option(
    help: ArgumentHelp(
      "With --once or --script: write the picture to this file (.txt, .svg or .png); - is standard output, as text.",
      valueName: "file"),
    completion: .file(), transform: PathArgument.init(parsing:))
  var picture: PathArgument?

  /// The former name of --picture; in other commands --frame is a frame of reference.
  @Option(name: .customLong("frame"), help: .hidden, completion: .file(), transform: PathArgument.init(parsing:))
  var formerPicture: PathArgument?

  @Option(
    parsing: .unconditional, help: "The picture's size with --once or --script. (default: 80x24)",
    transform: InstrumentOptions.size)
  var size = Size(columns: 80, rows: 24)

  /// - Throws: ``UnexpectedValue`` if the text is not a size.
  @Sendable private static func size(_ text: String) throws -> Size {
    guard let size = Size(parsing: text) else {
      throw UnexpectedValue(expected: "columns and rows up to \(Size.most), for example 80x24")
    }
    return size
  }

  func validate() throws {
    if let picture = try givenPicture() {
      guard once || script != nil else {
        throw ValidationError("\(picture.option): found no --once or --script, expected one of them")
      }
      _ = try picture.format
    }
    if let script {
      do throws(ScriptError) {
        _ = try Script(parsing: script)
      } catch {
        throw ValidationError(error.description)
      }
    }
    guard record?.isStandardStream != true else {
      throw ValidationError("--record: found -, expected a file: frames go to standard output")
    }
    guard log?.isStandardStream != true else {
      throw ValidationError("--log: found -, expected a file: frames go to standard output")
    }
  }

  /// The file to write a picture to, and the option that gives it.
  private struct GivenPicture {
    let option: String
    let file: PathArgument

    /// - Throws: `ValidationError` if the file's extension is not a picture format.
    var format: Picture.Format {
      get throws {
        if file.isStandardStream { return .text }
        do {
          return try Picture.Format(file: file.path)
        } catch {
          throw ValidationError("\(option): \(error.description)")
        }
      }
    }
  }

  /// - Throws: `ValidationError` if both options give one.
  private func givenPicture() throws -> GivenPicture? {
    guard picture == nil || formerPicture == nil else {
      throw ValidationError("--picture: found --frame as well, expected one of them")
    }
    return picture.map { GivenPicture(option: "--picture", file: $0) }
      ?? formerPicture.map { GivenPicture(option: "--frame", file: $0) }
  }

  /// Checks the size of the picture that will be written.
  ///
  /// - Throws: `ValidationError` if it is smaller than `minimum`, in cells.
  func requireSize(_ minimum: Size) throws {
    guard once || script != nil else { return }
    guard size.columns >= minimum.columns, size.rows >= minimum.rows else {
      throw ValidationError(
        "--size: found \(size.columns)x\(size.rows), expected \(minimum.columns)x\(minimum.rows) at least")
    }
  }

  /// Shows the instrument on the terminal until it quits; with --once or --script writes a frame instead.
  ///
  /// - Parameters:
  ///   - begin: Does the screen's requests, or says which job does them.
  ///   - finish: Called after the screen has closed.
  func show(
    _ start: Start, _ tab: TabName, begin: @escaping @Sendable (Request) -> RequestWork, finish: () -> Void
  ) throws {
    let environment = ProcessInfo.processInfo.environment
    let (settings, remarks) = Settings.read(environment)
    var start = start
    start.preferences = settings.preferences
    let appearance = Terminal.Options(
      color: color ?? settings.color ?? .auto, theme: theme ?? settings.theme ?? .auto,
      ascii: ascii ? true : settings.ascii, mouse: mouse ?? settings.mouse ?? true, environment: environment)
    start.drawsASCII = appearance.ascii ?? !Terminal.localeIsUTF8
    var instrument = Instrument(start, showing: tab)
    if !remarks.isEmpty { instrument.remark(Settings.text(remarks)) }
    instrument.isLight = appearance.isLight
    // Without a terminal, 256 colours are assumed; a terminal tells its own.
    let palette = Palette(
      depth: appearance.depth(colors: 256, isDirect: appearance.asksForDirectColor), isLight: appearance.isLight)
    let recorder = try record.map { try Recorder(file: $0.path, palette: palette, terminal: environment["TERM"]) }
    let log = try log.map { try EventLog($0.url) }
    let screen = LoggedScreen(instrument) { log?.note($0) }
    if once || script != nil {
      try play(screen, appearance, recorder, begin: begin, finish: finish)
    } else {
      try Terminal.run(screen, options: appearance, recorder: recorder, begin: begin, finish: finish)
    }
  }

  /// Plays the script without a terminal and writes the last frame. SIGINT, SIGTERM and SIGHUP stop it early: jobs are
  /// cancelled, running work ends as at the script's end, and no frame is written.
  private func play(
    _ screen: LoggedScreen<Instrument>, _ appearance: Terminal.Options, _ recorder: Recorder?,
    begin: (Request) -> RequestWork, finish: () -> Void
  ) throws {
    var screen = screen
    let script = try Script(parsing: script ?? "")
    InterruptFlag.listen()
    let drawsASCII = appearance.ascii ?? !Terminal.localeIsUTF8
    var failure: TerminalError?
    // The failure before the first key; failures after a key are shown on the screen, as on a terminal.
    var firstFailure: String??
    var end = Duration.zero
    let control = JobControl { InterruptFlag.signal != nil }
    let size = screen.play(
      script, size: size, respond: { begin($0).response(to: $0, control) }, isStopped: control.isCancelled
    ) { screen, size, time in
      end = time
      firstFailure = firstFailure ?? screen.failure
      guard let recorder, failure == nil else { return }
      let shown = screen.frame(size)
      do throws(TerminalError) {
        try recorder.show(drawsASCII ? shown.inASCII : shown, after: time)
      } catch {
        failure = error
      }
    }
    finish()
    if failure == nil { try recorder?.end(after: end) }
    if let signal = InterruptFlag.signal { throw ExitCode(128 + signal) }
    if let failure { throw failure }
    if let failure = screen.failure, failure == firstFailure { throw ScreenFailure(description: failure) }
    if !script.resizes { try requireSize(screen.shown.minimum) }
    let shown = drawsASCII ? screen.frame(size).inASCII : screen.frame(size)
    if let given = try givenPicture(), !given.file.isStandardStream {
      let picture = try Picture(
        of: shown, file: given.file.path, format: given.format, isLight: appearance.isLight)
      try AtomicFile.write(Data(picture.bytes), to: given.file.url)
    } else {
      var output = StandardOutput()
      try output.write(document: shown.text)
      try output.flush()
    }
  }
}

/// Why the screen has nothing to show.
private struct ScreenFailure: Error, CustomStringConvertible {
  let description: String
}

extension Terminal.ColorChoice: ExpressibleByArgument {}
extension Terminal.Theme: ExpressibleByArgument {}
