import ArgumentParser
import Corpus
import Experiments

struct CounterfactualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "counterfactual",
    abstract: "Put a wall into one of a specification's worlds and measure what the model makes of it.",
    discussion: """
      In each of --count test specifications, a wall is put before a move of the reference program in one world, and the \
      output is recomputed. The model writes programs for the specification as it was (before) and with the wall (after); \
      from the new output without the wall, which tells whether the wall's own tokens matter; and with a wall that \
      changes nothing (elsewhere). After means much only beside the one without the wall.

      While it reads the reference, probes tell at the move that meets the wall in how many of the five worlds the move \
      is blocked, and whether in this one. Last, hidden states of a middle layer are steered there along the direction \
      of the count, to more and to fewer worlds, and in a random direction of the same norm.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(parsing: .unconditional, help: "Test specifications. (default: 1000)", transform: wholeNumber)
  var count = 1000

  @Option(
    parsing: .unconditional,
    help: "The seed for examples, walls, random directions and the probes' initial parameters. (default: 1)",
    transform: wholeNumber)
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional, help: "Training specifications for the probes. (default: 4000)", transform: wholeNumber)
  var training = 4000

  @Option(
    parsing: .unconditional, help: "Validation specifications for the probes. (default: 500)", transform: wholeNumber)
  var validation = 500

  @Flag(help: "Write one JSON object.")
  var json = false

  func validate() throws {
    try requireCount(count, of: "--count", upTo: Split.test.count)
    try requireCount(training, of: "--training", upTo: Split.train.count)
    try requireCount(validation, of: "--validation", upTo: Split.validation.count)
  }

  func run() throws {
    let directory = try options.source.directory()
    var job = CounterfactualJob(directory, step: try directory.step(named: options.checkpoint), threads: threads.count)
    (job.count, job.seed, job.training, job.validation) = (count, seed, training, validation)
    let line = ProgressLine()
    defer { line.clear() }
    let results = try directory.naming(checkpoint: job.step) {
      try job { progress in
        switch progress {
        case .wrote(let done, let total):
          line.show("step \(job.step): wrote \(done) of \(total) programs for the probes")
        case .edited(let done, let total): line.show("step \(job.step): edited \(done) of \(total) specifications")
        }
      }
    }
    line.clear()
    var output = StandardOutput()
    try output.write(CounterfactualReport(run: directory.name, job: job, results: results), asJSON: json)
    try output.flush()
  }
}
