import ArgumentParser
import Experiments
import Foundation
import Tensors

/// The options that choose a run and the threads to work on it.
struct RunOptions: ParsableArguments {
  @Option(help: "The run's folder; the bundled run if not given.", completion: .directory)
  var run: String?

  @Option(help: "Threads; the number of processors if not given.")
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads: found \(threads), expected at least 1") }
  }

  /// The run.
  func directory() throws -> RunDirectory {
    try RunDirectory(run.map { URL(fileURLWithPath: $0) } ?? BundledRun.url())
  }

  var threadCount: Int { threads ?? defaultThreadCount }
}
