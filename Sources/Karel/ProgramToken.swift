/// A token of a program's text, with its position.
struct ProgramToken {
  enum Kind {
    /// A name, keyword or number: anything between white space, separators and marks.
    case word
    /// A quoted string: a docstring or an argument.
    case string
    /// One of `(`, `)`, `{`, `}` and `:`, or a `,` or `;` right after `(`.
    case mark
  }

  let kind: Kind
  let text: String
  /// Counted from 1, like ``column``.
  let line: Int
  /// The column of the first character, in characters.
  let column: Int
}

/// Splits a program's text into tokens. White space, `,` and `;` are separators; comments (`#` and `//` to the end of
/// the line, `/* */`) and a leading byte order mark are skipped.
struct ProgramTokenizer {
  private let characters: [Character]
  private var index = 0
  private var line = 1
  private var column = 1
  private var tokens: [ProgramToken] = []

  private init(_ text: String) {
    characters = Array(text.withoutByteOrderMark)
  }

  /// - Throws: ``ProgramTextError`` at an unterminated comment or string.
  static func tokens(of text: String) throws(ProgramTextError) -> [ProgramToken] {
    var tokenizer = ProgramTokenizer(text)
    try tokenizer.run()
    return tokenizer.tokens
  }

  private mutating func run() throws(ProgramTextError) {
    while index < characters.count {
      let character = characters[index]
      if ProgramTokenizer.isSeparator(character) {
        // Between parentheses it separates arguments, and there are none.
        let isArgument = !character.isWhitespace && tokens.last?.text == "(" && tokens.last?.kind == .mark
        if isArgument { consume(1, as: .mark) } else { advance(1) }
      } else if begins("#") || begins("//") {
        while index < characters.count, !characters[index].isNewline { advance(1) }
      } else if begins("/*") {
        _ = try consumeDelimited(by: "*/", opening: "/*", spansLines: true)
      } else if let quote = ["\"\"\"", "'''"].first(where: begins) {
        try consumeString(quote, spansLines: true)
      } else if let quote = ["\"", "'"].first(where: begins) {
        try consumeString(quote, spansLines: false)
      } else if ProgramTokenizer.marks.contains(character) {
        consume(1, as: .mark)
      } else {
        var end = index + 1
        while end < characters.count, !endsWord(at: end) { end += 1 }
        consume(end - index, as: .word)
      }
    }
  }

  private static let marks: Set<Character> = ["(", ")", "{", "}", ":"]

  private static func isSeparator(_ character: Character) -> Bool {
    character.isWhitespace || character == "," || character == ";"
  }

  private func endsWord(at index: Int) -> Bool {
    let character = characters[index]
    return ProgramTokenizer.isSeparator(character) || ProgramTokenizer.marks.contains(character)
      || ["#", "\"", "'"].contains(character) || begins("//", at: index) || begins("/*", at: index)
  }

  private func begins(_ text: String) -> Bool { begins(text, at: index) }

  private func begins(_ text: String, at index: Int) -> Bool { characters[index...].starts(with: text) }

  private mutating func advance(_ count: Int) {
    for _ in 0..<count {
      if characters[index].isNewline {
        (line, column) = (line + 1, 1)
      } else {
        column += 1
      }
      index += 1
    }
  }

  private mutating func consume(_ count: Int, as kind: ProgramToken.Kind) {
    let text = String(characters[index..<index + count])
    tokens.append(ProgramToken(kind: kind, text: text, line: line, column: column))
    advance(count)
  }

  private mutating func consumeString(_ quote: String, spansLines: Bool) throws(ProgramTextError) {
    let start = (line: line, column: column)
    let text = try consumeDelimited(by: quote, opening: quote, spansLines: spansLines)
    tokens.append(ProgramToken(kind: .string, text: text, line: start.line, column: start.column))
  }

  /// Consumes text from an opening mark through its closing mark.
  ///
  /// - Returns: The text, marks included.
  private mutating func consumeDelimited(
    by end: String, opening: String, spansLines: Bool
  ) throws(ProgramTextError) -> String {
    let start = (index: index, line: line, column: column)
    advance(opening.count)
    while index < characters.count, spansLines || !characters[index].isNewline {
      if begins(end) {
        advance(end.count)
        return String(characters[start.index..<index])
      }
      advance(1)
    }
    throw ProgramTextError(
      line: start.line, column: start.column, found: opening, problem: .unclosed(by: end))
  }
}
