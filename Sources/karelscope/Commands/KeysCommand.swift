import ArgumentParser
import Screens

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "List the keys and commands of the views.",
    discussion: "From the same tables that the views, their help and their hints use.")

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, markdown, man
  }

  @Option(help: "Lines, a table, or a section of a manual page.")
  var format = Format.text

  func run() throws {
    var output = StandardOutput()
    switch format {
    case .text: try output.write(document: KeyReference.text)
    case .markdown: try output.write(document: KeyReference.markdown)
    case .man: try output.write(document: KeyReference.manual)
    }
    try output.flush()
  }
}
