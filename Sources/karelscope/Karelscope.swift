import ArgumentParser
import Foundation
import Screens

@main
struct Karelscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "karelscope",
    abstract: "Watch a language model learn what programs mean.",
    version: "0.1.0",
    subcommands: viewCommands + [
      TrainCommand.self,
      ProbeCommand.self,
      ReportCommand.self,
      SteerCommand.self,
      EvalCommand.self,
      MetricsCommand.self,
      GenerateCommand.self,
      CorpusCommand.self,
      RunCommand.self,
      ExportCommand.self,
      BenchCommand.self,
      InfoCommand.self,
      KeysCommand.self,
      ManualCommand.self,
    ],
    defaultSubcommand: ViewCommand<StepModel>.self)

  static var _errorPrefix: String { "error: " }

  /// Runs the command that the arguments name. Results go to standard output, errors to standard error; the exit status
  /// is 0 only on success.
  static func main() {
    StandardStream.openClosed()
    // A closed pipe then comes back as an error of the write instead of ending the process.
    signal(SIGPIPE, SIG_IGN)
    do {
      try requireCommand(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(reporting: error)
    }
  }

  private static func exit(reporting error: any Error) -> Never {
    if case OutputError.closedPipe = error { Foundation.exit(128 + SIGPIPE) }
    let status = exitCode(for: error)
    let message = fullMessage(for: error, columns: nil)
    if status.isSuccess {
      // Help and version, which the parser hands over as errors, are results.
      do {
        var output = StandardOutput()
        try output.write(message + "\n")
        try output.flush()
      } catch {
        exit(reporting: error)
      }
    } else if !message.isEmpty {
      try? FileHandle.standardError.write(contentsOf: Data((message + "\n").utf8))
    }
    Foundation.exit(status.rawValue)
  }
}
