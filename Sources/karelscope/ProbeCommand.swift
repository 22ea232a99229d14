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

  @Option(name: [.long, .customLong("checkpoint")], help: "Steps separated by commas, latest, or all.")
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
    for (flag, count, split) in [
      ("--training", training, Split.train.count),
      ("--validation", validation, Split.validation.count), ("--test", test, Split.test.count),
    ] where !(1...split).contains(count) {
      throw ValidationError("\(flag): found \(count), expected 1 to \(split), the split's size")
    }
  }

  func run() throws {
    let directory = try source.directory()
    let steps =
      checkpoints == "all"
      ? directory.checkpointSteps
      : try checkpoints.split(separator: ",").map { try directory.step(named: String($0)) }
    if dump != nil, steps.count != 1 {
      throw ValidationError("--dump: found \(steps.count) checkpoints, expected one")
    }
    var output = StandardOutput()
    for step in steps {
      var job = ProbingJob(directory, step: step, seed: seed, threads: threads.count)
      job.sizes.training = training
      job.sizes.validation = validation
      job.sizes.test = test
      let line = ProgressLine()
      let traces = try job.traces { line.show("step \(step): wrote \($0.done) of \($0.total) programs") }
      if let dump {
        line.clear()
        try traces.write(offset: offset, to: URL(fileURLWithPath: dump))
        continue
      }
      line.show("step \(step): training the probes")
      let results = try job.trainProbes(on: traces)
      line.clear()
      for result in results {
        if json {
          try output.write(json: result)
        } else {
          let interval = String(format: "%.3f  [%.3f, %.3f]", result.accuracy, result.low, result.high)
          try output.write(
            "step \(result.step)  \(padded(result.control ?? result.probe, 8))  \(padded(result.frame, 5))  \(padded(result.feature, 9))  "
              + "\(result.offset < 0 ? "" : "+")\(result.offset)  \(interval)  of \(result.n)\n")
        }
      }
      try output.flush()
    }
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
  }
}
