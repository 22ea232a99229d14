import Karel

extension Vocabulary {
  /// Reads a sample's text back, the inverse of ``text(_:)`` after ``encode(_:)``.
  ///
  /// - Throws: ``TokenError`` at the first token that does not fit.
  public func decode(text: String) throws(TokenError) -> (specification: Specification, program: Program) {
    var tokens: [Int] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      guard let token = number(of: String(word))
      else { throw TokenError(place: tokens.count, found: String(word), expected: "a token of this encoding") }
      tokens.append(token)
    }
    return try decode(tokens)
  }

  /// Reads a sample's tokens back, the inverse of ``encode(_:)``. Markers under a robot come back as none, since no text
  /// shows them. Only what ``encode(_:)`` writes is read: cells out of order, for example, are an error.
  ///
  /// - Throws: ``TokenError`` at the first token that does not fit.
  public func decode(_ tokens: [Int]) throws(TokenError) -> (specification: Specification, program: Program) {
    if let place = tokens.firstIndex(where: { !self.tokens.indices.contains($0) }) {
      throw TokenError(place: place, found: "number \(tokens[place])", expected: "a number from 0 to \(count - 1)")
    }
    var reader = TokenReader(vocabulary: self, tokens: tokens)
    var inputs: [World] = []
    var outputs: [World] = []
    for _ in 0..<Specification.exampleCount {
      switch encoding {
      case .coordinates:
        let (input, output) = try reader.readCoordinates()
        inputs.append(input)
        outputs.append(output)
      case .cells:
        inputs.append(try reader.readCells(mark: inputMark))
        outputs.append(try reader.readCells(mark: outputMark))
      }
    }
    try reader.expect(programMark)
    var ops: [Op] = []
    while let op = reader.peek.flatMap(op) {
      ops.append(op)
      reader.advance()
    }
    try reader.expect(end)
    guard reader.peek == nil else { throw reader.error(expected: "nothing after the end") }
    let specification: Specification
    do {
      specification = try Specification(inputs: inputs, outputs: outputs)
    } catch {
      throw TokenError(place: 0, found: error.description, expected: "a specification")
    }
    let program = Program(ops)
    let written = encode(specification) + encode(program)
    if let place = zip(tokens, written).enumerated().first(where: { $1.0 != $1.1 })?.offset {
      throw TokenError(
        place: place, found: self.tokens[tokens[place]],
        expected: "'\(self.tokens[written[place]])' (cells in row order, each in one list, at most 9 markers on one)")
    }
    return (specification, program)
  }
}

/// Where and why tokens are not the text of a sample.
public struct TokenError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The token's place, counted from 0.
  public let place: Int
  /// The token found there.
  public let found: String
  /// What should stand there.
  public let expected: String

  /// One line for a person: place, what was found, what was expected.
  public var description: String { "token \(place): found '\(found)', expected \(expected)" }
}

private struct TokenReader {
  let vocabulary: Vocabulary
  let tokens: [Int]
  var place = 0

  init(vocabulary: Vocabulary, tokens: [Int]) {
    self.vocabulary = vocabulary
    self.tokens = tokens
  }

  var peek: Int? { place < tokens.count ? tokens[place] : nil }

  mutating func advance() { place += 1 }

  func error(expected: String) -> TokenError {
    TokenError(place: place, found: peek.map { vocabulary.tokens[$0] } ?? "the end of the text", expected: expected)
  }

  mutating func expect(_ token: Int) throws(TokenError) {
    guard peek == token else { throw error(expected: "'\(vocabulary.tokens[token])'") }
    advance()
  }

  var peekCell: Position? {
    guard let token = peek, token >= vocabulary.cellBase, token < vocabulary.count else { return nil }
    return Position.inner[token - vocabulary.cellBase]
  }

  mutating func readDirection() throws(TokenError) -> Direction {
    guard let direction = peek.flatMap({ Direction(rawValue: $0 - vocabulary.directionBase) })
    else { throw error(expected: "a direction") }
    advance()
    return direction
  }

  mutating func readCoordinates() throws(TokenError) -> (World, World) {
    try expect(vocabulary.wallMark)
    var walls: [Position] = []
    while let cell = peekCell {
      walls.append(cell)
      advance()
    }
    try expect(vocabulary.markerMark)
    // The robot's cell follows the markers' without a mark between: it is the last before the direction.
    var cells: [Position] = []
    while let cell = peekCell {
      cells.append(cell)
      advance()
    }
    guard let start = cells.popLast(), !walls.contains(start)
    else { throw error(expected: "the robot's cell, free of walls, before the direction") }
    let startDirection = try readDirection()
    try expect(vocabulary.outputMark)
    let endDirection = try readDirection()
    guard let end = peekCell, !walls.contains(end) else { throw error(expected: "the robot's cell, free of walls") }
    advance()
    try expect(vocabulary.markerMark)
    var endCells: [Position] = []
    while let cell = peekCell {
      endCells.append(cell)
      advance()
    }
    return (
      world(robot: start, facing: startDirection, walls: walls, markers: cells),
      world(robot: end, facing: endDirection, walls: walls, markers: endCells)
    )
  }

  private func world(robot: Position, facing: Direction, walls: [Position], markers: [Position]) -> World {
    var world = World(position: robot, direction: facing)
    for cell in walls { world.setWall(true, at: cell) }
    for cell in markers { world.setMarkerCount(world.markerCount(at: cell) + 1, at: cell) }
    return world
  }

  mutating func readCells(mark: Int) throws(TokenError) -> World {
    let start = place
    try expect(mark)
    var rows = [String(repeating: "#", count: World.size)]
    for _ in 1..<World.size - 1 {
      var row = "#"
      for _ in 1..<World.size - 1 {
        guard let token = peek, token >= vocabulary.glyphBase, token < vocabulary.count
        else { throw error(expected: "a cell") }
        row.append(Vocabulary.glyphs[token - vocabulary.glyphBase])
        advance()
      }
      rows.append(row + "#")
    }
    rows.append(rows[0])
    do {
      return try World(rows: rows)
    } catch {
      throw TokenError(place: start, found: error.description, expected: "a world")
    }
  }
}
