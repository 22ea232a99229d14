import ArgumentParser
import Corpus
import Foundation
import Tensors

struct BenchCorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Benchmark the generation and encoding of corpus samples.",
    discussion: "Generates the first --count training samples with seed 1 and encodes them as tokens.")

  @OptionGroup var options: BenchOptions

  @OptionGroup var threads: ThreadOptions

  @Option(help: "How worlds are encoded as tokens.")
  var encoding = Encoding.coordinates

  @Option(parsing: .unconditional, help: "The number of samples. (default: 100000)", transform: wholeNumber)
  var count = 100_000

  func validate() throws { try requireCount(count, of: "--count", upTo: Split.train.count) }

  func run() throws {
    let corpus = Corpus(seed: 1)
    let vocabulary = Vocabulary(encoding)
    let threads = threads.count
    let chunks = (count + BenchCorpusCommand.chunkSize - 1) / BenchCorpusCommand.chunkSize
    var tokens = [Int](repeating: 0, count: chunks)
    let timing = Timing(repetitions: options.repetitions) {
      tokens.withUnsafeMutableBufferPointer { tokens in
        parallel(chunks, threads: threads) { chunk, _ in
          let start = chunk * BenchCorpusCommand.chunkSize
          tokens[chunk] = (start..<min(start + BenchCorpusCommand.chunkSize, count)).reduce(0) { total, index in
            total + vocabulary.encode(corpus.sample(index, of: .train)).count
          }
        }
      }
    }

    var output = StandardOutput()
    try output.write(
      CorpusSpeed(
        samplesPerSecond: Double(count) / timing.median, samplesPerSecondBest: Double(count) / timing.best,
        secondsForSplit: Double(Split.train.count) / Double(count) * timing.median,
        tokensPerSample: Double(tokens.reduce(0, +)) / Double(count), encoding: encoding.rawValue, threads: threads,
        samples: count, repetitions: options.repetitions),
      asJSON: options.json)
    try output.flush()
  }

  /// Samples per unit of parallel work.
  private static let chunkSize = 64
}

/// The report of `bench corpus`.
private struct CorpusSpeed: Report {
  let samplesPerSecond: Double
  let samplesPerSecondBest: Double
  /// For the whole training split.
  let secondsForSplit: Double
  let tokensPerSample: Double
  let encoding: String
  let threads: Int
  /// In one repetition.
  let samples: Int
  let repetitions: Int

  private enum CodingKeys: String, CodingKey {
    case samplesPerSecond, samplesPerSecondBest, tokensPerSample, encoding, threads, samples, repetitions
    case secondsForSplit = "seconds_for_500000_samples"
  }

  var lines: [String] {
    table([
      ("samples per second", String(format: "%.0f", samplesPerSecond)),
      ("best", String(format: "%.0f", samplesPerSecondBest)),
      ("\(Split.train.count) samples", String(format: "%.2f s", secondsForSplit)),
      ("encoding", String(format: "%@, %.1f tokens per sample", encoding, tokensPerSample)),
      ("threads", "\(threads)"),
      ("repetitions", "\(repetitions) of \(samples) samples"),
    ])
  }
}
