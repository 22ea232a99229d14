import ArgumentParser

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Benchmark this program on this machine.",
    discussion: """
      Except for training, a benchmark runs once as a warm-up and then --repetitions times. Results are of the median \
      repetition, those called best of the fastest. With --json field names include units.
      """,
    subcommands: [
      BenchTrainCommand.self,
      BenchProbeCommand.self,
      BenchInferCommand.self,
      BenchInterpreterCommand.self,
      BenchCorpusCommand.self,
      BenchFrameCommand.self,
    ])
}

/// The options common to benchmarks.
struct BenchOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The number of repetitions. (default: 5)", transform: wholeNumber)
  var repetitions = 5

  @Flag(help: "Write one JSON object.")
  var json = false

  func validate() throws { try requireCount(repetitions, of: "--repetitions", upTo: 1000) }
}

/// The durations of repeated work, in seconds.
struct Timing {
  /// Sorted in ascending order.
  private let seconds: [Double]

  /// Runs `work` once as a warm-up, then measures it `repetitions` times.
  init(repetitions: Int, _ work: () throws -> Void) rethrows {
    try work()
    seconds = try (0..<repetitions).map { _ in
      let start = ContinuousClock.now
      try work()
      return (ContinuousClock.now - start) / .seconds(1)
    }.sorted()
  }

  var median: Double { seconds.quantile(0.5) }
  var best: Double { seconds[0] }
}

extension [Double] {
  /// The quantile: the smallest duration that at least `share` of all do not exceed.
  func quantile(_ share: Double) -> Double {
    self[Swift.max(0, Int((share * Double(count)).rounded(.up)) - 1)]
  }
}
