/// A straight-line program: ops run one after the other, without loops or conditions.
public struct Program: Hashable, Sendable {
  public var ops: [Op]

  public init(_ ops: [Op]) {
    self.ops = ops
  }

  /// How an op is written.
  public enum Spelling: Sendable {
    /// `turnLeft`
    case camelCase
    /// `turn_left()`, as in the paper's files.
    case snakeCaseCall
  }

  /// The ops separated by spaces.
  public func text(_ spelling: Spelling = .camelCase) -> String {
    ops.map { op in
      switch spelling {
      case .camelCase: op.name
      case .snakeCaseCall: op.snakeCaseName + "()"
      }
    }
    .joined(separator: " ")
  }

  /// Names of ops separated by spaces, a run of the same one once with its length: `move×3 left put`.
  public static func condensed(_ names: [String]) -> String {
    var runs: [(name: String, count: Int)] = []
    for name in names {
      if runs.last?.name == name { runs[runs.count - 1].count += 1 } else { runs.append((name, 1)) }
    }
    return runs.map { $0.count > 1 ? "\($0.name)×\($0.count)" : $0.name }.joined(separator: " ")
  }

  /// The ops by their short names, runs condensed.
  public var condensed: String { Program.condensed(ops.map(\.shortName)) }

  /// Reads ops in either spelling, with or without `()`, separated by white space, `,` or `;`.
  ///
  /// - Throws: ``ProgramTextError`` at the first word that is no op.
  public init(parsing text: String) throws(ProgramTextError) {
    var ops: [Op] = []
    var word = ""
    var line = 1
    var column = 1
    var start = (line: 1, column: 1)

    func finishWord() throws(ProgramTextError) {
      guard !word.isEmpty else { return }
      let name = word.hasSuffix("()") ? String(word.dropLast(2)) : word
      guard let op = Op.allCases.first(where: { $0.name == name || $0.snakeCaseName == name })
      else { throw ProgramTextError(line: start.line, column: start.column, found: word) }
      ops.append(op)
      word = ""
    }

    for character in text {
      if character.isWhitespace || character == "," || character == ";" {
        try finishWord()
      } else {
        if word.isEmpty { start = (line, column) }
        word.append(character)
      }
      if character.isNewline {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    try finishWord()
    self.ops = ops
  }
}

/// Where and why a text is not a program.
public struct ProgramTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line of the word, counted from 1.
  public let line: Int
  /// The column of the word's first character, counted from 1.
  public let column: Int
  /// The word that is no op.
  public let found: String

  /// One line for a person: place, what was found, what was expected.
  public var description: String {
    let ops = Op.allCases.map(\.name).joined(separator: ", ")
    return "line \(line), column \(column): found '\(found)', expected one of \(ops) (or the spelling turn_left())"
  }
}
