import Foundation

/// A command as the argument parser describes it: what `--experimental-dump-help` writes.
struct CommandDescription: Decodable {
  let commandName: String
  let abstract: String?
  let discussion: String?
  let subcommands: [CommandDescription]?
  let arguments: [Argument]?

  /// An option, a flag or a positional argument.
  struct Argument: Decodable, Hashable {
    enum Kind: String, Decodable {
      case positional, option, flag
    }

    struct Name: Decodable, Hashable {
      enum Kind: String, Decodable {
        case long, short, longWithSingleDash
      }

      let kind: Kind
      let name: String

      /// As it is typed.
      var text: String { (kind == .long ? "--" : "-") + name }
    }

    let kind: Kind
    let shouldDisplay: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?
  }

  /// All of Karelscope's commands.
  ///
  /// - Throws: `DecodingError` if the parser describes them in another way than known here.
  static func all() throws -> [CommandDescription] {
    struct Description: Decodable { let command: CommandDescription }
    let text = Karelscope._dumpHelp()
    let description = try JSONDecoder().decode(Description.self, from: Data(text.utf8))
    // The parser's own.
    return (description.command.subcommands ?? []).filter { $0.commandName != "help" }
  }

  /// The options of its own, in their order; those with the same meaning, as a flag and its opposite, together.
  var options: [(name: String, text: String)] {
    var options: [(name: String, text: String)] = []
    for argument in arguments ?? [] where argument.shouldDisplay && !argument.isShared {
      if argument.kind == .flag, let last = options.last, last.text == argument.text {
        options[options.count - 1].name = last.name + ", " + argument.name
      } else {
        options.append((argument.name, argument.text))
      }
    }
    return options
  }
}

extension CommandDescription.Argument {
  /// Whether every command has it.
  fileprivate var isShared: Bool { names?.contains { ["help", "version"].contains($0.name) } ?? false }

  /// For example `--run <run>`, `-h, --help`, `<file> ...`.
  fileprivate var name: String {
    let value = "<\(valueName ?? "value")>"
    let repeated = isRepeating ? " ..." : ""
    let names = (names ?? []).map(\.text).joined(separator: ", ")
    return switch kind {
    case .positional: value + repeated
    case .option: names + " " + value + repeated
    case .flag: names
    }
  }

  /// What it does, its values, and its default where that is a value.
  fileprivate var text: String {
    var facts: [String] = []
    if kind != .flag, let allValues, !allValues.isEmpty { facts.append("values: " + allValues.joined(separator: ", ")) }
    if kind != .flag, let defaultValue { facts.append("default: " + defaultValue) }
    return [abstract, facts.isEmpty ? nil : "(" + facts.joined(separator: "; ") + ")"].compactMap { $0 }
      .joined(separator: " ")
  }
}
