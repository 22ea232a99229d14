import ArgumentParser
import Foundation
import LanguageModel
import Screens
import Terminal

/// The options that every view has.
struct ViewOptions: ParsableArguments {
  @Option(help: "When to use colours. (default: auto, which heeds NO_COLOR)")
  var color: Terminal.ColorChoice?

  @Option(help: "The background to choose colours for. (default: auto, by COLORFGBG or what the terminal answers)")
  var theme: Terminal.Theme?

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(inversion: .prefixedNo, help: "Whether to listen to the mouse. (default: --mouse)")
  var mouse: Bool?

  @Option(
    help: ArgumentHelp("Record what is shown as an asciicast, for asciinema.", valueName: "file"), completion: .file())
  var record: String?

  @Flag(help: "Print the first frame as plain text and end.")
  var once = false

  @Option(
    help: ArgumentHelp(
      "Press these keys without a terminal, and write the last frame: names and characters separated by spaces, also "
        + "wait=SECONDS, size=COLSxROWS, click=X,Y and :command. Time passes only while waiting.",
      valueName: "keys"))
  var script: String?

  @Option(
    help: ArgumentHelp("With --once or --script: the file for the frame: text, .svg or .png.", valueName: "file"),
    completion: .file())
  var frame: String?

  @Option(help: "The frame's extent with --once or --script.")
  var size = FrameSize(columns: 80, rows: 24)

  func validate() throws {
    guard frame == nil || once || script != nil else {
      throw ValidationError("--frame: found no --once or --script, expected one of them")
    }
  }

  /// Shows the instrument on the terminal until it wants to quit; with --once or --script writes a frame instead.
  ///
  /// - Parameters:
  ///   - perform: Does the work that the screen asks for.
  ///   - finish: Called when the screen has gone.
  func show(
    _ start: Start, _ view: ViewName, perform: @escaping @Sendable (Request) -> Answer, finish: () -> Void
  ) throws {
    let environment = ProcessInfo.processInfo.environment
    let (settings, remarks) = Settings.read(environment)
    var start = start
    start.preferences = settings.preferences
    var instrument = Instrument(start, showing: view)
    if let remark = remarks.first {
      instrument.remark(remark + (remarks.count > 1 ? " (and \(remarks.count - 1) more)" : ""))
    }
    let appearance = Terminal.Options(
      color: color ?? settings.color ?? .auto, theme: theme ?? settings.theme ?? .auto,
      ascii: ascii ? true : settings.ascii, mouse: mouse ?? settings.mouse ?? true, environment: environment)
    instrument.isLight = appearance.isLight
    let recorder = try record.map { try Recorder(file: $0, terminal: environment["TERM"]) }
    if once || script != nil {
      try play(&instrument, appearance, recorder, perform: perform, finish: finish)
    } else {
      try Terminal.run(instrument, options: appearance, recorder: recorder, perform: perform, finish: finish)
    }
  }

  /// Plays the script without a terminal and writes the last frame. SIGINT and SIGTERM end it early: what was begun is ended
  /// as it is at a script's end, and no frame is written.
  private func play(
    _ instrument: inout Instrument, _ appearance: Terminal.Options, _ recorder: Recorder?,
    perform: (Request) -> Answer, finish: () -> Void
  ) throws {
    let script = try Script(parsing: script ?? "")
    InterruptFlag.listen()
    let drawsASCII = appearance.ascii ?? !Terminal.localeIsUTF8
    var encoder = FrameEncoder(
      Palette(
        depth: appearance.depth(colors: 256, isDirect: appearance.asksForDirectColor), isLight: appearance.isLight))
    var failure: TerminalError?
    let size = instrument.play(
      script, size: size.size, perform: perform, isStopped: { InterruptFlag.signal != nil }
    ) { instrument, size, time in
      guard let recorder, failure == nil else { return }
      let shown = instrument.frame(size)
      do throws(TerminalError) {
        try recorder.note(encoder.encode(drawsASCII ? shown.inASCII : shown), size: size, after: time)
      } catch {
        failure = error
      }
    }
    finish()
    if let signal = InterruptFlag.signal { throw ExitCode(128 + signal) }
    if let failure { throw failure }
    if let failure = instrument.failure { throw ScreenFailure(description: failure) }
    let shown = drawsASCII ? instrument.frame(size).inASCII : instrument.frame(size)
    if let frame {
      try WholeFile.write(
        Data(Picture(of: shown, file: frame, isLight: appearance.isLight).bytes), to: URL(fileURLWithPath: frame))
    } else {
      var output = StandardOutput()
      try output.write(shown.text)
      try output.flush()
    }
  }
}

/// Why a screen has nothing to show.
private struct ScreenFailure: Error, CustomStringConvertible {
  let description: String
}

extension Terminal.ColorChoice: ExpressibleByArgument {}
extension Terminal.Theme: ExpressibleByArgument {}

/// `--size`, for example 80x24.
struct FrameSize: ExpressibleByArgument, CustomStringConvertible {
  let size: Size

  init(columns: Int, rows: Int) {
    size = Size(columns: columns, rows: rows)
  }

  init?(argument: String) {
    guard let size = Size(parsing: argument) else { return nil }
    self.size = size
  }

  var description: String { "\(size.columns)x\(size.rows)" }
}
