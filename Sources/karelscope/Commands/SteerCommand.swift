import ArgumentParser
import Beliefs
import Corpus
import Experiments
import Foundation
import Probing
import Reports

struct SteerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steer",
    abstract: "Steer the model's belief about the robot's direction and measure whether its output follows.",
    discussion: """
      For each program that the model wrote for a test specification, one position and one turn (right or left) are \
      drawn. From that position on, a steering vector along a linear probe's weights is added to the residual stream \
      of one layer: from the robot's direction to the one after the turn. The turn is not in the text. The target is \
      the op that the model writes next when the turn is added to the text. A case is deciding if that op differs from \
      the one without the turn; steering fits if the steered model's next op is the target.

      Two controls are measured as well: steering to the opposite side (opposite) and in a random direction of equal \
      norm. The belief's lead is the share of deciding cases in which steering the belief fits minus the share for a \
      control, over the same cases. changes: the next op differs. satisfies: the whole program, started after the \
      turn, satisfies the specification. reads: the probe predicts the target direction from the steered state.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    name: [.customLong("layer"), .customLong("layers")], parsing: .unconditional,
    help: ArgumentHelp(
      "Layers whose output is steered, from 1 to the last but one, or all.", valueName: "layer,…"))
  var layers = "all"

  @Option(
    name: [.customLong("strength"), .customLong("strengths")], parsing: .unconditional,
    help: ArgumentHelp(
      "Steering strengths, in distances between the mean states of the two directions.", valueName: "number,…"))
  var strengths = "1,2,4"

  @Option(help: "Steer along the probe's weights (probe) or the difference of the directions' mean states (means).")
  var axis = SteeringProbe.Axis.probe

  @Option(help: "The frame of reference: start (the robot's initial direction is up) or grid (north is up).")
  var frame = ReferenceFrame.start

  @Option(
    parsing: .unconditional,
    help: "The example that defines the directions, 1 to 5; irrelevant in the start frame. (default: 1)",
    transform: wholeNumber)
  var example = 1

  @Option(
    parsing: .unconditional, help: "Training specifications for the probes. (default: \(SteeringJob.Sizes().training))",
    transform: wholeNumber)
  var training = SteeringJob.Sizes().training

  @Option(
    parsing: .unconditional,
    help: "Validation specifications for the probes. (default: \(SteeringJob.Sizes().validation))",
    transform: wholeNumber)
  var validation = SteeringJob.Sizes().validation

  @Option(
    parsing: .unconditional, help: "Test specifications, one case each. (default: \(SteeringJob.Sizes().test))",
    transform: wholeNumber)
  var test = SteeringJob.Sizes().test

  @Option(
    parsing: .unconditional,
    help: "The seed for positions, turns, random directions and the probes' initial parameters. (default: 1)",
    transform: wholeNumber)
  var seed: UInt64 = 1

  @Flag(help: "Write one JSON object per layer, strength and steering.")
  var json = false

  func validate() throws {
    try requireCount(training, of: "--training", upTo: Split.train.count)
    try requireCount(validation, of: "--validation", upTo: Split.validation.count)
    try requireCount(test, of: "--test", upTo: Split.test.count)
    try requireCount(example, of: "--example", upTo: Specification.exampleCount)
    _ = try (parsedLayers(), parsedStrengths())
  }

  private func parsedLayers() throws -> [Int]? {
    guard layers != "all" else { return nil }
    return try OptionList.words("--layer", layers, expected: "all or numbers from 1") { word in
      Int(word).flatMap { $0 > 0 ? [$0] : nil }
    }
  }

  private func parsedStrengths() throws -> [Double] {
    try OptionList.words("--strength", strengths, expected: "numbers above 0 and up to 1000") { word in
      Double(word).flatMap { $0 > 0 && $0 <= 1000 ? [$0] : nil }
    }
  }

  func run() throws {
    let directory = try options.source.directory()
    var job = SteeringJob(directory, step: try directory.step(named: options.checkpoint), threads: threads.count)
    (job.sizes.training, job.sizes.validation, job.sizes.test) = (training, validation, test)
    (job.layers, job.strengths) = (try parsedLayers(), try parsedStrengths())
    (job.axis, job.frame, job.example, job.seed) = (axis, frame, example - 1, seed)
    let line = ProgressLine()
    defer { line.clear() }
    let results = try directory.naming(checkpoint: job.step) {
      try job { progress in
        switch progress {
        case .wrote(let done, let total):
          line.show("step \(job.step): wrote \(done) of \(total) programs for the probes")
        case .steered(let done, let total): line.show("step \(job.step): steered \(done) of \(total) programs")
        }
      }
    }
    line.clear()
    let report = SteeringReport(run: directory.name, job: job, results: results)
    var output = StandardOutput()
    if json {
      for result in report.jsonLines { try output.write(json: result) }
    } else {
      try output.write(lines: report.lines)
    }
    try output.flush()
  }
}

extension SteeringProbe.Axis: ExpressibleByArgument {}
