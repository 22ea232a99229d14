import Corpus
import Karel

/// A command typed after `:`.
public enum TypedCommand: Hashable, Sendable {
  case nothing
  case jump(JumpTarget)
  case checkpoint(Int)
  case sample(Int)
  case seed(UInt64)
  case screenshot(file: String)
  case train(preset: String)
  /// Nil removes all overlays.
  case overlay(path: String?)
  case tab(TabName)
  /// The ops of a whole program; none for the model's own.
  case program([Op])
  case breakpoints(Breakpoints.Change)
  /// Semantics for a column of their own; nil for none.
  case semantics(Semantics?)
  /// Nil stops steering.
  case steer(Steering?)
  case quit

  /// The commands, each with its argument and what it does. The table is the one source of commands: for parsing,
  /// completion, and every page that lists them.
  public static let forms: [(name: String, argument: String, explanation: String)] =
    [
      ("7", "", "jump to op, checkpoint, row 7"),
      ("40%", "", "jump to 40% of the way"),
      ("checkpoint", "STEP", "show that checkpoint"),
      ("sample", "INDEX", "show that specification"),
      ("seed", "N", "reseed the specification order"),
      ("screenshot", "FILE", "screen as .txt, .svg, .png"),
      ("train", "PRESET", "train a model here, in Watch"),
    ] + Instrument.tabs.map { ($0.name.rawValue, "", "the \($0.name.title) tab") } + programForms
    + [("overlay", "[DIR]", "overlay a run in Watch"), ("quit", "", "quit")]

  /// Reads a command; its name may be cut short where no other begins so.
  ///
  /// - Parameter lines: One line, or several where a program was pasted.
  public init(parsing lines: String) throws(TypedCommandError) {
    let text = lines.replacing("\n", with: " ")
    let words = text.split(separator: " ").map(String.init)
    guard let first = words.first else {
      self = .nothing
      return
    }
    let argument = words.dropFirst().joined(separator: " ")
    // A file's name keeps the blanks in it.
    let rest = text.split(separator: " ", maxSplits: 1).dropFirst().first ?? ""
    let isBlank: (Character) -> Bool = { $0 == " " }
    let name = String(rest.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    if let number = Int(grouped: first), argument.isEmpty {
      self = .jump(.number(number))
      return
    }
    if first.last == "%", let percent = Int(grouped: first.dropLast()), argument.isEmpty {
      self = .jump(.percent(percent))
      return
    }
    let matches = TypedCommand.names.filter { $0 == first }
    let names = matches.isEmpty ? TypedCommand.names.filter { $0.hasPrefix(first) } : matches
    guard names.count == 1, let form = TypedCommand.forms.first(where: { $0.name == names[0] }) else {
      throw TypedCommandError(
        description:
          "found '\(first)', expected one of \((names.isEmpty ? TypedCommand.names : names).joined(separator: ", "))")
    }
    let isOptional = form.argument.hasPrefix("[")
    guard isOptional || form.argument.isEmpty == argument.isEmpty else {
      throw TypedCommandError(
        description: form.argument.isEmpty
          ? "\(form.name): found '\(argument)', expected nothing after it"
          : "\(form.name): found nothing after it, expected \(form.argument)")
    }
    func number<Number: FixedWidthInteger>(_: Number.Type) throws(TypedCommandError) -> Number {
      guard let number = Number(grouped: argument) else {
        throw TypedCommandError(description: "\(form.name): found '\(argument)', expected a whole number")
      }
      return number
    }
    switch form.name {
    case "checkpoint": self = .checkpoint(try number(Int.self))
    case "sample": self = .sample(try number(Int.self))
    case "seed": self = .seed(try number(UInt64.self))
    case "screenshot": self = .screenshot(file: name)
    case "train": self = .train(preset: argument)
    case "program": self = .program(try TypedCommand.ops(in: lines))
    case "break": self = .breakpoints(try TypedCommand.breakpoints(argument))
    case "semantics": self = .semantics(try TypedCommand.semantics(argument))
    case "steer": self = .steer(try TypedCommand.steering(argument))
    case "overlay": self = .overlay(path: name.isEmpty ? nil : name)
    case "quit": self = .quit
    default: self = .tab(TabName(rawValue: form.name))
    }
  }

  /// The names that can be completed.
  static let names = forms.map(\.name).enumerated()
    .filter { place, name in name.first?.isLetter == true && !forms[..<place].contains { $0.name == name } }
    .map(\.element)
}

/// Why a line is not a valid command.
public struct TypedCommandError: Error, Sendable {
  /// What was found and what was expected.
  public let description: String
}
