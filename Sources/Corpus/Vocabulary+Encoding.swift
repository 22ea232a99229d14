import Karel

extension Vocabulary {
  /// The prompt: the five examples, then ``programMark``. The model reads it and goes on with the program.
  public func encode(_ specification: Specification) -> [Int] {
    var tokens: [Int] = []
    tokens.reserveCapacity(512)
    for (input, output) in zip(specification.inputs, specification.outputs) {
      switch encoding {
      case .coordinates: appendCoordinates(input, output, to: &tokens)
      case .cells:
        appendCells(input, mark: inputMark, to: &tokens)
        appendCells(output, mark: outputMark, to: &tokens)
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

  /// The text of tokens: separated by white space, with line breaks where they help a reader.
  public func text(_ tokens: [Int]) -> String {
    var text = ""
    var cellsInRow = 0
    for token in tokens {
      let isGlyph = encoding == .cells && token >= glyphBase
      let startsLine =
        token == programMark || token == wallMark || token == inputMark
        || (encoding == .cells && token == outputMark) || (isGlyph && cellsInRow == 0)
      if !text.isEmpty { text += startsLine ? "\n" : " " }
      text += self.tokens[token]
      cellsInRow = isGlyph ? (cellsInRow + 1) % (World.size - 2) : 0
    }
    return text
  }

  /// What each token of a sample's text says, in order.
  public func kinds(of tokens: [Int]) -> [TokenKind] {
    var kind = TokenKind.input
    return tokens.map { token in
      switch token {
      case programMark, end: kind = .program
      case wallMark where encoding == .coordinates: kind = .input
      case inputMark where encoding == .cells: kind = .input
      case outputMark: kind = encoding == .coordinates ? .outputDirection : .outputMarkers
      default:
        if encoding == .coordinates, kind != .input, kind != .program {
          if token >= cellBase {
            kind = kind == .outputDirection ? .outputPosition : kind
          } else if token == markerMark {
            kind = .outputMarkers
          }
        } else if encoding == .cells, kind != .input, kind != .program {
          // One token says both where the robot stands and which way it faces.
          let glyph = Vocabulary.glyphs[token - glyphBase]
          return Direction.allCases.contains { $0.glyph == glyph } ? .outputPosition : .outputMarkers
        }
      }
      return kind
    }
  }

  private func token(_ cell: Position) -> Int {
    cellBase + (cell.y - 1) * (World.size - 2) + cell.x - 1
  }

  private func appendCoordinates(_ input: World, _ output: World, to tokens: inout [Int]) {
    tokens.append(wallMark)
    for cell in Position.inner where input.isWall(cell) { tokens.append(token(cell)) }
    appendMarkers(of: input, to: &tokens)
    tokens.append(token(input.position))
    tokens.append(directionBase + input.direction.rawValue)
    tokens.append(outputMark)
    tokens.append(directionBase + output.direction.rawValue)
    tokens.append(token(output.position))
    appendMarkers(of: output, to: &tokens)
  }

  private func appendMarkers(of world: World, to tokens: inout [Int]) {
    tokens.append(markerMark)
    for cell in Position.inner {
      for _ in 0..<world.visibleMarkerCount(at: cell) { tokens.append(token(cell)) }
    }
  }

  private func appendCells(_ world: World, mark: Int, to tokens: inout [Int]) {
    tokens.append(mark)
    for cell in Position.inner {
      tokens.append(glyphBase + Vocabulary.glyphs.firstIndex(of: world.glyph(at: cell))!)
    }
  }
}
