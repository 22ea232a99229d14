import Karel

extension Vocabulary {
  /// The prompt: the five examples, then ``programMark``. The model continues it with the program.
  public func encode(_ specification: Specification) -> [Int] {
    var tokens: [Int] = []
    tokens.reserveCapacity(512)
    for (input, output) in zip(specification.inputs, specification.outputs) {
      switch worldTokens {
      case .coordinates(let worlds): worlds.append(input, output, to: &tokens)
      case .cells(let worlds):
        worlds.append(input, mark: worlds.inputMark, to: &tokens)
        worlds.append(output, mark: worlds.outputMark, to: &tokens)
      }
    }
    tokens.append(programMark)
    return tokens
  }

  /// The program's ops, then ``end``.
  public func encode(_ program: Program) -> [Int] {
    program.ops.map(token) + [end]
  }

  /// The whole text of a sample: prompt, ops, end.
  public func encode(_ sample: Sample) -> [Int] {
    encode(sample.specification) + encode(sample.program)
  }

  /// The text of tokens, separated by white space, with line breaks for readability.
  ///
  /// - Parameter lineBreak: The string to use as a line break.
  public func text(_ tokens: [Int], lineBreak: String = "\n") -> String {
    var text = ""
    var cellsInRow = 0
    for token in tokens {
      let isCellOfRow: Bool
      let startsLine: Bool
      switch worldTokens {
      case .coordinates(let worlds):
        isCellOfRow = false
        startsLine = token == worlds.wallMark
      case .cells(let worlds):
        isCellOfRow = worlds.glyph(token) != nil
        startsLine = token == worlds.inputMark || token == worlds.outputMark || (isCellOfRow && cellsInRow == 0)
      }
      if !text.isEmpty { text += startsLine || token == programMark ? lineBreak : " " }
      text += self.tokens[token]
      cellsInRow = isCellOfRow ? (cellsInRow + 1) % (World.size - 2) : 0
    }
    return text
  }

  /// The kind of each token of a sample's text, in order.
  ///
  /// A mark belongs to what it terminates: `#` and `program` after an output signal that its markers are complete.
  public func kinds(of tokens: [Int]) -> [TokenKind] {
    var kind = TokenKind.input
    return tokens.enumerated().map { place, token in
      if token == programMark {
        kind = .program
        return .outputMarkers
      }
      if kind == .program { return kind }
      switch worldTokens {
      case .coordinates(let worlds): return worlds.kind(of: token, isFirst: place == 0, section: &kind)
      case .cells(let worlds): return worlds.kind(of: token, section: &kind)
      }
    }
  }
}
