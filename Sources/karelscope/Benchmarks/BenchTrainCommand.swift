import ArgumentParser
import Corpus
import Experiments
import LanguageModel

struct BenchTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Benchmark training.",
    discussion: """
      Trains a preset's model from random initialisation on the first samples of the training split and saves nothing. \
      The peak is the best throughput of several large matrix products on the same threads, just before and just \
      after. Other load on the machine affects all results.
      """)

  @Option(help: "The preset: \(Preset.all.map(\.name).joined(separator: ", ")).")
  var preset = Preset.turns.name

  @Option(help: "How worlds are encoded as tokens (default: the preset's).")
  var encoding: Encoding?

  @Option(
    parsing: .unconditional, help: "The seed of the corpus and the initial parameters. (default: 1)",
    transform: wholeNumber)
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional, help: "Steps to measure: 1 to \(BenchTrainCommand.mostSteps). (default: 10)",
    transform: wholeNumber)
  var steps = 10

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Write JSON.")
  var json = false

  /// The training split holds more batches than this, whatever the preset.
  private static let mostSteps = 1000

  func validate() throws {
    try Preset.requireName(preset)
    try requireCount(steps, of: "--steps", upTo: BenchTrainCommand.mostSteps)
  }

  func run() throws {
    var preset = Preset.named(preset)!
    if let encoding { preset.setEncoding(encoding) }
    let benchmark = try TrainingBenchmark(preset, seed: seed, steps: steps, threads: threads.count)
    var output = StandardOutput()
    try output.write(TrainingBenchmarkReport(benchmark), asJSON: json)
    try output.flush()
  }
}
