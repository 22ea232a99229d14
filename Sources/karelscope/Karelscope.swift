import ArgumentParser

@main
struct Karelscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "karelscope",
    abstract: "Watch a language model learn what programs mean.",
    version: "0.1.0",
    subcommands: [TrainCommand.self])
}
