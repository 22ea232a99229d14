import ArgumentParser
import Experiments
import Foundation
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

  @Option(help: "The frame's extent with --once.")
  var size = FrameSize(columns: 80, rows: 24)

  /// Shows `screen` on the terminal until it wants to quit, or with --once prints its first frame.
  ///
  /// - Parameters:
  ///   - run: The run that it shows, for errors.
  ///   - perform: Does the work that the screen asks for.
  func show(
    _ screen: some Screen, of run: RunDirectory, perform: @escaping @Sendable (Request) -> Message
  ) throws {
    guard once else {
      let appearance = Terminal.Options(
        color: color, ascii: ascii ? true : nil, environment: ProcessInfo.processInfo.environment)
      return try Terminal.run(screen, options: appearance, perform: perform)
    }
    var screen = screen
    screen.settle(size: size.size, perform: perform)
    if let failure = screen.failure { throw InputError(name: run.url.path, problem: failure) }
    let frame = screen.frame(size.size)
    var output = StandardOutput()
    try output.write((ascii || !Terminal.localeIsUTF8 ? frame.inASCII : frame).text)
    try output.flush()
  }
}

extension Terminal.ColorChoice: ExpressibleByArgument {}

/// `--size`, for example 80x24.
struct FrameSize: ExpressibleByArgument, CustomStringConvertible {
  let size: Size

  init(columns: Int, rows: Int) {
    size = Size(columns: columns, rows: rows)
  }

  init?(argument: String) {
    let numbers = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1], (0...1000).contains(columns),
      (0...1000).contains(rows)
    else { return nil }
    self.init(columns: columns, rows: rows)
  }

  var description: String { "\(size.columns)x\(size.rows)" }
}
