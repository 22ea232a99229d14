import ArgumentParser
import Beliefs
import Corpus
import Experiments
import Foundation
import Probing
import Tensors

struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Train probes on a run's hidden states and test them.",
    discussion: """
      The model writes programs for specifications of its own corpus; linear probes learn to read direction, position and \
      obstacle from its hidden states, for the states -2 to +2 ops from the one being written. Probes and results go into \
      the run's folder. The default numbers are the paper's.
      """)

  @OptionGroup var source: RunOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    name: [.customLong("checkpoint"), .customLong("checkpoints")],
    help: "Steps separated by commas, latest, or all.")
  var checkpoints = "latest"

  @Option(help: "The seed of the draw of states and of their order in training.")
  var seed: UInt64 = 1

  @Option(help: "Training specifications.")
  var training = ProbingJob.Sizes().training

  @Option(help: "Validation specifications: they standardise the states and say when to stop.")
  var validation = ProbingJob.Sizes().validation

  @Option(help: "Test specifications.")
  var test = ProbingJob.Sizes().test

  @Option(
    help: ArgumentHelp(
      "Train nothing; write hidden states and labels of one checkpoint into this file, as safetensors.",
      valueName: "file"))
  var dump: String?

  @Option(
    parsing: .unconditional, help: "With --dump: labels of the state this many ops from the one after the op, -2 to 2.")
  var offset = 0

  @Flag(help: "Write one JSON object a result.")
  var json = false

  func validate() throws {
    guard Reading.offsets.contains(offset) else {
      throw ValidationError("--offset: found \(offset), expected -2 to 2")
    }
    guard offset == 0 || dump != nil else {
      throw ValidationError("--offset: found \(offset) without --dump, expected both or neither")
    }
    for (flag, count, split) in [
      ("--training", training, Split.train.count),
      ("--validation", validation, Split.validation.count), ("--test", test, Split.test.count),
    ] where !(1...split).contains(count) {
      throw ValidationError("\(flag): found \(count), expected 1 to \(split), the split's size")
    }
  }

  func run() throws {
    let directory = try source.directory()
    let steps = try directory.steps(named: checkpoints)
    if let dump {
      guard steps.count == 1 else {
        throw ValidationError("--dump: found \(steps.count) checkpoints, expected one")
      }
      try traces(job(directory, step: steps[0])).write(offset: offset, to: URL(fileURLWithPath: dump))
      return
    }
    var output = StandardOutput()
    for step in steps {
      for result in try results(job(directory, step: step)) {
        if json {
          try output.write(json: result)
        } else {
          try output.write(line(result))
        }
      }
      try output.flush()
    }
  }

  private func job(_ directory: RunDirectory, step: Int) -> ProbingJob {
    var job = ProbingJob(directory, step: step, seed: seed, threads: threads.count)
    job.sizes.training = training
    job.sizes.validation = validation
    job.sizes.test = test
    return job
  }

  private func traces(_ job: ProbingJob) throws -> ProbingJob.Traces {
    let line = ProgressLine()
    defer { line.clear() }
    return try job.traces { line.show($0.text(job.step)) }
  }

  private func results(_ job: ProbingJob) throws -> [ProbeResult] {
    let line = ProgressLine()
    defer { line.clear() }
    return try job.trainProbes { line.show($0.text(job.step)) }
  }

  /// A result for a reader.
  private func line(_ result: ProbeResult) -> String {
    let columns = [
      "step \(result.step)", padded(result.control ?? result.probe, 8), padded(result.frame, 5),
      padded(result.feature, 9), "\(result.offset < 0 ? "" : "+")\(result.offset)",
    ]
    let share =
      if let accuracy = result.accuracy, let low = result.low, let high = result.high {
        String(format: "%.3f  [%.3f, %.3f]  of \(result.n)", accuracy, low, high)
      } else {
        "no such state"
      }
    return (columns + [share]).joined(separator: "  ") + "\n"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
  }
}

extension ProbingJob.Progress {
  /// What is shown meanwhile of the checkpoint after `step` steps.
  fileprivate func text(_ step: Int) -> String {
    switch self {
    case .wrote(let done, let total): "step \(step): wrote \(done) of \(total) programs"
    case .training: "step \(step): training the probes"
    }
  }
}
