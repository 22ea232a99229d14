/// Where and why a text is not a program.
public struct ProgramTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line of the offending text, counted from 1.
  public let line: Int
  /// The column of its first character, counted from 1.
  public let column: Int
  /// The offending text.
  public let found: String
  /// What is wrong with it.
  public let problem: Problem
  /// What encloses the ops, for example `def run() { … }`; nil if nothing does.
  public internal(set) var form: String?

  /// What can be wrong with a program's text.
  public enum Problem: Hashable, Sendable {
    case unknownWord
    case loop
    case conditional
    /// A command of other Karel dialects, and what to write instead.
    case foreignCommand(remedy: String)
    /// The call of this name has an argument.
    case argument(of: String)
    /// A definition without a body.
    case noBody
    case secondDefinition
    /// An op outside of the definition.
    case outside
    /// An opening mark without this closing one.
    case unclosed(by: String)
  }

  /// A one-line message: position, what was found, what was expected.
  public var description: String { "line \(line), column \(column): \(reason)" }

  /// The message without the position.
  public var reason: String {
    let word = "'\(found.prefix(40))\(found.count > 40 ? "…" : "")'"
    let place = form.map { " in \($0)" } ?? ""
    let (ops, forms) = (ProgramTextError.ops, ProgramTextError.forms)
    switch problem {
    case .unknownWord: return "found \(word)\(place), expected one of \(ops) (or the spelling turn_left())"
    case .loop: return "found the loop \(word)\(place), expected \(straightLine)"
    case .conditional: return "found the conditional \(word)\(place), expected \(straightLine)"
    case .foreignCommand(let remedy): return "found \(word)\(place), expected one of \(ops): \(remedy)"
    case .argument(let name): return "found \(word) in the parentheses of \(name), expected \(name)()"
    case .noBody: return "found \(word) without a body, expected \(forms)"
    case .secondDefinition:
      return "found a second function at \(word), expected a single one with all ops in it: \(form ?? forms)"
    case .outside: return "found \(word) outside of \(form ?? forms), expected all ops inside it"
    case .unclosed(let end): return "found \(word) without '\(end)', expected both"
    }
  }

  private var straightLine: String {
    let place = form == nil ? ", alone or in \(ProgramTextError.forms)" : ""
    return "one op after the other (\(ProgramTextError.ops))\(place)"
  }

  private static let ops = Op.allCases.map(\.name).joined(separator: ", ")
  private static let forms = "def run() { … }, def run(): … or DEF run m( … m)"
}
