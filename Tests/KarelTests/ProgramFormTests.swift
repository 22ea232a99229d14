import Karel
import Testing

/// Programs in the syntaxes of other Karel tools.
@Suite struct ProgramFormTests {
  private static let program = Program([.move, .turnLeft, .putMarker])

  @Test(arguments: [
    "def run() {\n  move()\n  turn_left()\n  put_marker()\n}", "def run(){move();turn_left();put_marker();}",
    "def main():\n    move()\n    turn_left()\n    put_beeper()  # one\n", "DEF run m( move turnLeft putMarker m)",
    "DEF run m(move turnLeft putMarker m )", "m( move turnLeft putMarker m)", "{ move turnLeft putMarker }",
    "move();\nturnLeft();\nputBeeper();", "MOVE TURN_LEFT PUT_BEEPER", "Move TurnLeft PutBeeper",
    "move turnleft putbeeper",
    "move left put", "\u{FEFF}move turnLeft putMarker", "move // turnRight\nturnLeft /* move\nmove */ putMarker # jump",
    "move/**/turnLeft//\nputMarker#", "move # \"it's\"\nturnLeft putMarker",
    "def run(): move(); turn_left(); put_marker()",
    "function main() {\r\n\tmove();\r\n\tturnLeft();\r\n\tputBeeper();\r\n}\r\n",
    "void run() {\n move();\n turnLeft();\n putBeeper();\n}",
    """
    from karel.stanfordkarel import *

    def main():
        \"""
        Karel's first steps: move, then put_beeper.
        \"""
        move()
        turn_left()

        put_beeper()

    # There is no need to edit code beyond this point
    if __name__ == "__main__":
        run_karel_program('first')
    """,
    """
    import stanford.karel.*;

    /* A class
     * with ops */
    public class First extends Karel {
      public void run() {
        move();
        turnLeft(); // left
        putBeeper();
      }
    }
    """,
    "def run():\n  move()\n  turn_left()\n  put_marker()\n\nrun()",
    "def main():\n  'doc'\n  move\n  left\n  put\nmain()\n",
  ])
  func straightLineFormsAreParsed(_ text: String) throws {
    #expect(try Program(parsing: text) == Self.program)
  }

  @Test(
    arguments: [
      ("def run() {\n  while(frontIsClear()) {\n    move()\n  }\n}", 2, 3, "while", .loop),
      ("DEF run m( REPEAT R=3 r( move r) m)", 1, 12, "REPEAT", .loop),
      ("DEF run m( IFELSE c( frontIsClear c) i( move i) ELSE e( turnLeft e) m)", 1, 12, "IFELSE", .conditional),
      ("def run():\n    move()\n    if front_is_clear():\n        move()", 3, 5, "if", .conditional),
      ("for i in range(3): move()", 1, 1, "for", .loop), ("if __name__: move()", 1, 1, "if", .conditional),
      ("move turnAround", 1, 6, "turnAround", .foreignCommand(remedy: "write turnLeft twice instead")),
      (
        "move();\nturnoff();", 2, 1, "turnoff",
        .foreignCommand(remedy: "remove it; a program ends after its last op")
      ),
      ("def run():\n  move(2)", 2, 8, "2", .argument(of: "move")),
      ("def run(self) { move }", 1, 9, "self", .argument(of: "run")),
      ("move(,)", 1, 6, ",", .argument(of: "move")), ("move( ;)", 1, 7, ";", .argument(of: "move")),
      ("def run(,) { move }", 1, 9, ",", .argument(of: "run")), ("DEF run m(, move m)", 1, 11, ",", .unknownWord),
      ("def a() { move() }\ndef b() { move() }", 2, 1, "def", .secondDefinition),
      ("def run() { move() } move()", 1, 22, "move", .outside), ("move()\ndef run() { }", 1, 1, "move", .outside),
      ("def run():\n  move()\nmove()", 3, 1, "move", .outside), ("def run() { run() }", 1, 13, "run", .unknownWord),
      ("def run() { move()", 1, 11, "{", .unclosed(by: "}")), ("DEF run m( move", 1, 9, "m", .unclosed(by: "m)")),
      ("move /* turnLeft", 1, 6, "/*", .unclosed(by: "*/")),
      ("def f(): \"\"\" move", 1, 10, "\"\"\"", .unclosed(by: "\"\"\"")),
      ("move 'x\nmove'", 1, 6, "'", .unclosed(by: "'")), ("move(", 1, 5, "(", .unclosed(by: ")")),
      ("def run()", 1, 1, "def", .noBody), ("class A", 1, 1, "class", .noBody), ("def", 1, 1, "def", .noBody),
      ("{ { move } }", 1, 3, "{", .unknownWord), ("move }", 1, 6, "}", .unknownWord),
      ("def run() { move() }\nhelper()", 2, 1, "helper", .unknownWord),
      ("def main():\n  move()\nif __name__ == '__main__':\n  move()", 4, 3, "move", .unknownWord),
    ] as [(String, Int, Int, String, ProgramTextError.Problem)])
  func errorsHaveThePositionOfWhatIsNotStraightLine(
    _ text: String, line: Int, column: Int, found: String, problem: ProgramTextError.Problem
  ) {
    let error = #expect(throws: ProgramTextError.self) { try Program(parsing: text) }
    #expect(error?.line == line && error?.column == column && error?.found == found)
    #expect(error?.problem == problem)
  }

