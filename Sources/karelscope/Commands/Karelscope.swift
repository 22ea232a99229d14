import ArgumentParser
import Foundation
import PlainText
import Screens

@main
struct Karelscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "karelscope",
    abstract: "Watch a language model learn what programs mean.",
    version: "0.1.0",
    subcommands: tabCommands + [
      TrainCommand.self,
      ProbeCommand.self,
      ReportCommand.self,
      SteerCommand.self,
      CounterfactualCommand.self,
      AttentionCommand.self,
      LensCommand.self,
      PatchCommand.self,
      AblateCommand.self,
      ActivationsCommand.self,
      EvalCommand.self,
      MetricsCommand.self,
      GenerateCommand.self,
      CorpusCommand.self,
      RunCommand.self,
      ExportCommand.self,
      ImportCommand.self,
      BenchCommand.self,
      InfoCommand.self,
      KeysCommand.self,
      ManualCommand.self,
    ],
    defaultSubcommand: InstrumentCommand<StepTab>.self)

  static var _errorPrefix: String { "error: " }

  /// Runs the command that the arguments name. Results go to standard output, errors to standard error; the exit status
  /// is 0 only on success.
  static func main() {
    StandardStream.openClosed()
    // A closed pipe then makes a write fail instead of ending the process.
    signal(SIGPIPE, SIG_IGN)
    let arguments = CommandLine.arguments.dropFirst()
    var command: any ParsableCommand
    do {
      try requireCommand(arguments)
      command = try parseAsRoot()
    } catch {
      // Only the arguments are untrusted here: if they have no line feeds, those of the message are the parser's.
      exit(reporting: error, keepsLines: !arguments.contains { $0.utf8.contains(UInt8(ascii: "\n")) })
    }
    do {
      try command.run()
    } catch {
      exit(reporting: error, keepsLines: false)
    }
  }

  /// Reports an error, or help, and ends the process with its status.
  ///
  /// - Parameter keepsLines: Whether line feeds in the error's message are kept; otherwise they are escaped.
  private static func exit(reporting error: any Error, keepsLines: Bool) -> Never {
    if case OutputError.closedPipe = error { Foundation.exit(128 + SIGPIPE) }
    let status = exitCode(for: error)
    let message = fullMessage(for: error, columns: nil)
    if status.isSuccess {
      // The parser reports help and version as errors; they are results.
      do {
        var output = StandardOutput()
        try output.write(document: message + "\n")
        try output.flush()
      } catch {
        exit(reporting: error, keepsLines: false)
      }
    } else if !message.isEmpty {
      StandardError.write(lines: keepsLines ? message : oneLine(message, of: error))
    }
    Foundation.exit(status.rawValue)
  }

  /// The full message with the error's own text on one line; the parser's usage below it is unchanged.
  private static func oneLine(_ message: String, of error: any Error) -> String {
    let said = (_errorPrefix + self.message(for: error)).utf8
    guard message.utf8.starts(with: said) else { return message.visible }
    return String(decoding: said, as: UTF8.self).visible
      + String(decoding: message.utf8.dropFirst(said.count), as: UTF8.self)
  }
}
