import ArgumentParser
import Experiments
import Foundation

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describe this program and its machine, or a run.",
    discussion: """
      Without --run: version, build, matrix library and the instruction set it uses, processors and how many of them \
      this process may use, memory, paths of the bundled run and the settings. With --run: the model, how it was \
      trained, and its checkpoints.
      """)

  @Option(
    name: .customLong("run"), help: "The run's folder.", completion: .directory,
    transform: PathArgument.init(parsing:))
  var folder: PathArgument?

  @Flag(help: "Write one JSON object.")
  var json = false

  func run() throws {
    var output = StandardOutput()
    if let folder {
      let run = try RunDirectory(folder.url)
      let log = try run.metricsLog()
      StandardError.warn(log.damage(isBeingWritten: run.isLocked))
      StandardError.warn(run.misnamedCheckpoints)
      try output.write(RunReport(run, log: log), asJSON: json)
    } else {
      try output.write(ProgramReport(), asJSON: json)
    }
    try output.flush()
  }
}
