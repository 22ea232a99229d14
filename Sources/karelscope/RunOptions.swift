import ArgumentParser
import Experiments
import Foundation

/// The option that chooses a run.
struct RunOptions: ParsableArguments {
  @Option(help: "The run's folder; the bundled run if not given.", completion: .directory)
  var run: String?

  /// The run.
  func directory() throws -> RunDirectory {
    try run.map { try RunDirectory(URL(fileURLWithPath: $0)) } ?? bundled()
  }

  /// The run that comes with the program.
  func bundled() throws -> RunDirectory { try RunDirectory(BundledRun.url()) }
}
