extension World {
  /// The world as 8 rows of 8 glyphs: `#` wall, `.` open, `1`–`9` markers, `^` `>` `v` `<` the robot, which hides any
  /// markers under it.
  public var rows: [String] {
    (0..<World.size).map { y in
      String(unsafeUninitializedCapacity: World.size) { row in
        for x in 0..<World.size { row[x] = asciiGlyph(at: Position(x: x, y: y)) }
        return World.size
      }
    }
  }

  /// The glyph of a cell in the world's text.
  public func glyph(at cell: Position) -> Character {
    Character(UnicodeScalar(asciiGlyph(at: cell)))
  }

  private func asciiGlyph(at cell: Position) -> UInt8 {
    if cell == position { return direction.glyph.asciiValue! }
    if isWall(cell) { return UInt8(ascii: "#") }
    let count = visibleMarkerCount(at: cell)
    return count == 0 ? UInt8(ascii: ".") : UInt8(ascii: "0") + UInt8(count)
  }

  /// Parses a world from 8 lines of text; see ``init(rows:)``. A leading byte order mark is skipped.
  ///
  /// - Throws: ``WorldTextError`` at the first position that is invalid.
  public init(text: String) throws(WorldTextError) {
    let lines = text.withoutByteOrderMark.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    try self.init(rows: lines)
  }

  /// Parses a world from 8 rows of glyphs in the format of ``rows``; `o` also stands for one marker. Blank rows and
  /// white space around a row are skipped.
  ///
  /// - Throws: ``WorldTextError`` at the first position that is invalid; its line is the row's number, counted from 1.
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

  /// The glyphs allowed in rows.
  private static let glyphs = Set("#.123456789o^>v<")
}

/// Where and why a text is not a world.
public struct WorldTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public let line: Int
  /// The column, counted from 1.
  public let column: Int
  /// What is wrong there.
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

  /// A one-line message: position, what was found, what was expected.
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

  /// Names invisible characters, which quotes would not show.
  private static func name(_ glyph: Character) -> String {
    switch glyph {
    case " ": "a blank"
    case "\t": "a tab"
    case "\u{FEFF}": "a byte order mark"
    default: "'\(glyph)'"
    }
  }
}
