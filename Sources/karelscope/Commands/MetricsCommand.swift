import ArgumentParser
import Experiments
import Files
import Foundation
import LanguageModel

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

      With --csv or --tensorboard, every line of the run's metrics is written: a row for each, or an event whose wall \
      time is the seconds of training.
      """)

  @OptionGroup var options: RunOptions

  @Flag(help: "Write JSON, one object per line.")
  var json = false

  @Option(
    help: ArgumentHelp("Write all metrics as CSV into this file, or - for standard output.", valueName: "file"),
    completion: .file(), transform: PathArgument.init(parsing:))
  var csv: PathArgument?

  @Option(
    help: ArgumentHelp("Write all metrics as a TensorBoard event file into this folder.", valueName: "dir"),
    completion: .directory, transform: PathArgument.init(parsing:))
  var tensorboard: PathArgument?

  func validate() throws {
    guard !json || csv == nil && tensorboard == nil else {
      throw ValidationError("--json: found \(csv == nil ? "--tensorboard" : "--csv") too, expected one of them")
    }
  }

  func run() throws {
    guard csv == nil && tensorboard == nil else { return try export() }
    let report = try MetricsReport(options.directory())
    StandardError.warn(report.damage)
    var output = StandardOutput()
    if json {
      for checkpoint in report.checkpoints { try output.write(json: MetricsReport.Checkpoint(figures: checkpoint)) }
    } else {
      try output.write(lines: report.lines)
    }
    try output.flush()
  }

  /// Writes all metrics for other programs.
  private func export() throws {
    let directory = try options.directory()
    let table = try MetricsTable(directory)
    StandardError.warn(table.damage)
    if let csv {
      if csv.isStandardStream {
        var output = StandardOutput()
        try output.write(document: table.csv)
        try output.flush()
      } else {
        try AtomicFile.write(Data(table.csv.utf8), to: csv.url)
      }
    }
    if let tensorboard {
      do {
        try FileManager.default.createDirectory(at: tensorboard.url, withIntermediateDirectories: true)
      } catch {
        throw InputError(name: tensorboard.path, problem: "cannot be created: \(error.localizedDescription)")
      }
      // Always the same name, so that a later export replaces this one.
      let file = tensorboard.url.appendingPathComponent(EventFile.namePrefix + "0.karelscope")
      try AtomicFile.write(table.eventFile, to: file)
    }
  }
}
