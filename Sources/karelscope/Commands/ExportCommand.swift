import ArgumentParser
import Experiments
import Foundation
import LanguageModel

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Copy a run, fit to be given away.",
    discussion: """
      The copy has the configuration, the metrics, and the chosen checkpoints with their samples and probes, but not the \
      optimizer's state, without which training cannot go on. It appears when it is complete, or not at all.

      With --bits 16 models and probes take half the space; their numbers are rounded to the nearest that half precision (IEEE \
      754) has.
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
    parsing: .unconditional, help: "Bits in which a model's numbers are stored: 32 or 16. (default: 32)",
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
