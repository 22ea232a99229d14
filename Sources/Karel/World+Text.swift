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

  /// Reads a world from its text: 8 lines, and nothing else but empty lines before and after.
  ///
  /// - Throws: ``WorldTextError`` at the first place that does not fit.
  public init(text: String) throws(WorldTextError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let first = lines.firstIndex(where: { !$0.isEmpty }), let last = lines.lastIndex(where: { !$0.isEmpty })
    else { throw WorldTextError(line: 1, column: 1, problem: .rowCount(0)) }
    try self.init(rows: lines[first...last].map(String.init), firstLine: first + 1)
  }

  /// Reads a world from its 8 rows.
  ///
  /// - Parameter firstLine: The line number of the first row, for errors.
  /// - Throws: ``WorldTextError`` at the first place that does not fit.
  public init(rows: [String], firstLine: Int = 1) throws(WorldTextError) {
    guard rows.count == World.size
    else { throw WorldTextError(line: firstLine, column: 1, problem: .rowCount(rows.count)) }
    var robot: (cell: Position, direction: Direction)?
    var walls: [Position] = []
    var stacks: [(cell: Position, count: Int)] = []
    for (y, row) in rows.enumerated() {
      func error(_ x: Int, _ problem: WorldTextError.Problem) -> WorldTextError {
        WorldTextError(line: firstLine + y, column: x + 1, problem: problem)
      }
      guard row.count == World.size else { throw error(0, .columnCount(row.count)) }
      for (x, glyph) in row.enumerated() {
        let cell = Position(x: x, y: y)
        if let facing = Direction.allCases.first(where: { $0.glyph == glyph }) {
          guard cell.isInner else { throw error(x, .openRing(glyph)) }
          guard robot == nil else { throw error(x, .secondRobot) }
          robot = (cell, facing)
        } else if glyph == "#" {
          walls.append(cell)
        } else if glyph == "." || World.digits.contains(glyph) {
          guard cell.isInner else { throw error(x, .openRing(glyph)) }
          if let count = glyph.wholeNumberValue { stacks.append((cell, count)) }
        } else {
          throw error(x, .unknownGlyph(glyph))
        }
      }
    }
    guard let robot else { throw WorldTextError(line: firstLine, column: 1, problem: .noRobot) }
    self.init(position: robot.cell, direction: robot.direction)
    for cell in walls { setWall(true, at: cell) }
    for stack in stacks { setMarkerCount(stack.count, at: stack.cell) }
  }

  private static let digits: [Character] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]
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
      case .unknownGlyph(let glyph): "found '\(glyph)', expected one of # . 1-9 ^ > v <"
      case .openRing(let glyph): "found '\(glyph)' in the outer ring, expected a wall '#'"
      case .secondRobot: "found a second robot, expected one of ^ > v < in the whole world"
      case .noRobot: "found no robot, expected one of ^ > v < in an inner cell"
      }
    return "line \(line), column \(column): \(what)"
  }
}
