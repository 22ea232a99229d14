import ArgumentParser
import Corpus
import Experiments
import Lens

struct AttentionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention",
    abstract: "Summarise what each head attends to while the model writes programs.",
    discussion: """
      The model writes programs for the first test specifications. For each head, the mean share of its attention from \
      the positions that produce ops: to the inputs' walls, robots (cell and direction) and markers, to the outputs, to \
      the program so far, and to the rest (marks, free cells). The shares of a head add up to 1. Layers and heads count \
      from 0.

      Weights show where information may come from, not whether it is used: see `patch` and `ablate`.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    parsing: .unconditional, help: "The number of test specifications. (default: 1000)", transform: wholeNumber)
  var count = 1000

  @Option(
    help: ArgumentHelp(
      "Sort heads by their attention to walls, robots, markers, outputs, program or rest (default: by layer).",
      valueName: "part"))
  var sort: AttentionSummary.Target?

  @Flag(help: "Write one JSON object per head.")
  var json = false

  func validate() throws { try requireCount(count, of: "--count", upTo: Split.test.count) }

  func run() throws {
    let (run, step, parameters) = try options.model()
    let corpus = run.configuration.corpus
    let progress = ProgressLine()
    defer { progress.clear() }
    let summary = try run.naming(checkpoint: step) {
      try AttentionSummary(of: parameters, 0..<count, threads: threads.count) { done in
        progress.show("step \(step): read \(done) of \(count) programs")
      } specification: {
        corpus.sample($0, of: .test).specification
      }
    }
    progress.clear()
    let report = AttentionReport(run: run.name, step: step, summary: summary, order: sort)
    var output = StandardOutput()
    if json {
      for line in report.jsonLines { try output.write(json: line) }
    } else {
      try output.write(lines: report.lines)
    }
    try output.flush()
  }
}

extension AttentionSummary.Target: ExpressibleByArgument {}
