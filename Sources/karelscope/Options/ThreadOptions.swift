import ArgumentParser
import Tensors

/// The option that says how many threads may work at once.
struct ThreadOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Threads; as many as processors that this process may use if not given.",
    transform: wholeNumber)
  var threads: Int?

  /// More threads than any machine has processors would only cost memory.
  private static let most = 256

  func validate() throws {
    if let threads { try requireCount(threads, of: "--threads", upTo: ThreadOptions.most) }
  }

  var count: Int { threads ?? defaultThreadCount }
}
