import Karel
import Testing

@Suite struct WorldTextTests {
  static let rows = [
    "########",
    "#.1..9.#",
    "#.##...#",
    "#..^...#",
    "#......#",
    "#.2....#",
    "##....3#",
    "########",
  ]

  @Test func textRoundTrips() throws {
    var source = SeededSource(11)
    for _ in 0..<2_000 {
      let world = World.random(maximumStack: 9, using: &source)
      let read = try World(text: world.rows.joined(separator: "\n"))
      #expect(read.rows == world.rows)
      #expect(read.looksEqual(to: world))
    }
  }

  @Test func everyGlyphMeansWhatItShould() throws {
    let world = try World(rows: WorldTextTests.rows)
    #expect(world.rows == WorldTextTests.rows)
    #expect(world.position == Position(x: 3, y: 3))
    #expect(world.direction == .north)
    #expect(world.markerCount(at: Position(x: 2, y: 1)) == 1)
    #expect(world.markerCount(at: Position(x: 5, y: 1)) == 9)
    #expect(Position.inner.filter(world.isWall) == [(2, 2), (3, 2), (1, 6)].map { Position(x: $0, y: $1) })
  }

  @Test(arguments: zip(Direction.allCases, ["^", ">", "v", "<"]))
  func theRobotsGlyphIsItsDirection(_ direction: Direction, glyph: String) throws {
    var rows = WorldTextTests.rows
    rows[3] = "#..\(glyph)...#"
    let world = try World(rows: rows)
    #expect(world.direction == direction)
    #expect(world.rows == rows)
  }

  @Test(arguments: ["\n", "\r\n"])
  func emptyLinesAroundAreSkipped(_ lineBreak: String) throws {
    let body = WorldTextTests.rows.joined(separator: lineBreak)
    let world = try World(rows: WorldTextTests.rows)
    #expect(try World(text: body) == world)
    #expect(try World(text: lineBreak + lineBreak + body + lineBreak + lineBreak) == world)
  }

  @Test(arguments: ["\n", "\r\n"])
  func errorsCountTheLinesOfTheWholeText(_ lineBreak: String) {
    var rows = WorldTextTests.rows
    rows[4] = "#..x...#"
    let text = lineBreak + rows.joined(separator: lineBreak)
    let error = #expect(throws: WorldTextError.self) { try World(text: text) }
    #expect(error?.line == 6)
    #expect(error?.column == 4)
    #expect(error?.problem == .unknownGlyph("x"))
  }

  /// Row to replace, its new text, then the expected column and problem.
  @Test(arguments: [
    (4, "#......", 1, WorldTextError.Problem.columnCount(7)),
    (4, "#.......#", 1, .columnCount(9)),
    (4, "  #.......#", 3, .columnCount(9)),
    (4, "#.....", 1, .columnCount(6)),
    (4, "#..\t...#", 4, .unknownGlyph("\t")),
    (4, "#.......x#", 9, .unknownGlyph("x")),
    (4, " #..0...#", 5, .unknownGlyph("0")),
    (4, "#..\u{FEFF}....#", 4, .unknownGlyph("\u{FEFF}")),
    (4, "#..O...#", 4, .unknownGlyph("O")),
    (4, "#..0...#", 4, .unknownGlyph("0")),
    (4, "#.. ...#", 4, .unknownGlyph(" ")),
    (4, "#..V...#", 4, .unknownGlyph("V")),
    (4, "#..١...#", 4, .unknownGlyph("١")),
    (4, "#..½...#", 4, .unknownGlyph("½")),
    (4, "#..1\u{308}...#", 4, .unknownGlyph("1\u{308}")),
    (4, ".......#", 1, .openRing(".")),
    (4, "#......5", 8, .openRing("5")),
    (0, "###.####", 4, .openRing(".")),
    (7, "#####v##", 6, .openRing("v")),
    (4, "#...>..#", 5, .secondRobot),
    (3, "#...>..>", 8, .openRing(">")),
  ])
  func anErrorHasItsPosition(_ row: Int, text: String, column: Int, problem: WorldTextError.Problem) {
    var rows = WorldTextTests.rows
    rows[row] = text
    let error = #expect(throws: WorldTextError.self) { try World(rows: rows) }
    #expect(error?.line == row + 1)
    #expect(error?.column == column)
    #expect(error?.problem == problem)
  }

