import ArgumentParser
import Experiments
import Foundation

/// The option that chooses a run.
struct RunOptions: ParsableArguments {
  @Option(help: "The run's folder; the bundled run if not given.", completion: .directory)
  var run: String?

  /// The run.
  func directory() throws -> RunDirectory {
    try RunDirectory(run.map { URL(fileURLWithPath: $0) } ?? BundledRun.url())
  }
}
