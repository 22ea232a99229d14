import Foundation
import Karel
import Testing

@Suite struct RunCommandTests {
  private static let world = """
    ########
    #......#
    #.>#...#
    #......#
    #..2...#
    #......#
    #......#
    ########

    """

  private struct Report: Decodable {
    let program: [String]
    let semantics: String
    let states: [State]

    struct State: Decodable {
      let op: String?
      let outcome: String?
      let rows: [String]
      let x: Int
      let y: Int
      let direction: String
      let markers: Int
    }

    init(_ text: String) throws {
      self = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
    }
  }

  @Test func jsonTellsEveryState() throws {
    let command = try withFile(Self.world) { path in
      try Command(["run", "--program", "move putMarker turn_right() pickMarker pick_marker", "--world", path, "--json"])
    }
    let report = try Report(command.output)
    #expect(report.program == ["move", "putMarker", "turnRight", "pickMarker", "pickMarker"])
    #expect(report.semantics == "original")
    #expect(report.states.map(\.op) == [nil, "move", "putMarker", "turnRight", "pickMarker", "pickMarker"])
    #expect(report.states.map(\.outcome) == [nil, "blocked", "done", "done", "done", "empty"])
    #expect(report.states.map(\.x) == [2, 2, 2, 2, 2, 2])
    #expect(report.states.map(\.y) == [2, 2, 2, 2, 2, 2])
    #expect(report.states.map(\.direction) == ["east", "east", "east", "south", "south", "south"])
    #expect(report.states.map(\.markers) == [0, 0, 1, 1, 0, 0])
    #expect(report.states[0].rows == Self.world.split(separator: "\n").map(String.init))
    #expect(report.states[5].rows[2] == "#.v#...#")
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
  }

