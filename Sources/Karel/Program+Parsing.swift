extension Program {
  /// Parses a straight-line program in the syntaxes of common Karel tools: ops in any of their spellings
  /// (``Op/init(name:)``), with or without `()`, separated by white space, `,` or `;`, alone or in one definition
  /// (`def run() { … }`, `def run(): …` and its indented lines, `DEF run m( … m)`, `void run() { … }`, in a class or
  /// not). Comments, imports, docstrings, and subsequent calls of that definition are skipped.
  ///
  /// - Throws: ``ProgramTextError`` at the first token that fits none of these.
  public init(parsing text: String) throws(ProgramTextError) {
    var parser = ProgramParser(try ProgramTokenizer.tokens(of: text))
    ops = try parser.parse()
  }
}

/// A parser over a program's tokens. Nesting goes no deeper than a definition in a class.
private struct ProgramParser {
  private let tokens: [ProgramToken]
  private var index = 0
  private var ops: [Op] = []
  private var firstOp: ProgramToken?
  private var definition: Definition?

  /// The function that holds the ops.
  private struct Definition {
    let name: String
    /// As error messages show it, for example `def run() { … }`.
    let form: String
  }

  /// What encloses the statements being parsed.
  private enum Context {
    case text, classBody, body
  }

  /// What ends a list of statements.
  private enum End {
    case endOfText
    /// The mark that closes `opener`, preceded by the letter m if the opener has one.
    case mark(String, hasLetter: Bool, opener: ProgramToken)
    /// A line that starts at this column or further left.
    case dedent(column: Int)
  }

  init(_ tokens: [ProgramToken]) {
    self.tokens = tokens
  }

  mutating func parse() throws(ProgramTextError) -> [Op] {
    try parseStatements(in: .text, until: .endOfText)
    return ops
  }

  private func token(_ offset: Int = 0) -> ProgramToken? {
    index + offset < tokens.count ? tokens[index + offset] : nil
  }

  /// Whether the next tokens are marks or words with these texts.
  private func isNext(_ texts: String..., after offset: Int = 0) -> Bool {
    texts.enumerated().allSatisfy { number, text in
      token(offset + number).map { $0.text == text && $0.kind != .string } ?? false
    }
  }

  private func error(_ token: ProgramToken, _ problem: ProgramTextError.Problem) -> ProgramTextError {
    ProgramTextError(
      line: token.line, column: token.column, found: token.text, problem: problem, form: definition?.form)
  }

  private mutating func parseStatements(in context: Context, until end: End) throws(ProgramTextError) {
    while try !consumeEnd(end), let token = token() { try parseStatement(token, in: context) }
  }

  /// Consumes the end of a list of statements if it comes next; false if there are more statements.
  private mutating func consumeEnd(_ end: End) throws(ProgramTextError) -> Bool {
    switch end {
    case .endOfText: return token() == nil
    case .mark(let mark, let hasLetter, let opener):
      guard token() != nil else { throw error(opener, .unclosed(by: hasLetter ? "m" + mark : mark)) }
      guard hasLetter ? isNext("m", mark) : isNext(mark) else { return false }
      index += hasLetter ? 2 : 1
      return true
    case .dedent(let column):
      guard let token = token() else { return true }
      return token.column <= column && token.line > tokens[index - 1].line
    }
  }

  private mutating func parseStatement(_ token: ProgramToken, in context: Context) throws(ProgramTextError) {
    if token.kind == .string {
      index += 1
    } else if let op = token.kind == .word ? Op(name: token.text) : nil {
      if context != .body, definition != nil { throw error(token, .outside) }
      index += 1
      if isNext("(") { try parseParentheses(of: token) }
      ops.append(op)
      firstOp = firstOp ?? token
    } else {
      guard context != .body, try parseEnclosing(token, in: context) else {
        throw error(token, ProgramParser.problem(token))
      }
    }
  }

