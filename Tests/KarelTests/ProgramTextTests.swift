import Karel
import Testing

@Suite struct ProgramTextTests {
  @Test(arguments: [Program.Spelling.camelCase, .snakeCaseCall])
  func textRoundTrips(_ spelling: Program.Spelling) throws {
    var source = SeededSource(7)
    for _ in 0..<1_000 {
      let program = Program.random(lengths: 0...20, using: &source)
      #expect(try Program(parsing: program.text(spelling)) == program)
    }
  }

  @Test func bothSpellingsAreWritten() {
    let program = Program(Op.allCases)
    #expect(program.text() == "pickMarker putMarker turnRight turnLeft move")
    #expect(program.text(.snakeCaseCall) == "pick_marker() put_marker() turn_right() turn_left() move()")
  }

  @Test(arguments: [
    "move turnLeft putMarker", "move()\nturn_left()\nput_marker()\n", "move;turnLeft();\tput_marker",
    "\r\n move,\r\n  turn_left,\r\n putMarker\r\n", "\u{2003}move\u{00A0}turnLeft\u{2028}putMarker;;",
  ])
  func spellingsAndSeparatorsMix(_ text: String) throws {
    #expect(try Program(parsing: text) == Program([.move, .turnLeft, .putMarker]))
  }

  @Test(arguments: ["", " ", "\n\t\r\n", ";,;"])
  func aTextWithoutWordsIsTheEmptyProgram(_ text: String) throws {
    #expect(try Program(parsing: text).ops.isEmpty)
  }

  @Test(arguments: [
    ("jump", 1, 1, "jump"),
    ("move jump move", 1, 6, "jump"),
    ("move\nturnLeft jump", 2, 10, "jump"),
    ("move\r\nmove\r\n\r\n  jump", 4, 3, "jump"),
    ("\tmove\tjump", 1, 7, "jump"),
    ("move;\n;moves", 2, 2, "moves"),
    ("move()()", 1, 7, "("),
    ("()", 1, 1, "("),
    ("move(", 1, 5, "("),
    ("\u{FEFF}jump", 1, 1, "jump"),
    ("turn__left", 1, 1, "turn__left"),
    ("move turnLeft\u{301}", 1, 6, "turnLeft\u{301}"),
    ("👩‍👩‍👧 move", 1, 1, "👩‍👩‍👧"),
    ("move\u{0}", 1, 1, "move\u{0}"),
  ])
  func anErrorHasItsPosition(_ text: String, line: Int, column: Int, found: String) {
    let error = #expect(throws: ProgramTextError.self) { try Program(parsing: text) }
    #expect(error?.line == line)
    #expect(error?.column == column)
    #expect(error?.found == found)
  }

  @Test func aColumnCountsCharactersAsAReaderDoes() {
    let error = #expect(throws: ProgramTextError.self) { try Program(parsing: "move;\u{1F469}\u{200D}\u{1F467}") }
    #expect(error?.column == 6)
    #expect(error?.description.hasPrefix("line 1, column 6: found '\u{1F469}\u{200D}\u{1F467}', expected") == true)
  }
}
