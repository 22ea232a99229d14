import ArgumentParser
import Tensors

/// The option that sets the number of worker threads.
struct ThreadOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "The number of threads (default: the processors this process may use).",
    transform: wholeNumber)
  var threads: Int?

  /// Threads beyond a machine's processors would only cost memory.
  private static let most = 256

  func validate() throws {
    if let threads { try requireCount(threads, of: "--threads", upTo: ThreadOptions.most) }
  }

  var count: Int { threads ?? defaultThreadCount }
}
