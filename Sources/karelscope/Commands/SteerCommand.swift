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
    abstract: "Push what a model believes of the way the robot faces, and see whether it writes on accordingly.",
    discussion: """
      In a program that the model wrote for a test specification, one position and a turn to the right or left are drawn. The \
      residual stream of one layer is pushed there, and at all later positions, from the way the robot faces to the one after \
      that turn, along a linear probe's direction; no turn is in the text. What the model would write if it rightly believed \
      in the turn is known: it is what it writes when the turn is added to the text, which changes nothing else. Where that \
      begins with another op than without the turn, the case decides, and the push fits if the next op is that one.

      Beside the push of the belief stand one to the other side (opposite) and one in a random direction of the same norm. \
      The belief's lead is the share of deciding cases in which it fits minus that of the other push, over the same cases. \
      changes: the next op became another, whichever. satisfies: the whole program, begun after the turn, does what is asked. \
      reads: the probe itself reads the other way from the pushed state.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    name: [.customLong("layer"), .customLong("layers")], parsing: .unconditional,
    help: ArgumentHelp(
      "Layers whose output is pushed, from 1 to one below their number, or all.", valueName: "layer,…"))
  var layers = "all"

  @Option(
    name: [.customLong("strength"), .customLong("strengths")], parsing: .unconditional,
    help: ArgumentHelp(
      "How far to push, in distances between the mean states of the two ways.", valueName: "number,…"))
  var strengths = "1,2,4"

  @Option(help: ArgumentHelp("Along the probe's weights (probe), or from one way's mean state to the other's (means)."))
  var axis = SteeringProbe.Axis.probe

  @Option(help: "start (ways are told from the one faced at the start) or grid (north is up).")
  var frame = ReferenceFrame.start

  @Option(
    parsing: .unconditional,
    help: "The example in which ways are told, 1 to 5; with the frame of the start all are alike. (default: 1)",
    transform: wholeNumber)
  var example = 1

  @Option(
    parsing: .unconditional, help: "Training specifications of the probes. (default: \(SteeringJob.Sizes().training))",
    transform: wholeNumber)
  var training = SteeringJob.Sizes().training

  @Option(
    parsing: .unconditional,
    help: "Validation specifications of the probes. (default: \(SteeringJob.Sizes().validation))",
    transform: wholeNumber)
  var validation = SteeringJob.Sizes().validation

  @Option(
    parsing: .unconditional, help: "Test specifications, a case each. (default: \(SteeringJob.Sizes().test))",
    transform: wholeNumber)
  var test = SteeringJob.Sizes().test

  @Option(
    parsing: .unconditional,
    help: "Decides positions, turns and random directions, and the probes' initial parameters. (default: 1)",
    transform: wholeNumber)
  var seed: UInt64 = 1

  @Flag(help: "Write one JSON object for each layer, strength and push.")
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
