import ArgumentParser
import Experiments
import Foundation
import LanguageModel

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export a run for sharing.",
    discussion: """
      The copy contains the configuration, the metrics, and the selected checkpoints with their samples and probes, \
      but not the optimizer state, so its training cannot be resumed. The copy is created atomically.

      With --bits 16 models and probes take half the space; their weights are rounded to IEEE 754 half precision.
      """)

  @Option(
    name: .customLong("run"), help: "The run's folder.", completion: .directory,
    transform: PathArgument.init(parsing:))
  var folder: PathArgument

  @Option(
    help: "The copy's folder, which must not exist yet.", completion: .directory,
    transform: PathArgument.init(parsing:))
  var out: PathArgument

  @Option(
    name: [.customLong("checkpoint"), .customLong("checkpoints")],
    help: "Steps separated by commas, latest, or all.")
  var checkpoints = "all"

  @Option(
    parsing: .unconditional, help: "Bits per stored weight: 32 or 16. (default: 32)",
    transform: wholeNumber)
  var bits = 32

  func validate() throws {
    guard [32, 16].contains(bits) else { throw ValidationError("--bits: found \(bits), expected 32 or 16") }
  }

  func run() throws {
    let directory = try RunDirectory(folder.url)
    let steps = try directory.steps(named: checkpoints)
    let copy = out.url
    try directory.export(steps, precision: bits == 16 ? .half : .single, to: copy)
    var output = StandardOutput()
    try output.write(line: "\(copy.path): checkpoints \(steps.map(String.init).joined(separator: ", "))")
    try output.flush()
  }
}
