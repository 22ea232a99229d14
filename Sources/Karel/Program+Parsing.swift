extension Program {
  /// Reads a straight-line program as Karel tools write it: ops in any of their spellings (``Op/init(name:)``), with or
  /// without `()`, separated by white space, `,` or `;`, alone or in one definition (`def run() { … }`, `def run(): …` and
  /// its indented lines, `DEF run m( … m)`, `void run() { … }`, in a class or not). Comments, imports, docstrings, and calls
  /// of that definition after it are passed over.
  ///
  /// - Throws: ``ProgramTextError`` at the first thing that is none of this.
  public init(parsing text: String) throws(ProgramTextError) {
    var parser = ProgramParser(try ProgramTokenizer.tokens(of: text))
    ops = try parser.parse()
  }
}

/// Reads the tokens of a program. Nothing in it nests deeper than a definition in a class.
private struct ProgramParser {
  private let tokens: [ProgramToken]
  private var place = 0
  private var ops: [Op] = []
  private var firstOp: ProgramToken?
  private var definition: Definition?

  /// The function that holds the ops.
  private struct Definition {
    let name: String
    /// As messages show it, for example `def run() { … }`.
    let form: String
  }

  /// What holds statements.
  private enum Context {
    case text, classBody, body
  }

  /// What ends them.
  private enum End {
    case ofText
    /// This mark, which `opener` waits for; before it the letter m, if the opener had it.
    case mark(String, hasLetter: Bool, opener: ProgramToken)
    /// A line that begins in this column or before it.
    case dedent(column: Int)
  }

  init(_ tokens: [ProgramToken]) {
    self.tokens = tokens
  }

  mutating func parse() throws(ProgramTextError) -> [Op] {
    try takeStatements(in: .text, until: .ofText)
    return ops
  }

  private func token(_ offset: Int = 0) -> ProgramToken? {
    place + offset < tokens.count ? tokens[place + offset] : nil
  }

  /// Whether marks or words with these texts come next.
  private func isNext(_ texts: String..., after offset: Int = 0) -> Bool {
    texts.enumerated().allSatisfy { number, text in
      token(offset + number).map { $0.text == text && $0.kind != .string } ?? false
    }
  }

  private func error(_ token: ProgramToken, _ problem: ProgramTextError.Problem) -> ProgramTextError {
    ProgramTextError(
      line: token.line, column: token.column, found: token.text, problem: problem, form: definition?.form)
  }

  private mutating func takeStatements(in context: Context, until end: End) throws(ProgramTextError) {
    while try !forceEnd(end), let token = token() { try takeStatement(token, in: context) }
  }

  /// Takes what ends statements, if it comes next; false if there are more of them.
  private mutating func forceEnd(_ end: End) throws(ProgramTextError) -> Bool {
    switch end {
    case .ofText: return token() == nil
    case .mark(let mark, let hasLetter, let opener):
      guard token() != nil else { throw error(opener, .unclosed(by: hasLetter ? "m" + mark : mark)) }
      guard hasLetter ? isNext("m", mark) : isNext(mark) else { return false }
      place += hasLetter ? 2 : 1
      return true
    case .dedent(let column):
      guard let token = token() else { return true }
      return token.column <= column && token.line > tokens[place - 1].line
    }
  }

  private mutating func takeStatement(_ token: ProgramToken, in context: Context) throws(ProgramTextError) {
    if token.kind == .string {
      place += 1
    } else if let op = token.kind == .word ? Op(name: token.text) : nil {
      if context != .body, definition != nil { throw error(token, .outside) }
      place += 1
      if isNext("(") { try takeParentheses(of: token) }
      ops.append(op)
      firstOp = firstOp ?? token
    } else {
      guard context != .body, try takeFrame(token, in: context) else {
        throw error(token, ProgramParser.problem(token))
      }
    }
  }