  @Test(arguments: ["", "\n\n", "\r\n"])
  func anEmptyTextHasNoRows(_ text: String) {
    let error = #expect(throws: WorldTextError.self) { try World(text: text) }
    #expect(error?.problem == .rowCount(0))
    #expect(error?.description == "line 1, column 1: found 0 rows, expected 8")
  }

  @Test func tooFewAndTooManyRowsAreErrors() {
    let few = #expect(throws: WorldTextError.self) { try World(rows: Array(WorldTextTests.rows.dropLast())) }
    #expect(few?.problem == .rowCount(7))
    let many = #expect(throws: WorldTextError.self) { try World(rows: WorldTextTests.rows + ["########"]) }
    #expect(many?.problem == .rowCount(9))
    let late = #expect(throws: WorldTextError.self) { try World(rows: ["", " "] + WorldTextTests.rows.dropLast()) }
    #expect(late?.problem == .rowCount(7) && late?.line == 3)
  }

  /// White space that editors, shells and other tools add around rows.
  @Test(
    arguments: [
      { $0.map { $0 + "  " } }, { $0.map { "\t" + $0 } }, { ["\u{FEFF}" + $0[0]] + $0.dropFirst() },
      { ["", " \t", "  "] + $0 + ["\t", ""] }, { $0.flatMap { [$0, ""] } }, { $0.map { "\u{A0} \($0)\u{2003}\t" } },
      { rows in rows.map { $0.replacing("1", with: "o") } },
    ] as [@Sendable ([String]) -> [String]])
  func whiteSpaceAroundRowsIsSkipped(_ changed: @Sendable ([String]) -> [String]) throws {
    let world = try World(rows: WorldTextTests.rows)
    for lineBreak in ["\n", "\r\n", "\r"] {
      #expect(try World(text: changed(WorldTextTests.rows).joined(separator: lineBreak)) == world)
    }
  }

  @Test func whiteSpaceInARowIsNamed() {
    for (glyph, name) in [(" ", "a blank"), ("\t", "a tab"), ("\u{FEFF}", "a byte order mark")] {
      var rows = WorldTextTests.rows
      rows[4] = "#..\(glyph)...#"
      let error = #expect(throws: WorldTextError.self) { try World(text: rows.joined(separator: "\n")) }
      #expect(error?.description == "line 5, column 4: found \(name), expected one of # . 1-9 ^ > v <")
    }
  }

  /// Any text is a world, or an error at a position within it.
  @Test func anyTextIsAWorldOrAnErrorWithinIt() {
    var source = SeededSource(23)
    let pieces = [
      "#", "########", "#......#", ".", "1", "9", "o", "^", "v", " ", "\t", "\n", "\r\n", "\u{FEFF}", "e\u{301}", "\0",
    ]
    for _ in 0..<20_000 {
      var rows = WorldTextTests.rows
      for _ in 0..<Int.random(in: 0...3, using: &source) {
        let row = rows.indices.randomElement(using: &source)!
        let cut = rows[row].index(rows[row].startIndex, offsetBy: Int.random(in: 0...rows[row].count, using: &source))
        rows[row].replaceSubrange(
          cut..<(Bool.random(using: &source) ? cut : rows[row].endIndex),
          with: pieces.randomElement(using: &source)!)
      }
      let text = rows.joined(separator: "\n")
      do {
        #expect(try World(rows: try World(text: text).rows).rows == World(text: text).rows)
      } catch {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        #expect(lines.indices.contains(error.line - 1) && error.column >= 1)
      }
    }
  }

  @Test func aWorldWithoutARobotIsAnError() {
    var rows = WorldTextTests.rows
    rows[3] = "#......#"
    let error = #expect(throws: WorldTextError.self) { try World(rows: rows) }
    #expect(error?.problem == .noRobot)
  }
}
