/// A piece of a program's text, with its place.
struct ProgramToken {
  enum Kind {
    /// A name, a keyword, a number: whatever stands between white space, separators and marks.
    case word
    /// A text in quotes: a docstring, or an argument.
    case string
    /// One of `(`, `)`, `{`, `}` and `:`.
    case mark
  }

  let kind: Kind
  let text: String
  /// Counted from 1, like ``column``.
  let line: Int
  /// The place of the first character, in characters.
  let column: Int
}

/// Takes a program's text apart. White space, `,` and `;` separate; comments (`#` and `//` to the end of the line, `/* */`)
/// and a byte order mark at the start are passed over.
struct ProgramTokenizer {
  private let characters: [Character]
  private var place = 0
  private var line = 1
  private var column = 1
  private var tokens: [ProgramToken] = []

  private init(_ text: String) {
    characters = Array(text.withoutByteOrderMark)
  }

  /// - Throws: ``ProgramTextError`` at a comment or a quotation that has no end.
  static func tokens(of text: String) throws(ProgramTextError) -> [ProgramToken] {
    var tokenizer = ProgramTokenizer(text)
    try tokenizer.run()
    return tokenizer.tokens
  }

  private mutating func run() throws(ProgramTextError) {
    while place < characters.count {
      let character = characters[place]
      if ProgramTokenizer.separates(character) {
        advance(1)
      } else if begins("#") || begins("//") {
        while place < characters.count, !characters[place].isNewline { advance(1) }
      } else if begins("/*") {
        _ = try closed(by: "*/", opening: "/*", spansLines: true)
      } else if let quote = ["\"\"\"", "'''"].first(where: begins) {
        try takeString(quote, spansLines: true)
      } else if let quote = ["\"", "'"].first(where: begins) {
        try takeString(quote, spansLines: false)
      } else if ProgramTokenizer.marks.contains(character) {
        consume(1, as: .mark)
      } else {
        var end = place + 1
        while end < characters.count, !endsWord(at: end) { end += 1 }
        consume(end - place, as: .word)
      }
    }
  }

  private static let marks: Set<Character> = ["(", ")", "{", "}", ":"]

  private static func separates(_ character: Character) -> Bool {
    character.isWhitespace || character == "," || character == ";"
  }

  private func endsWord(at place: Int) -> Bool {
    let character = characters[place]
    return ProgramTokenizer.separates(character) || ProgramTokenizer.marks.contains(character)
      || ["#", "\"", "'"].contains(character) || begins("//", at: place) || begins("/*", at: place)
  }

  private func begins(_ text: String) -> Bool { begins(text, at: place) }

  private func begins(_ text: String, at place: Int) -> Bool { characters[place...].starts(with: text) }

  private mutating func advance(_ count: Int) {
    for _ in 0..<count {
      if characters[place].isNewline {
        (line, column) = (line + 1, 1)
      } else {
        column += 1
      }
      place += 1
    }
  }

  private mutating func consume(_ count: Int, as kind: ProgramToken.Kind) {
    let text = String(characters[place..<place + count])
    tokens.append(ProgramToken(kind: kind, text: text, line: line, column: column))
    advance(count)
  }

  private mutating func takeString(_ quote: String, spansLines: Bool) throws(ProgramTextError) {
    let start = (line: line, column: column)
    let text = try closed(by: quote, opening: quote, spansLines: spansLines)
    tokens.append(ProgramToken(kind: .string, text: text, line: start.line, column: start.column))
  }

  /// Passes over what stands between two marks.
  ///
  /// - Returns: It, with the marks.
  private mutating func closed(
    by end: String, opening: String, spansLines: Bool
  ) throws(ProgramTextError) -> String {
    let start = (place: place, line: line, column: column)
    advance(opening.count)
    while place < characters.count, spansLines || !characters[place].isNewline {
      if begins(end) {
        advance(end.count)
        return String(characters[start.place..<place])
      }
      advance(1)
    }
    throw ProgramTextError(
      line: start.line, column: start.column, found: opening, problem: .unclosed(by: end))
  }
}
