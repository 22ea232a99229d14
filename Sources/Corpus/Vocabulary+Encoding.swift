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
  ///
  /// A mark counts as part of what it ends: `#` and `program` after an output say that its markers are complete.
  public func kinds(of tokens: [Int]) -> [TokenKind] {
    var kind = TokenKind.input
    return tokens.enumerated().map { place, token in
      if token == programMark {
        kind = .program
        return .outputMarkers
      }
      if kind == .program { return kind }
      switch encoding {
      case .coordinates: return coordinateKind(of: token, isFirst: place == 0, section: &kind)
      case .cells: return cellKind(of: token, section: &kind)
      }
    }
  }

  /// - Parameter section: What the next cell or direction says; moves on with each mark.
  private func coordinateKind(of token: Int, isFirst: Bool, section: inout TokenKind) -> TokenKind {
    switch token {
    case wallMark:
      section = .input
      return isFirst ? .input : .outputMarkers
    case outputMark:
      section = .outputDirection
      return .input
    case markerMark:
      if section != .input { section = .outputMarkers }
      return section
    default:
      if section == .outputDirection {
        section = .outputPosition
        return .outputDirection
      }
      return section
    }
  }

  private func cellKind(of token: Int, section: inout TokenKind) -> TokenKind {
    if token == inputMark {
      section = .input
    } else if token == outputMark {
      section = .outputMarkers
    } else if section == .outputMarkers {
      // One token says both where the robot stands and which way it faces.
      let glyph = Vocabulary.glyphs[token - glyphBase]
      return Direction.allCases.contains { $0.glyph == glyph } ? .outputPosition : .outputMarkers
    }
    return section
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
