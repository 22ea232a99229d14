import ArgumentParser

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time parts of the program.",
    subcommands: [BenchProbeCommand.self])
}
