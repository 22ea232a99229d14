import Beliefs
import Corpus
import Karel
import Testing

@Suite struct ProgramRunsTests {
  /// Robots that face east with a wall this many cells ahead of them.
  private func world(free: Int, marker: Bool = false) -> World {
    var world = World(position: Position(x: 1, y: 2), direction: .east)
    world.setWall(true, at: Position(x: 2 + free, y: 2))
    if marker { world.setMarkerCount(1, at: Position(x: 1, y: 2)) }
    return world
  }

  private func runs(_ ops: [Op], _ inputs: [World], example: Int = 0, semantics: Semantics = .original) -> ProgramRuns {
    ProgramRuns(of: Program(ops), inputs: inputs, example: example, isSatisfied: true, semantics: semantics)
  }

  @Test func countsAreOverTheExamples() {
    let inputs = [world(free: 0), world(free: 1), world(free: 1), world(free: 2), world(free: 3, marker: true)]
    let runs = runs([.move, .move, .turnLeft], inputs)
    #expect((0...4).map { runs.index(.wallAheadCount, at: $0) } == [1, 3, 4, 0, nil])
    // Before the first op and after a turn there is no move.
    #expect((0...3).map { runs.index(.blockedCount, at: $0) } == [nil, 1, 3, nil])
    #expect((0...3).map { runs.index(.markerCount, at: $0) } == [1, 0, 0, 0])
    #expect(runs.index(.satisfied, at: 0) == 1)
  }

  @Test func headsOfOneExampleAreAboutIt() {
    let inputs = [world(free: 0), world(free: 1), world(free: 1, marker: true), world(free: 2), world(free: 3)]
    let blocked = (0..<5).map { runs([.move, .move], inputs, example: $0).index(.blocked, at: 2) }
    #expect(blocked == [1, 1, 1, 0, 0])
    let ahead = (0..<5).map { runs([.move], inputs, example: $0).index(.obstacle, at: 1) }
    #expect(ahead == [1, 1, 1, 0, 0])
    let markers = (0..<5).map { runs([.move], inputs, example: $0).index(.marker, at: 0) }
    #expect(markers == [0, 0, 1, 0, 0])
  }

  /// Which op moves is a question of the semantics.
  @Test func blockedMovesAreThoseOfTheSemantics() {
    let inputs = [World](repeating: world(free: 0), count: 5)
    let runs = runs([.move, .turnRight], inputs, semantics: .adversarial)
    // Adversarially, `move` turns left and `turnRight` moves, here to the north.
    #expect((1...2).map { runs.index(.blockedCount, at: $0) } == [nil, 0])
  }

  @Test func statesDifferInPositionOrDirection() {
    var inputs = [World](repeating: world(free: 3), count: 5)
    inputs[4] = world(free: 0)
    let original = runs([.move, .turnLeft], inputs)
    let adversarial = runs([.move, .turnLeft], inputs, semantics: .adversarial)
    let flip = runs([.move, .turnLeft], inputs, semantics: .flip)
    #expect((0...2).map { flip.differs(from: original, at: $0, in: 0..<5) } == [false, false, true])
    // `move` turns left adversarially, `turnLeft` right: after both the robot faces as at its start, in all worlds.
    #expect((0...2).map { adversarial.differs(from: original, at: $0, in: 0..<5) } == [false, true, true])
    #expect(!flip.differs(from: original, at: 1, in: 4..<5))
  }

  @Test func theWallAheadIsAnotherNameOfTheObstacle() {
    #expect(Feature(name: "wall-ahead") == .obstacle)
    #expect(Feature(name: "blocked-count") == .blockedCount && Feature(name: "wall") == nil)
  }
}
