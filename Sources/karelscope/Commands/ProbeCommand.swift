import ArgumentParser
import Beliefs
import Experiments
import Foundation
import Probing
import Tensors

struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Train probes on a run's hidden states and test them.",
    discussion: """
      The model writes programs for specifications of its corpus; probes are trained to predict features of the \
      program state from its hidden states. Results and linear probes are added to the run's folder; existing results \
      are replaced only with --replace. The defaults are the paper's.
      """)

  @OptionGroup var source: RunOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    name: [.customLong("checkpoint"), .customLong("checkpoints")],
    help: "Steps separated by commas, latest, or all.")
  var checkpoints = "latest"

  @OptionGroup var options: ProbingOptions

  @Option(
    help: ArgumentHelp(
      "Train no probes; write the hidden states and labels of one checkpoint, semantics (default: original) and offset, "
        + "of one layer or with --layer all of every layer, to this file, as safetensors.",
      valueName: "file"),
    completion: .file(), transform: PathArgument.init(parsing:))
  var dump: PathArgument?

  @Option(
    parsing: .unconditional,
    help: "With --dump: the offset of the labelled state, in ops from the state after the op, -2 to 2. (default: 0)",
    transform: wholeNumber)
  var offset = 0

  @Flag(help: "Write one JSON object per result.")
  var json = false

  func validate() throws {
    guard ProbedGeneration.offsets.contains(offset) else {
      throw ValidationError("--offset: found \(offset), expected -2 to 2")
    }
    let unused = options.ofProbesAlone + (json ? ["--json"] : [])
    guard dump == nil || unused.isEmpty else {
      throw ValidationError("--dump: found \(unused.joined(separator: ", ")), expected none: no probe is trained")
    }
    guard offset == 0 || dump != nil else {
      throw ValidationError("--offset: found \(offset) without --dump, expected both or neither")
    }
  }

  func run() throws {
    let directory = try source.directory()
    let steps = try directory.steps(named: checkpoints)
    let plan = try options.plan(layerCount: directory.configuration.preset.model.layerCount)
    if let dump {
      guard steps.count == 1 else {
        throw ValidationError("--dump: found \(steps.count) checkpoints, expected one")
      }
      return try write(ProbingJob(directory, step: steps[0], plan: plan, threads: threads.count), to: dump)
    }
    for step in steps { try ProbingJob(directory, step: step, plan: plan, threads: threads.count).check() }
    InterruptFlag.listen()
    var output = StandardOutput()
    for step in steps {
      let progress = ProbingProgressReport(step)
      defer { progress.line.clear() }
      var job = ProbingJob(directory, step: step, plan: plan, threads: threads.count)
      job.isCancelled = { InterruptFlag.signal != nil }
      let results: [ProbeResult]
      do {
        results = try directory.naming(checkpoint: step) { try job.trainProbes(progress: progress.report) }
      } catch is CancellationError {
        progress.line.clear()
        progress.line.keep("stopped; finished results are saved: continue with the same command and --resume")
        throw ExitCode(128 + (InterruptFlag.signal ?? SIGINT))
      }
      progress.line.clear()
      for result in results {
        if json {
          try output.write(json: result)
        } else {
          try output.write(line: result.line)
        }
      }
      try output.flush()
    }
  }

  private func write(_ job: ProbingJob, to file: PathArgument) throws {
    let semantics = options.semantics == ProbingOptions.standardSemantics ? [.original] : job.plan.semantics
    guard semantics.count == 1 else {
      throw ValidationError("--dump: found \(semantics.count) semantics, expected one")
    }
    var job = job
    // The mean is none of the model's own layers, and follows from them.
    if job.plan.layers.count > 1 { job.plan.layers.removeAll { $0 == .mean } }
    let progress = ProbingProgressReport(job.step)
    defer { progress.line.clear() }
    try job.run.naming(checkpoint: job.step) {
      try job.dump(
        semantics: semantics[0], offset: offset, version: Karelscope.configuration.version, to: file.url,
        progress: progress.report)
    }
  }
}

extension ProbeResult {
  /// The result as a line of text.
  fileprivate var line: String {
    var columns = [
      "step \(step)", padded(semantics, 11), padded(frame, 5),
      padded((control ?? record.map { "+" + $0 }).map { "\(probe) \($0)" } ?? probe, 15),
      padded("\(offset < 0 ? "" : "+")\(offset)", 2), padded(feature, 9),
    ]
    let share =
      if let accuracy, let low, let high {
        String(format: "%.3f  [%.3f, %.3f]  of \(n)", accuracy, low, high)
      } else {
        "no states"
      }
    if record != nil { columns.append("states \(states ?? StateSubset.all.rawValue)") }
    let information =
      self.information.map {
        [String(format: "%.3f bits beyond it [%.3f, %.3f]", $0.value, $0.low, $0.high)]
      } ?? []
    return (columns + [share] + information).joined(separator: "  ")
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
  }
}