  /// Takes what may stand around ops, if it comes next.
  private mutating func takeFrame(_ token: ProgramToken, in context: Context) throws(ProgramTextError) -> Bool {
    switch token.text {
    case "import" where context == .text, "from" where context == .text:
      while let next = self.token(), next.line == token.line { place += 1 }
    case "public", "private", "static", "final":
      place += 1
    case "class" where context == .text:
      try takeClass(token)
    case "def", "DEF", "define", "function", "void":
      try takeDefinition(token)
    case "{" where definition == nil, "m" where definition == nil && isNext("(", after: 1):
      try takeBody(of: token)
    case "if" where context == .text && isNext("__name__", "==", after: 1):
      try takeMainGuard()
    case definition?.name where isNext("(", after: 1):
      place += 1
      try takeParentheses(of: token)
    default: return false
    }
    return true
  }

  /// Takes `()` after a name.
  private mutating func takeParentheses(of name: ProgramToken) throws(ProgramTextError) {
    guard let opener = token(), let next = token(1) else { throw error(token() ?? name, .unclosed(by: ")")) }
    guard isNext("(", ")") else {
      throw error(opener.text == "(" ? next : opener, .argument(of: name.text))
    }
    place += 2
  }

  /// Takes `class NAME extends NAME { … }`.
  private mutating func takeClass(_ keyword: ProgramToken) throws(ProgramTextError) {
    while let next = token(), next.kind == .word { place += 1 }
    guard let opener = token(), isNext("{") else { throw error(keyword, .noBody) }
    place += 1
    try takeStatements(in: .classBody, until: .mark("}", hasLetter: false, opener: opener))
  }

  private mutating func takeDefinition(_ keyword: ProgramToken) throws(ProgramTextError) {
    guard definition == nil else { throw error(keyword, .secondDefinition) }
    guard let name = token(1), name.kind == .word else { throw error(keyword, .noBody) }
    if let firstOp {
      definition = Definition(name: name.text, form: "\(keyword.text) \(name.text) in line \(keyword.line)")
      throw error(firstOp, .outside)
    }
    place += 2
    var head = "\(keyword.text) \(name.text)"
    if isNext("(") {
      try takeParentheses(of: name)
      head += "()"
    }
    let column = tokens.first { $0.line == keyword.line }?.column ?? keyword.column
    if isNext("{") || isNext("m", "("), let opener = token() {
      definition = Definition(name: name.text, form: head + (opener.text == "{" ? " { … }" : " m( … m)"))
      try takeBody(of: opener)
    } else if isNext(":") {
      place += 1
      definition = Definition(name: name.text, form: head + ": …")
      try takeStatements(in: .body, until: .dedent(column: column))
    } else {
      throw error(keyword, .noBody)
    }
  }

  /// Takes ops between braces, or between `m(` and `m)`.
  private mutating func takeBody(of opener: ProgramToken) throws(ProgramTextError) {
    let hasLetter = opener.text == "m"
    place += hasLetter ? 2 : 1
    try takeStatements(in: .body, until: .mark(hasLetter ? ")" : "}", hasLetter: hasLetter, opener: opener))
  }

  /// Takes `if __name__ == "__main__":`, and after it calls alone, up to the end.
  private mutating func takeMainGuard() throws(ProgramTextError) {
    place += 3
    if token()?.kind == .string { place += 1 }
    if isNext(":") { place += 1 }
    while let name = token() {
      guard name.text == definition?.name || name.text == "run_karel_program" else {
        throw error(name, ProgramParser.problem(name))
      }
      place += 1
      if isNext("("), token(1)?.kind == .string, isNext(")", after: 2) {
        place += 3
      } else {
        try takeParentheses(of: name)
      }
    }
  }

  /// What is wrong with a word that is no op.
  private static func problem(_ token: ProgramToken) -> ProgramTextError.Problem {
    switch token.text.lowercased() {
    case "while", "repeat", "for", "loop", "iterate", "do": .loop
    case "if", "ifelse", "else", "elif", "switch": .conditional
    case "turnaround", "turn_around": .foreignCommand(remedy: "write turnLeft twice in its place")
    case "turnoff", "turn_off": .foreignCommand(remedy: "leave it out, a program ends after its last op")
    default: .unknownWord
    }
  }
}