  /// Parses what may enclose ops, such as an import or a definition, if it comes next.
  private mutating func parseEnclosing(_ token: ProgramToken, in context: Context) throws(ProgramTextError) -> Bool {
    switch token.text {
    case "import" where context == .text, "from" where context == .text:
      while let next = self.token(), next.line == token.line { index += 1 }
    case "public", "private", "static", "final":
      index += 1
    case "class" where context == .text:
      try parseClass(token)
    case "def", "DEF", "define", "function", "void":
      try parseDefinition(token)
    case "{" where definition == nil, "m" where definition == nil && isNext("(", after: 1):
      try parseBody(of: token)
    case "if" where context == .text && isNext("__name__", "==", after: 1):
      try parseMainGuard()
    case definition?.name where isNext("(", after: 1):
      index += 1
      try parseParentheses(of: token)
    default: return false
    }
    return true
  }

  /// Parses `()` after a name.
  private mutating func parseParentheses(of name: ProgramToken) throws(ProgramTextError) {
    guard let opener = token(), let next = token(1) else { throw error(token() ?? name, .unclosed(by: ")")) }
    guard isNext("(", ")") else {
      throw error(opener.text == "(" ? next : opener, .argument(of: name.text))
    }
    index += 2
  }

  /// Parses `class NAME extends NAME { … }`.
  private mutating func parseClass(_ keyword: ProgramToken) throws(ProgramTextError) {
    while let next = token(), next.kind == .word { index += 1 }
    guard let opener = token(), isNext("{") else { throw error(keyword, .noBody) }
    index += 1
    try parseStatements(in: .classBody, until: .mark("}", hasLetter: false, opener: opener))
  }

  private mutating func parseDefinition(_ keyword: ProgramToken) throws(ProgramTextError) {
    guard definition == nil else { throw error(keyword, .secondDefinition) }
    guard let name = token(1), name.kind == .word else { throw error(keyword, .noBody) }
    if let firstOp {
      definition = Definition(name: name.text, form: "\(keyword.text) \(name.text) in line \(keyword.line)")
      throw error(firstOp, .outside)
    }
    index += 2
    var head = "\(keyword.text) \(name.text)"
    if isNext("(") {
      try parseParentheses(of: name)
      head += "()"
    }
    let column = tokens.first { $0.line == keyword.line }?.column ?? keyword.column
    if isNext("{") || isNext("m", "("), let opener = token() {
      definition = Definition(name: name.text, form: head + (opener.text == "{" ? " { … }" : " m( … m)"))
      try parseBody(of: opener)
    } else if isNext(":") {
      index += 1
      definition = Definition(name: name.text, form: head + ": …")
      try parseStatements(in: .body, until: .dedent(column: column))
    } else {
      throw error(keyword, .noBody)
    }
  }

  /// Parses ops between braces, or between `m(` and `m)`.
  private mutating func parseBody(of opener: ProgramToken) throws(ProgramTextError) {
    let hasLetter = opener.text == "m"
    index += hasLetter ? 2 : 1
    try parseStatements(in: .body, until: .mark(hasLetter ? ")" : "}", hasLetter: hasLetter, opener: opener))
  }

  /// Parses `if __name__ == "__main__":` and the calls after it, up to the end of the text.
  private mutating func parseMainGuard() throws(ProgramTextError) {
    index += 3
    if token()?.kind == .string { index += 1 }
    if isNext(":") { index += 1 }
    while let name = token() {
      guard name.text == definition?.name || name.text == "run_karel_program" else {
        throw error(name, ProgramParser.problem(name))
      }
      index += 1
      if isNext("("), token(1)?.kind == .string, isNext(")", after: 2) {
        index += 3
      } else {
        try parseParentheses(of: name)
      }
    }
  }

  /// The problem with a word that is not an op.
  private static func problem(_ token: ProgramToken) -> ProgramTextError.Problem {
    switch token.text.lowercased() {
    case "while", "repeat", "for", "loop", "iterate", "do": .loop
    case "if", "ifelse", "else", "elif", "switch": .conditional
    case "turnaround", "turn_around": .foreignCommand(remedy: "write turnLeft twice instead")
    case "turnoff", "turn_off": .foreignCommand(remedy: "remove it; a program ends after its last op")
    default: .unknownWord
    }
  }
}
