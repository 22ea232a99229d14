import ArgumentParser
import Experiments

struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Show what a run's evaluated checkpoints could do, and the training's phases.",
    discussion: """
      The figures were taken during the training; the split, seed and number of specifications behind them are in \
      run.json and in `info`. A phase begins with the first checkpoint that has come half of the way, on a logarithmic \
      scale, to what the references show: syntax acquisition by its unique programs, from one program for all; semantics \
      acquisition by its generative accuracy, from what one program for all would reach. Two of the next three checkpoints \
      must have come as far; until then the phase is not known (null, or -).

      With --json each checkpoint is an object: step, samples, phase (babbling, syntax, semantics or null), and the fields \
      of `eval --json` that do not name the specifications.
      """)

  @OptionGroup var options: RunOptions

  @Flag(help: "Write JSON, one object a line.")
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
