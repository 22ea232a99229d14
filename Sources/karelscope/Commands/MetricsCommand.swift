import ArgumentParser
import Experiments

struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Show the metrics of a run's evaluated checkpoints, and the training's phases.",
    discussion: """
      The metrics were recorded during training; run.json and `info` give the split, seed and number of specifications \
      they were measured on. A phase begins at the first checkpoint that is halfway, on a logarithmic scale, to the \
      level of the references: for syntax acquisition in unique programs, starting from one program for all \
      specifications; for semantics acquisition in generative accuracy, starting from the best that one program for \
      all can reach. Two of the next three checkpoints must confirm it; until then the phase is not known (null, or \
      -).

      With --json each checkpoint is an object: step, samples, phase (babbling, syntax, semantics or null), and the \
      fields of `eval --json` that do not identify the specifications.
      """)

  @OptionGroup var options: RunOptions

  @Flag(help: "Write JSON, one object per line.")
  var json = false

  func run() throws {
    let report = try MetricsReport(options.directory())
    StandardError.warn(report.damage)
    var output = StandardOutput()
    if json {
      for checkpoint in report.checkpoints { try output.write(json: checkpoint) }
    } else {
      try output.write(lines: report.lines)
    }
    try output.flush()
  }
}
