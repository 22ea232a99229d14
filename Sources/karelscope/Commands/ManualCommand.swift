import ArgumentParser

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write the manual page.",
    discussion: """
      For example: karelscope manual > karelscope.1 && man ./karelscope.1. Commands and options are generated from their \
      definitions, keys from the tables of the tabs.
      """)

  func run() throws {
    var output = StandardOutput()
    try output.write(document: ManualPage(commands: CommandDescription.all()).text)
    try output.flush()
  }
}
