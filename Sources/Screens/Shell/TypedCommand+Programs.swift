import Beliefs
import Karel

/// The commands about programs: forced ops, breakpoints, steering, semantics.
extension TypedCommand {
  static let programForms: [(name: String, argument: String, explanation: String)] = [
    ("program", "[OPS]", "force ops; none to reset"),
    ("break", "[OP]", "toggle a breakpoint"),
    ("break", "wrong FEATURE", "stop at wrong beliefs"),
    ("break", "P(FEATURE) < 0.5", "or low confidence"),
    ("break", "off", "clear breakpoints"),
    ("steer", "right 2 4", "strength 2, after layer 4"),
    ("steer", "off", "stop steering"),
    ("semantics", "[OPS]", "what ops do, in Compare"),
  ]

  /// Reads the ops of a program as Karel tools write them, after the command's name; none if nothing follows it.
  ///
  /// - Parameter line: The whole command: columns count from its start, or from that of a later line.
  static func ops(in line: String) throws(TypedCommandError) -> [Op] {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\n" }
    let name = line.prefix(while: isBlank).count + line.drop(while: isBlank).prefix { !isBlank($0) }.count
    let text = line.dropFirst(name)
    // What was pasted behind the name begins in the column after it: so do the lines below, which stay indented alike.
    let indent = String(repeating: " ", count: name)
    let ops: [Op]
    do {
      ops = try Program(parsing: indent + text.replacing("\n", with: "\n " + indent)).ops
    } catch {
      let place =
        error.line == 1 ? "column \(error.column)" : "line \(error.line), column \(error.column - name - 1)"
      throw TypedCommandError(description: "program: \(place): \(error.reason)")
    }
    guard !ops.isEmpty || text.allSatisfy(\.isWhitespace) else {
      throw TypedCommandError(description: "program: found no op, expected at least one, or nothing at all")
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

  /// Completions after some words, the first of which is a command.
  ///
  /// - Parameter steps: The available checkpoints.
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
