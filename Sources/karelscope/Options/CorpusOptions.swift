import ArgumentParser
import Corpus

/// The options that choose samples of the corpus.
struct CorpusOptions: ParsableArguments {
  @Option(help: "The split of the corpus.")
  var split = Split.test

  @Option(
    parsing: .unconditional,
    help: "The corpus's seed: 0 to 18446744073709551615 (default: 1, or that of --run).",
    transform: wholeNumber)
  var seed: UInt64?

  @Option(
    parsing: .unconditional, help: "The index of the first sample. (default: 0)",
    transform: wholeNumber)
  var start = 0

  @Option(
    parsing: .unconditional,
    help: "The number of samples: 0 or more, none past the end of the split. (default: 10, or all with --out)",
    transform: wholeNumber)
  var count: Int?

  /// The samples' indices.
  ///
  /// - Parameter isWhole: Whether the default is all samples from the first one on, at least one.
  /// - Throws: `ValidationError` if the split has no such samples.
  func indices(isWhole: Bool) throws -> Range<Int> {
    let count = count ?? (isWhole ? max(1, split.count - max(0, start)) : CorpusOptions.standardCount)
    try split.validate(start: start, count: count, least: isWhole ? 1 : 0)
    return start..<start + count
  }

  private static let standardCount = 10
}

extension Split {
  /// Checks that the split has `count` samples from index `start` on, and that `count` is at least `least`.
  ///
  /// - Throws: `ValidationError` that names `--start` or `--count`.
  func validate(start: Int, count: Int, least: Int = 0) throws {
    guard (0..<self.count).contains(start)
    else {
      throw ValidationError(
        "--start: found \(start), expected 0 to \(self.count - 1) (the \(self) split has \(self.count) samples)")
    }
    guard count >= least, count <= self.count - start
    else {
      throw ValidationError(
        "--count: found \(count), expected \(least) to \(self.count - start) (the \(self) split has \(self.count) samples, "
          + "and --start is \(start))")
    }
  }
}

extension Split: ExpressibleByArgument {}

extension Encoding: ExpressibleByArgument {}
