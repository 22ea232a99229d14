import ArgumentParser
import Foundation
import LanguageModel
import Screens
import Terminal

/// The options that every view has.
struct ViewOptions: ParsableArguments {
  @Option(help: "When to use colours.")
  var color = Terminal.ColorChoice.auto

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Print the first frame as plain text and end.")
  var once = false

  @Option(
    help: ArgumentHelp(
      "Press these keys without a terminal, and write the last frame: names and characters separated by spaces, also "
        + "wait=SECONDS, size=COLSxROWS, and :command. Time passes only while waiting.",
      valueName: "keys"))
  var script: String?

  @Option(
    help: ArgumentHelp("With --once or --script: the file for the frame, text or .svg.", valueName: "file"),
    completion: .file())
  var frame: String?

  @Option(help: "The frame's extent with --once or --script.")
  var size = FrameSize(columns: 80, rows: 24)

  func validate() throws {
    guard frame == nil || once || script != nil else {
      throw ValidationError("--frame: found no --once or --script, expected one of them")
    }
  }

  /// Shows `screen` on the terminal until it wants to quit; with --once or --script writes a frame instead.
  ///
  /// - Parameters:
  ///   - perform: Does the work that the screen asks for.
  ///   - finish: Called when the screen has gone.
  func show(
    _ screen: some Screen, perform: @escaping @Sendable (Request) -> Answer, finish: () -> Void
  ) throws {
    guard once || script != nil else {
      let appearance = Terminal.Options(
        color: color, ascii: ascii ? true : nil, environment: ProcessInfo.processInfo.environment)
      return try Terminal.run(screen, options: appearance, perform: perform, finish: finish)
    }
    defer { finish() }
    let script = try Script(parsing: script ?? "")
    var screen = screen
    let size = screen.play(script, size: size.size, perform: perform)
    if let failure = screen.failure { throw ScreenFailure(description: failure) }
    let shown = screen.frame(size)
    let drawn = ascii || !Terminal.localeIsUTF8 ? shown.inASCII : shown
    if let frame {
      try WholeFile.write(Data(Picture(of: drawn, file: frame).content.utf8), to: URL(fileURLWithPath: frame))
    } else {
      var output = StandardOutput()
      try output.write(drawn.text)
      try output.flush()
    }
  }
}

/// Why a screen has nothing to show.
private struct ScreenFailure: Error, CustomStringConvertible {
  let description: String
}

extension Terminal.ColorChoice: ExpressibleByArgument {}

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
