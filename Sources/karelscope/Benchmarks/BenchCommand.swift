import ArgumentParser

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast this program is on this machine.",
    discussion: """
      A measurement, but for that of training, is made once without counting it and then --repetitions times. Figures are of the median; those \
      called best are of the fastest. With --json their names have their units.
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

/// The options that every measurement has.
struct BenchOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "How often the measurement is made. (default: 5)", transform: wholeNumber)
  var repetitions = 5

  @Flag(help: "Write one JSON object.")
  var json = false

  func validate() throws { try requireCount(repetitions, of: "--repetitions", upTo: 1000) }
}

/// How long the same work took, several times over, in seconds.
struct Timing {
  /// Rising.
  private let seconds: [Double]

  /// Does `work` once without measuring it, then `repetitions` times.
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
  /// Of rising numbers, the smallest that at least `share` of them do not exceed.
  func quantile(_ share: Double) -> Double {
    self[Swift.max(0, Int((share * Double(count)).rounded(.up)) - 1)]
  }
}
