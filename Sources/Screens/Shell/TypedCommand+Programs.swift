import Beliefs
import Karel

/// The commands about programs: which one, where to stop in it, what its ops do.
extension TypedCommand {
  static let programForms: [(name: String, argument: String, explanation: String)] = [
    ("program", "[OPS]", "force ops; none: its own"),
    ("break", "[OP]", "stop at an op, or not"),
    ("break", "wrong FEATURE", "stop where belief errs"),
    ("break", "P(FEATURE) < 0.5", "or is unsure"),
    ("break", "off", "stop nowhere"),
    ("steer", "right 2 4", "push so far, after layer 4"),
    ("steer", "off", "push no more"),
    ("semantics", "[OPS]", "what ops do, in Compare"),
  ]

  /// Reads the ops of a program as Karel tools write them, after the command's name; none if nothing follows it.
  ///
  /// - Parameter line: The whole line: columns count from its start.
  static func ops(in line: String) throws(TypedCommandError) -> [Op] {
    let name = line.prefix { $0 == " " }.count + line.drop { $0 == " " }.prefix { $0 != " " }.count
    let text = line.dropFirst(name)
    let ops: [Op]
    do {
      ops = try Program(parsing: String(repeating: " ", count: name) + text).ops
    } catch {
      throw TypedCommandError(description: "program: column \(error.column): \(error.reason)")
    }
    guard !ops.isEmpty || text.allSatisfy(\.isWhitespace) else {
      throw TypedCommandError(description: "program: found no op, expected one at least, or nothing at all")
    }
    guard ops.count <= Intervention.longest else {
      throw TypedCommandError(description: "program: found \(ops.count) ops, expected \(Intervention.longest) at most")
    }
    return ops
  }

  static func breakpoints(_ text: String) throws(TypedCommandError) -> Breakpoints.Change {
    switch text {
    case "": .list
    case "off": .clear
    default: .toggle(try Breakpoint(parsing: text))
    }
  }

  static func semantics(_ text: String) throws(TypedCommandError) -> Semantics? {
    guard !text.isEmpty else { return nil }
    do {
      return try Semantics(parsing: text)
    } catch {
      throw TypedCommandError(description: error.description)
    }
  }

  /// What can follow some words, the first of which is a command.
  ///
  /// - Parameter steps: The checkpoints there are.
  static func continuations(of words: [String], steps: [Int]) -> [String] {
    let ops = Op.allCases.map(\.name)
    let features = Feature.standard.map(\.rawValue)
    switch (words[0], words.count) {
    case ("checkpoint", 1): return steps.map(String.init)
    case ("program", _): return ops
    case ("break", 1): return ops + ["wrong ", "off"] + features.map { "P(\($0)) < " }
    case ("break", 2): return words[1] == "wrong" ? features : []
    case ("steer", 1): return ["right", "left", "off"]
    case ("semantics", 1): return Semantics.named.map(\.name) + ops
    case ("semantics", ...Op.allCases.count): return ops
    default: return []
    }
  }
}
