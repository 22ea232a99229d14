/// Where and why a text is not a program.
public struct ProgramTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line of what was found, counted from 1.
  public let line: Int
  /// The column of its first character, counted from 1.
  public let column: Int
  /// What stands there.
  public let found: String
  /// What is wrong with it.
  public let problem: Problem
  /// What the ops stand in, for example `def run() { … }`; nil where they stand alone.
  public internal(set) var form: String?

  /// What can be wrong with a program's text.
  public enum Problem: Hashable, Sendable {
    case unknownWord
    case loop
    case conditional
    /// A command of other Karels, with what to do about it.
    case foreignCommand(remedy: String)
    /// Something stands between the parentheses after this name.
    case argument(of: String)
    /// A definition without a body.
    case noBody
    case secondDefinition
    /// An op outside of the definition.
    case outside
    /// What it opens is not closed by this.
    case unclosed(by: String)
  }

  /// One line for a person: place, what was found, what was expected.
  public var description: String { "line \(line), column \(column): \(reason)" }

  /// The same without the place.
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
      return "found another function at \(word), expected one alone, with all ops in it: \(form ?? forms)"
    case .outside: return "found \(word) outside of \(form ?? forms), expected all ops in it"
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
