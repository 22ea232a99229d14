extension World {
  /// The world as 8 rows of 8 glyphs: `#` wall, `.` open, `1`–`9` markers, `^` `>` `v` `<` the robot, which hides the
  /// markers under it.
  public var rows: [String] {
    (0..<World.size).map { y in
      String(unsafeUninitializedCapacity: World.size) { row in
        for x in 0..<World.size { row[x] = asciiGlyph(at: Position(x: x, y: y)) }
        return World.size
      }
    }
  }

  /// The glyph that the world's text shows at a cell.
  public func glyph(at cell: Position) -> Character {
    Character(UnicodeScalar(asciiGlyph(at: cell)))
  }

  private func asciiGlyph(at cell: Position) -> UInt8 {
    if cell == position { return direction.glyph.asciiValue! }
    if isWall(cell) { return UInt8(ascii: "#") }
    let count = visibleMarkerCount(at: cell)
    return count == 0 ? UInt8(ascii: ".") : UInt8(ascii: "0") + UInt8(count)
  }

  /// Reads a world from its text: 8 lines as ``init(rows:)`` reads them. A byte order mark before them is passed over.
  ///
  /// - Throws: ``WorldTextError`` at the first place that does not fit.
  public init(text: String) throws(WorldTextError) {
    let lines = text.withoutByteOrderMark.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    try self.init(rows: lines)
  }

  /// Reads a world from its 8 rows of glyphs, as ``rows`` has them; `o` is one marker too. Blank rows, and white space at a
  /// row's ends, are passed over.
  ///
  /// - Throws: ``WorldTextError`` at the first place that does not fit; its line is the row's number from 1.
  public init(rows: [some StringProtocol]) throws(WorldTextError) {
    let lines = rows.enumerated().filter { !$0.element.allSatisfy(\.isWhitespace) }
    guard lines.count == World.size else {
      throw WorldTextError(line: (lines.first?.offset ?? 0) + 1, column: 1, problem: .rowCount(lines.count))
    }
    var robot: (cell: Position, direction: Direction)?
    var walls: [Position] = []
    var stacks: [(cell: Position, count: Int)] = []
    for (y, line) in lines.enumerated() {
      let indent = line.element.prefix(while: \.isWhitespace).count
      var row = line.element.dropFirst(indent)
      while row.last?.isWhitespace ?? false { row.removeLast() }
      func error(_ x: Int, _ problem: WorldTextError.Problem) -> WorldTextError {
        WorldTextError(line: line.offset + 1, column: indent + x + 1, problem: problem)
      }
      for (x, glyph) in row.enumerated() where !World.glyphs.contains(glyph) { throw error(x, .unknownGlyph(glyph)) }
      guard row.count == World.size else { throw error(0, .columnCount(row.count)) }
      for (x, glyph) in row.enumerated() {
        let cell = Position(x: x, y: y)
        if glyph == "#" {
          walls.append(cell)
          continue
        }
        guard cell.isInner else { throw error(x, .openRing(glyph)) }
        if let facing = Direction.allCases.first(where: { $0.glyph == glyph }) {
          guard robot == nil else { throw error(x, .secondRobot) }
          robot = (cell, facing)
        } else if let count = glyph == "o" ? 1 : glyph.wholeNumberValue {
          stacks.append((cell, count))
        }
      }
    }
    guard let robot else { throw WorldTextError(line: lines[0].offset + 1, column: 1, problem: .noRobot) }
    self.init(position: robot.cell, direction: robot.direction)
    for cell in walls { setWall(true, at: cell) }
    for stack in stacks { setMarkerCount(stack.count, at: stack.cell) }
  }

  /// All that rows may have.
  private static let glyphs = Set("#.123456789o^>v<")
}

/// Where and why a text is not a world.
public struct WorldTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public let line: Int
  /// The column, counted from 1.
  public let column: Int
  /// What does not fit.
  public let problem: Problem

  /// What can be wrong with a world's text.
  public enum Problem: Hashable, Sendable {
    case rowCount(Int)
    case columnCount(Int)
    case unknownGlyph(Character)
    case openRing(Character)
    case secondRobot
    case noRobot
  }

  /// One line for a person: place, what was found, what was expected.
  public var description: String {
    let what =
      switch problem {
      case .rowCount(let count): "found \(count) rows, expected 8"
      case .columnCount(let count): "found \(count) columns, expected 8"
      case .unknownGlyph(let glyph): "found \(WorldTextError.name(glyph)), expected one of # . 1-9 ^ > v <"
      case .openRing(let glyph): "found '\(glyph)' in the outer ring, expected a wall '#'"
      case .secondRobot: "found a second robot, expected one of ^ > v < in the whole world"
      case .noRobot: "found no robot, expected one of ^ > v < in an inner cell"
      }
    return "line \(line), column \(column): \(what)"
  }

  /// White space is not seen in quotes.
  private static func name(_ glyph: Character) -> String {
    switch glyph {
    case " ": "a blank"
    case "\t": "a tab"
    case "\u{FEFF}": "a byte order mark"
    default: "'\(glyph)'"
    }
  }
}
