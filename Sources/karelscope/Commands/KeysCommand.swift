import ArgumentParser
import Screens

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "List the keys and typed commands of the tabs.",
    discussion: "Generated from the tables that the tabs, their help and their hints use.")

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, markdown, man
  }

  @Option(help: "The output format: lines, a Markdown table, or a section of a manual page.")
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