  @Test(arguments: [
    (
      "DEF run m( WHILE c( noMarkersPresent c) w( move w) m)",
      "line 1, column 12: found the loop 'WHILE' in DEF run m( … m), expected one op after the other (pickMarker, putMarker, "
        + "turnRight, turnLeft, move)"
    ),
    (
      "if(frontIsClear) move",
      "line 1, column 1: found the conditional 'if', expected one op after the other (pickMarker, putMarker, turnRight, "
        + "turnLeft, move), alone or in def run() { … }, def run(): … or DEF run m( … m)"
    ),
    (
      "def main():\n  jump()",
      "line 2, column 3: found 'jump' in def main(): …, expected one of pickMarker, putMarker, turnRight, turnLeft, move (or "
        + "the spelling turn_left())"
    ),
    (
      "def a() { move }\ndef b() { }",
      "line 2, column 1: found a second function at 'def', expected a single one with all ops in it"
    ),
    (
      "turn_around()",
      "expected one of pickMarker, putMarker, turnRight, turnLeft, move: write turnLeft twice instead"
    ),
    (String(repeating: "x", count: 1000), "found '" + String(repeating: "x", count: 40) + "…', expected"),
  ])
  func errorsNameTheAcceptedForms(_ text: String, message: String) {
    let error = #expect(throws: ProgramTextError.self) { try Program(parsing: text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func everyFormRoundTrips() throws {
    var source = SeededSource(31)
    for _ in 0..<300 {
      let program = Program.random(lengths: 0...20, using: &source)
      let calls = program.ops.map { $0.snakeCaseName + "()" }
      for text in [
        "def run() { \(calls.joined(separator: "; ")) }", "def run():\n  \(calls.joined(separator: "\n  "))\n",
        "DEF run m( \(program.text()) m)", program.text().uppercased(),
        program.text(.snakeCaseCall).uppercased().replacing("MARKER", with: "BEEPER"),
        program.ops.map(\.shortName).joined(separator: " "),
      ] {
        #expect(try Program(parsing: text) == program)
      }
    }
  }

  /// Any text is a program, or an error that quotes the text at its position.
  @Test func anyTextIsAProgramOrAnErrorWithinIt() {
    var source = SeededSource(41)
    let pieces = [
      "move", "turn_left", "putBeeper", "def", "DEF", "run", "m", "(", ")", "{", "}", ":", ";", ",", " ", "\n", "\r\n",
      "\t",
      "#", "//", "/*", "*/", "\"", "'", "\"\"\"", "'''", "while", "if", "__name__", "==", "class", "public", "void",
      "import",
      "main", "\u{FEFF}", "e\u{301}", "👩‍👩‍👧", "\0", "\u{2028}", "-", "3", "IFELSE", "run_karel_program", "turnoff",
    ]
    var programs = 0
    for _ in 0..<50_000 {
      let text = (0..<Int.random(in: 0...14, using: &source)).map { _ in pieces.randomElement(using: &source)! }.joined(
        separator: Bool.random(using: &source) ? " " : "")
      do throws(ProgramTextError) {
        _ = try Program(parsing: text)
        programs += 1
      } catch {
        let body = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
        let lines = body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.indices.contains(error.line - 1) else {
          Issue.record("line \(error.line) of \(text.debugDescription)")
          return
        }
        let found = error.found.split(whereSeparator: \.isNewline).first ?? ""
        #expect(
          error.column >= 1 && lines[error.line - 1].dropFirst(error.column - 1).hasPrefix(found),
          "\(text.debugDescription)")
      }
    }
    #expect(programs > 1000)
  }

  @Test func deepAndLongTextsAreHandled() throws {
    for piece in ["{", "(", "m(", "class A {", "def f() {", "/*", "\"", "move(", "'''x"] {
      #expect(throws: ProgramTextError.self) { try Program(parsing: String(repeating: piece, count: 100_000)) }
    }
    #expect(try Program(parsing: String(repeating: "move ", count: 100_000)).ops.count == 100_000)
  }
}
