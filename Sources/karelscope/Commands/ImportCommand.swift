import ArgumentParser
import Corpus
import Experiments
import Foundation
import Karel
import LanguageModel

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a run of checkpoints that transformers saved.",
    discussion: """
      Each checkpoint is a folder that save_pretrained of Hugging Face's transformers wrote, of a CodeGenForCausalLM \
      over the tokens of one of the encodings; a folder of such folders stands for all of them. Steps come from the \
      folders' names, as checkpoint-4000 or step-004000, or from --steps.

      Every checkpoint is read before anything is written, and evaluated on the way. A new run appears complete or not \
      at all. To follow a training elsewhere, run the same command again: checkpoints that the run has already are \
      skipped, and each new one is added when it is complete.
      """)

  @Option(
    help: ArgumentHelp("A checkpoint's folder, or one of several checkpoints; repeatable.", valueName: "dir"),
    completion: .directory, transform: PathArgument.init(parsing:))
  var from: [PathArgument]

  @Option(help: "The run's folder.", completion: .directory, transform: PathArgument.init(parsing:))
  var out: PathArgument

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The checkpoints' steps, in the order of --from (default: those in the folders' names).", valueName: "n,…"))
  var steps: String?

  @Option(help: "How worlds are encoded as tokens (default: found from the checkpoints' vocabularies).")
  var encoding: Encoding?

  @Option(
    parsing: .unconditional,
    help: "The corpus's seed (default: that in the checkpoints' config.json or in the run, otherwise 1).",
    transform: wholeNumber)
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Validation specifications to evaluate each checkpoint on (default: the run's, or \(ImportJob.standardCount) for "
        + "a new one)."),
    transform: wholeNumber)
  var count: Int?

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Write JSON, one object per checkpoint, as metrics --json does.")
  var json = false

  func validate() throws {
    if let count { try requireCount(count, of: "--count", upTo: Split.validation.count) }
    _ = try stepNumbers()
  }

  func run() throws {
    InterruptFlag.listen()
    var job = ImportJob(
      try ImportSource.find(in: from.map(\.url), steps: stepNumbers()), threads: threads.count)
    job.encoding = encoding
    job.seed = seed
    job.count = count
    job.isCancelled = { InterruptFlag.signal != nil }
    let line = ProgressLine()
    defer { line.clear() }
    let (run, added): (RunDirectory, [Int])
    do {
      (run, added) = try job.run(into: out.url, version: Karelscope.configuration.version) { progress in
        line.show(progress.text)
      }
    } catch is CancellationError {
      line.keep("stopped; a checkpoint that was not complete has not been added")
      throw ExitCode(128 + (InterruptFlag.signal ?? SIGINT))
    }
    line.clear()
    let report = try MetricsReport(run)
    StandardError.warn(report.damage)
    var output = StandardOutput()
    if json {
      for checkpoint in report.checkpoints where added.contains(checkpoint.step) {
        try output.write(json: MetricsReport.Checkpoint(figures: checkpoint))
      }
    } else {
      let names = added.isEmpty ? "no new checkpoint" : "steps \(added.map(String.init).joined(separator: ", "))"
      try output.write(lines: ["\(run.url.path): imported \(names)", ""] + report.lines)
    }
    try output.flush()
  }

  private func stepNumbers() throws -> [Int]? {
    guard let steps else { return nil }
    do throws(CommaListError) {
      return try CommaList.parse(steps) { Int(grouped: $0).flatMap { Preset.stepRange.contains($0) ? $0 : nil } }
    } catch {
      throw ValidationError(
        "--steps: " + (error.ambiguity ?? "found '\(error.found)', expected whole numbers from 1, separated by commas"))
    }
  }
}

extension ImportJob.Progress {
  fileprivate var text: String {
    switch self {
    case .reading(let step): "step \(step): reading"
    case .evaluating(let step, let done, let total): "step \(step): evaluated on \(done) of \(total) specifications"
    case .added(let metrics): "step \(metrics.step): added"
    }
  }
}
