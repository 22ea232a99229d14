import Karel

extension Vocabulary {
  /// Decodes a sample's text, the inverse of ``text(_:)`` after ``encode(_:)``.
  ///
  /// - Throws: ``TokenError`` at the first invalid token.
  public func decode(text: String) throws(TokenError) -> (specification: Specification, program: Program) {
    var tokens: [Int] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      guard let token = number(of: String(word))
      else { throw TokenError(place: tokens.count, found: String(word), expected: "a token of this encoding") }
      tokens.append(token)
    }
    return try decode(tokens)
  }

  /// Decodes a sample's tokens, the inverse of ``encode(_:)``. Markers under a robot are lost, since the text does not
  /// show them. Only output of ``encode(_:)`` is accepted: cells out of order, for example, are an error.
  ///
  /// - Throws: ``TokenError`` at the first invalid token.
  public func decode(_ tokens: [Int]) throws(TokenError) -> (specification: Specification, program: Program) {
    if let place = tokens.firstIndex(where: { !self.tokens.indices.contains($0) }) {
      throw TokenError(place: place, found: "number \(tokens[place])", expected: "a number from 0 to \(count - 1)")
    }
    var reader = TokenReader(vocabulary: self, tokens: tokens)
    var inputs: [World] = []
    var outputs: [World] = []
    for _ in 0..<Specification.exampleCount {
      switch worldTokens {
      case .coordinates(let worlds):
        let (input, output) = try reader.read(worlds)
        inputs.append(input)
        outputs.append(output)
      case .cells(let worlds):
        inputs.append(try reader.read(worlds, mark: worlds.inputMark))
        outputs.append(try reader.read(worlds, mark: worlds.outputMark))
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
  /// The token's index, counted from 0.
  public let place: Int
  /// The token found there.
  public let found: String
  /// The expected token.
  public let expected: String

  /// A one-line message: position, what was found, what was expected.
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

  mutating func readDirection(_ worlds: CoordinateTokens) throws(TokenError) -> Direction {
    guard let direction = peek.flatMap(worlds.direction) else { throw error(expected: "a direction") }
    advance()
    return direction
  }

  mutating func readCells(_ worlds: CoordinateTokens) -> [Position] {
    var cells: [Position] = []
    while let cell = peek.flatMap(worlds.cell) {
      cells.append(cell)
      advance()
    }
    return cells
  }

  /// Reads the tokens of an example.
  mutating func read(_ worlds: CoordinateTokens) throws(TokenError) -> (World, World) {
    try expect(worlds.wallMark)
    let walls = readCells(worlds)
    try expect(worlds.markerMark)
    // No mark separates the robot's cell from the markers' cells: it is the last one before the direction.
    var cells = readCells(worlds)
    guard let start = cells.popLast(), !walls.contains(start)
    else { throw error(expected: "the robot's cell, free of walls, before the direction") }
    let startDirection = try readDirection(worlds)
    try expect(worlds.outputMark)
    let endDirection = try readDirection(worlds)
    guard let end = peek.flatMap(worlds.cell), !walls.contains(end) else {
      throw error(expected: "the robot's cell, free of walls")
    }
    advance()
    try expect(worlds.markerMark)
    let endCells = readCells(worlds)
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

  /// Reads the tokens of a world.
  mutating func read(_ worlds: CellTokens, mark: Int) throws(TokenError) -> World {
    let start = place
    try expect(mark)
    var rows = [String(repeating: "#", count: World.size)]
    for _ in 1..<World.size - 1 {
      var row = "#"
      for _ in 1..<World.size - 1 {
        guard let glyph = peek.flatMap(worlds.glyph) else { throw error(expected: "a cell") }
        row.append(glyph)
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