  @Test func jsonIsOneLineWithSortedKeysAndNulls() throws {
    let command = try Command(["run", "--program", "", "--world", "-", "--json"], input: Self.world)
    let rows = Self.world.split(separator: "\n").map { "\"\($0)\"" }.joined(separator: ",")
    #expect(
      command.output == "{\"program\":[],\"semantics\":\"original\",\"states\":[{\"direction\":\"east\",\"markers\":0,"
        + "\"op\":null,\"outcome\":null,\"rows\":[\(rows)],\"x\":2,\"y\":2}]}\n")
    #expect(command.status == 0)
  }

  @Test(arguments: [
    ("original", "north", 1), ("flip", "south", 3), ("adversarial", "east", 2),
    ("pick,put,right,right,move", "south", 3),
  ])
  func semanticsChangeWhatOpsDo(_ semantics: String, direction: String, y: Int) throws {
    let command = try Command(
      ["run", "--program", "turnLeft move", "--world", "-", "--semantics", semantics, "--json"], input: Self.world)
    let report = try Report(command.output)
    #expect(report.semantics == semantics)
    #expect(report.program == ["turnLeft", "move"])
    #expect(report.states.last?.direction == direction)
    #expect(report.states.last?.y == y)
  }

  @Test func statesAreThoseOfTheInterpreter() throws {
    let program = try Program(parsing: "turnRight move move turnLeft move move pickMarker pickMarker pickMarker move")
    let trace = Trace(of: program, from: try World(text: Self.world), semantics: .flip)
    let command = try Command(
      ["run", "--program", program.text(), "--world", "-", "--semantics", "flip", "--json"], input: Self.world)
    let report = try Report(command.output)
    #expect(report.states.map(\.rows) == trace.states.map(\.rows))
    #expect(report.states.dropFirst().map(\.outcome) == trace.outcomes.map(\.rawValue))
  }

  @Test func textShowsEveryStateToAReader() throws {
    let command = try Command(["run", "--program", "move turnRight", "--world", "-"], input: Self.world)
    let blocks = command.output.split(separator: "\n\n")
    #expect(blocks.count == 3)
    #expect(blocks[0].hasPrefix("0 start; facing east at 2,2, 0 markers under it\n" + Self.world.dropLast()))
    #expect(blocks[1].hasPrefix("1 move, blocked; facing east at 2,2"))
    #expect(blocks[2].hasPrefix("2 turnRight, done; facing south at 2,2"))
    #expect(command.status == 0)
  }

  @Test(arguments: ["\n", "\r\n"])
  func anyLineEndIsRead(_ lineEnd: String) throws {
    let text = Self.world.replacing("\n", with: lineEnd)
    let command = try Command(["run", "--program", "move", "--world", "-", "--json"], input: text)
    #expect(try Report(command.output).states.count == 2)
  }

  @Test func programsOfOtherToolsAreRead() throws {
    for program in [
      "def run() {\n  move()\n  turn_left()\n  put_marker()\n}\n", "DEF run m( move turnLeft putMarker m)",
      "def main():\n    move()\n    turn_left()\n    put_beeper()  # one\n", "MOVE; TURN_LEFT; PUT_BEEPER;",
    ] {
      let command = try Command(["run", "--program", program, "--world", "-", "--json"], input: Self.world)
      #expect(try Report(command.output).program == ["move", "turnLeft", "putMarker"], "\(command.errors)")
    }
  }

  @Test(
    arguments: [
      { $0.replacing("\n", with: "  \n") }, { "\u{FEFF}" + $0 }, { "  \n" + $0 + "\t\n" },
      { $0.replacing("\n", with: "\n\t") },
      { $0.replacing("\n", with: "\r\n\r\n") },
    ] as [@Sendable (String) -> String])
  func whiteSpaceAroundAWorldIsPassedOver(_ changed: @Sendable (String) -> String) throws {
    let command = try Command(["run", "--program", "move", "--world", "-", "--json"], input: changed(Self.world))
    let plain = try Command(["run", "--program", "move", "--world", "-", "--json"], input: Self.world)
    #expect(command.output == plain.output && command.status == 0, "\(command.errors)")
  }

  @Test func anOIsAMarker() throws {
    let world = Self.world.replacing("2", with: "o")
    let command = try Command(["run", "--program", "move", "--world", "-", "--json"], input: world)
    #expect(try Report(command.output).states[0].rows[4] == "#..1...#")
  }

  @Test(arguments: [
    ("move jump", "line 1, column 6: found 'jump', expected one of pickMarker"),
    ("move\n  turn-left", "line 2, column 3: found 'turn-left'"),
    ("moveé", "line 1, column 1: found 'moveé'"),
    (
      "def run() {\n  while(frontIsClear()) { move() }\n}",
      "line 2, column 3: found the loop 'while' in def run() { … }"
    ),
    (
      "DEF run m( IF c( markersPresent c) i( move i) m)",
      "line 1, column 12: found the conditional 'IF' in DEF run m( … m)"
    ),
  ])
  func aMalformedProgramIsPlaced(_ program: String, message: String) throws {
    let command = try Command(["run", "--program", program, "--world", "-", "--json"], input: Self.world)
    #expect(command.output.isEmpty)
    #expect(command.errors.hasPrefix("error: "))
    #expect(command.errors.contains("--program"))
    #expect(command.errors.contains(message))
    #expect(command.status != 0)
  }

  @Test(arguments: ["sideways", "pick,put,right,left", "pick,put,right,left,jump", ""])
  func malformedSemanticsAreNamed(_ semantics: String) throws {
    let command = try Command(
      ["run", "--program", "move", "--world", "-", "--semantics", semantics], input: Self.world)
    #expect(command.output.isEmpty)
    #expect(command.errors.hasPrefix("error: "))
    #expect(command.errors.contains("'\(semantics)'"))
    #expect(command.errors.contains("expected original, flip, adversarial"))
    #expect(command.status != 0)
  }

  @Test(arguments: [
    ("#.. ...#", "line 4, column 4: found a blank, expected one of # . 1-9 ^ > v <"),
    ("#..x...#", "line 4, column 4: found 'x', expected one of # . 1-9 ^ > v <"),
    ("#.....#", "line 4, column 1: found 7 columns, expected 8"),
    ("#..^...#", "line 4, column 4: found a second robot"),
    ("#.......", "line 4, column 8: found '.' in the outer ring, expected a wall '#'"),
    ("#......#\n#......#", "line 1, column 1: found 9 rows, expected 8"),
  ])
  func aMalformedWorldIsPlaced(_ row: String, message: String) throws {
    var rows = Self.world.split(separator: "\n").map(String.init)
    rows[3] = row
    try withFile(rows.joined(separator: "\n")) { path in
      let command = try Command(["run", "--program", "move", "--world", path, "--json"])
      #expect(command.output.isEmpty)
      #expect(command.errors.hasPrefix("error: \(path): \(message)"))
      #expect(command.status == 1)
    }
  }

  @Test func aWorldThatCannotBeReadIsNamed() throws {
    let missing = try Command(["run", "--program", "move", "--world", "/no/such/world"])
    #expect(missing.errors.hasPrefix("error: /no/such/world: found no such file, expected a file; "))
    #expect(missing.status == 1)
    let folder = try Command(["run", "--program", "move", "--world", "/"])
    #expect(folder.errors.hasPrefix("error: /: found a folder, expected a file; "))
    #expect(folder.status == 1)
    let empty = try Command(["run", "--program", "move", "--world", "-"])
    #expect(empty.errors.hasPrefix("error: standard input: line 1, column 1: found 0 rows, expected 8"))
    #expect(empty.status == 1)
    let bytes = try Command.shell("printf '########\\n\\xff' | \"$0\" run --program move --world -")
    #expect(bytes.errors.hasPrefix("error: standard input: found bytes that are not UTF-8, expected text"))
    #expect(bytes.status == 1)
  }

  /// A device has no end, and a text of a world has few bytes.
  @Test func aWorldWithoutEndIsRefused() throws {
    for (line, name) in [
      ("exec \"$0\" run --program move --world /dev/zero", "/dev/zero"),
      ("exec \"$0\" run --program move --world - < /dev/zero", "standard input"),
      ("yes '########' | \"$0\" run --program move --world -", "standard input"),
    ] {
      let command = try Command.shell(line, limit: 20)
      #expect(
        command.errors == "error: \(name): found more than 1048576 bytes, expected a shorter text; give another file\n")
      #expect(command.status == 1 && command.output.isEmpty)
    }
  }
}
