import ArgumentParser
import Corpus
import Foundation
import LanguageModel
import Tensors

struct BenchInferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Benchmark a model's generation of programs.",
    discussion: """
      The model writes programs for the first --count test specifications of its corpus: first one at a time (latency, \
      up to four threads on each), then one on each thread (throughput), as `karelscope generate` and `eval` do.
      """)

  @OptionGroup var model: CheckpointOptions

  @OptionGroup var options: BenchOptions

  @OptionGroup var threads: ThreadOptions

  @Option(parsing: .unconditional, help: "The number of specifications. (default: 200)", transform: wholeNumber)
  var count = 200

  func validate() throws { try requireCount(count, of: "--count", upTo: Split.test.count) }

  func run() throws {
    let (run, step, parameters) = try model.model()
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let corpus = run.configuration.corpus
    let specifications = (0..<count).map { corpus.sample($0, of: .test).specification }
    let threads = threads.count
    let decoders = (0..<threads).map { _ in CachedDecoder(parameters) }

    let decoder = CachedDecoder(parameters, threads: threads)
    var secondsEach: [Double] = []
    let alone = try Timing(repetitions: options.repetitions) {
      for specification in specifications {
        let start = ContinuousClock.now
        _ = try run.naming(checkpoint: step) { try decoder.generate(specification, vocabulary: vocabulary) }
        secondsEach.append((ContinuousClock.now - start) / .seconds(1))
      }
    }
    // The first pass is a warm-up.
    let counted = secondsEach.dropFirst(count).sorted()
    let together = try Timing(repetitions: options.repetitions) {
      _ = try run.naming(checkpoint: step) {
        try parallelMap(specifications, threads: threads) { specification, worker in
          try decoders[worker].generate(specification, vocabulary: vocabulary).program
        }
      }
    }

    var output = StandardOutput()
    try output.write(
      InferenceSpeed(
        run: run.name, step: step, parameters: Parameters.count(parameters.configuration),
        millisecondsP50: 1e3 * counted.quantile(0.5), millisecondsP99: 1e3 * counted.quantile(0.99),
        specificationsPerSecondOneAtATime: Double(count) / alone.median,
        specificationsPerSecond: Double(count) / together.median,
        specificationsPerSecondBest: Double(count) / together.best,
        secondsForSplit: Double(Split.test.count) / Double(count) * together.median, threads: threads,
        specifications: count,
        repetitions: options.repetitions),
      asJSON: options.json)
    try output.flush()
  }
}

/// The report of `bench infer`.
private struct InferenceSpeed: Report {
  let run: String
  let step: Int
  /// The number of the model's parameters.
  let parameters: Int
  /// For one specification, on all threads.
  let millisecondsP50: Double
  let millisecondsP99: Double
  let specificationsPerSecondOneAtATime: Double
  /// One on each thread.
  let specificationsPerSecond: Double
  let specificationsPerSecondBest: Double
  /// For the whole test split, one on each thread.
  let secondsForSplit: Double
  let threads: Int
  /// In one repetition.
  let specifications: Int
  let repetitions: Int

  private enum CodingKeys: String, CodingKey {
    case run, step, parameters, specificationsPerSecondOneAtATime, specificationsPerSecond, specificationsPerSecondBest
    case threads, specifications, repetitions
    case millisecondsP50 = "milliseconds_p50"
    case millisecondsP99 = "milliseconds_p99"
    case secondsForSplit = "seconds_for_10000_specifications"
  }

  var lines: [String] {
    table([
      ("model", "\(run), step \(step), \(parameters) parameters"),
      (
        "one specification",
        String(format: "%.2f ms, p99 %.2f ms", millisecondsP50, millisecondsP99)
      ),
      ("specifications per second", String(format: "%.0f one at a time", specificationsPerSecondOneAtATime)),
      (
        "",
        String(format: "%.0f one on each thread, best %.0f", specificationsPerSecond, specificationsPerSecondBest)
      ),
      ("\(Split.test.count) specifications", String(format: "%.1f s", secondsForSplit)),
      ("threads", "\(threads)"),
      ("repetitions", "\(repetitions) of \(specifications) specifications"),
    ])
  }
}
