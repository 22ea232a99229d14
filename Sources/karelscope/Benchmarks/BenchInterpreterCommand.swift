import ArgumentParser
import Corpus
import Foundation
import Karel

struct BenchInterpreterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interpreter",
    abstract: "Benchmark the interpreter on one thread.",
    discussion: """
      Runs the programs of the first --count training samples of the corpus with seed 1 on their five inputs, --passes \
      times, and keeps the final worlds.
      """)

  @OptionGroup var options: BenchOptions

  @Option(parsing: .unconditional, help: "The number of samples. (default: 1000)", transform: wholeNumber)
  var count = 1000

  @Option(
    parsing: .unconditional, help: "Runs of all programs per repetition. (default: 250)",
    transform: wholeNumber)
  var passes = 250

  func validate() throws {
    try requireCount(count, of: "--count", upTo: Split.train.count)
    try requireCount(passes, of: "--passes", upTo: 1_000_000)
  }

  func run() throws {
    let corpus = Corpus(seed: 1)
    let samples = (0..<count).map { corpus.sample($0, of: .train) }
    var ends = samples.flatMap(\.specification.inputs)
    let timing = Timing(repetitions: options.repetitions) {
      for _ in 0..<passes {
        var place = 0
        for sample in samples {
          for input in sample.specification.inputs {
            ends[place] = input.after(sample.program)
            place += 1
          }
        }
      }
    }
    precondition(ends == samples.flatMap(\.specification.outputs), "the same programs end in the same worlds")

    let ops = passes * samples.reduce(0) { $0 + $1.program.ops.count * $1.specification.inputs.count }
    var output = StandardOutput()
    try output.write(
      InterpreterSpeed(
        opsPerSecond: Double(ops) / timing.median, opsPerSecondBest: Double(ops) / timing.best, threads: 1, ops: ops,
        repetitions: options.repetitions),
      asJSON: options.json)
    try output.flush()
  }
}

/// The report of `bench interpreter`.
private struct InterpreterSpeed: Report {
  let opsPerSecond: Double
  let opsPerSecondBest: Double
  let threads: Int
  /// In one repetition.
  let ops: Int
  let repetitions: Int

  var lines: [String] {
    table([
      ("ops per second", String(format: "%.1f million", opsPerSecond / 1e6)),
      ("best", String(format: "%.1f million", opsPerSecondBest / 1e6)),
      ("threads", "\(threads)"),
      ("repetitions", "\(repetitions) of \(ops) ops"),
    ])
  }
}
