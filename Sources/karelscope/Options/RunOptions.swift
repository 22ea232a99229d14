import ArgumentParser
import Experiments
import Foundation

/// The option that chooses a run.
struct RunOptions: ParsableArguments {
  @Option(
    help: "The run's folder (default: the bundled run).", completion: .directory,
    transform: PathArgument.init(parsing:))
  var run: PathArgument?

  /// The run.
  func directory() throws -> RunDirectory {
    try run.map { try RunDirectory($0.url) } ?? bundled()
  }

  /// The run that comes with the program.
  func bundled() throws -> RunDirectory { try RunDirectory(BundledRun.url()) }
}
