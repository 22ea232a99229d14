import Karel
import Testing

@Suite struct InterpreterTests {
  @Test func agreesWithTheNaiveInterpreter() {
    var source = SeededSource(3)
    var seen: Set<Outcome> = []
    for number in 0..<100_000 {
      let start = World.random(maximumStack: 12, using: &source)
      let program = Program.random(lengths: 0...12, using: &source)
      let semantics = Semantics.random(using: &source)
      let trace = Trace(of: program, from: start, semantics: semantics)
      var naive = NaiveInterpreter(start)
      var agrees = naive.matches(trace.states[0]) && trace.states.count == program.ops.count + 1
      for (step, op) in program.ops.enumerated() where agrees {
        agrees =
          naive.obey(semantics[op].name) == trace.outcomes[step].rawValue && naive.matches(trace.states[step + 1])
      }
      seen.formUnion(trace.outcomes)
      guard agrees, naive.rows == trace.end.rows, trace.end == start.after(program, semantics: semantics) else {
        Issue.record(
          "case \(number): \(program.text()) under \(semantics.name) in\n\(start.rows.joined(separator: "\n"))")
        return
      }
    }
    #expect(seen == Set(Outcome.allCases))
  }

  @Test(arguments: Direction.allCases)
  func aMoveIntoTheRingIsBlocked(_ direction: Direction) {
    var world = World(position: Position(x: 3, y: 3), direction: direction)
    var outcomes: [Outcome] = []
    for _ in 0..<7 { outcomes.append(world.apply(.move)) }
    let free = direction == .north || direction == .west ? 2 : 3
    #expect(outcomes == Array(repeating: .done, count: free) + Array(repeating: .blocked, count: 7 - free))
    #expect(world.isObstacleAhead)
    #expect(world.position == Position(x: 3 + free * direction.dx, y: 3 + free * direction.dy))
  }

  @Test func aMoveIntoAnInnerWallIsBlocked() {
    var world = World(position: Position(x: 2, y: 2), direction: .east)
    world.setWall(true, at: Position(x: 3, y: 2))
    let before = world
    #expect(world.isObstacleAhead)
    #expect(world.apply(.move) == .blocked)
    #expect(world == before)
    world.apply(.turnRight)
    #expect(!world.isObstacleAhead)
    #expect(world.apply(.move) == .done)
    #expect(world.position == Position(x: 2, y: 3))
  }

  @Test func aPickFromAnEmptyCellIsEmpty() {
    var world = World(position: Position(x: 2, y: 2), direction: .east)
    let before = world
    #expect(world.apply(.pickMarker) == .empty)
    #expect(world == before)
    #expect(world.apply(.putMarker) == .done)
    #expect(world != before)
    #expect(world.apply(.pickMarker) == .done)
    #expect(world == before)
  }

  @Test func markersStackPastNine() {
    let start = World(position: Position(x: 2, y: 2), direction: .east)
    var world = start.after(Program(Array(repeating: .putMarker, count: 12) + [.move]))
    #expect(world.markerCount(at: start.position) == 12)
    #expect(world.visibleMarkerCount(at: start.position) == 9)
    #expect(world.rows[2] == "#.9>...#")
    world = world.after(Program([.turnLeft, .turnLeft, .move] + Array(repeating: .pickMarker, count: 12)))
    #expect(world.markerCount(at: start.position) == 0)
    #expect(world.apply(.pickMarker) == .empty)
  }

  @Test func noStackOverflows() {
    var world = World(position: Position(x: 2, y: 2), direction: .east)
    world.setMarkerCount(.max, at: world.position)
    let full = world.markerCount(at: world.position)
    #expect(full > 1_000_000)
    #expect(world.apply(.putMarker) == .done)
    #expect(world.markerCount(at: world.position) == full)
  }

  @Test func traceKeepsEveryState() throws {
    let start = try World(
      rows: ["########", "#......#", "#.>#...#", "#......#", "#......#", "#......#", "#......#", "########"])
    let trace = Trace(of: try Program(parsing: "move putMarker turnRight move pickMarker"), from: start)
    #expect(trace.outcomes == [.blocked, .done, .done, .done, .empty])
    #expect(trace.states.map(\.position.y) == [2, 2, 2, 2, 3, 3])
    #expect(trace.states.map { $0.markerCount(at: start.position) } == [0, 0, 1, 1, 1, 1])
    #expect(trace.states.map(\.direction.name) == ["east", "east", "east", "south", "south", "south"])
    #expect(trace.end == trace.states[5])
    #expect(trace.semantics == .original)
  }
}
