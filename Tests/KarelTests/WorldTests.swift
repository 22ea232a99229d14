import Karel
import Testing

@Suite struct WorldTests {
  @Test func worldsLookEqualExactlyWhenTheirTextsAreEqual() {
    var source = SeededSource(13)
    var equal = 0
    for _ in 0..<5_000 {
      let world = World.random(maximumStack: 12, using: &source)
      // A neighbour that differs in one cell, which its text may or may not show.
      var other = world
      let cell = Position.inner.randomElement(using: &source)!
      switch Int.random(in: 0..<4, using: &source) {
      case 0: other.setMarkerCount(Int.random(in: 0...12, using: &source), at: cell)
      case 1: other.setWall(Bool.random(using: &source), at: cell)
      case 2: other.setRobot(at: cell, facing: world.direction)
      default: other.setMarkerCount(Int.random(in: 0...12, using: &source), at: world.position)
      }
      #expect(world.looksEqual(to: other) == (world.rows == other.rows))
      if world.looksEqual(to: other) { equal += 1 }
    }
    #expect((500..<4_500).contains(equal))
  }

  @Test func markersUnderTheRobotDoNotShow() {
    let bare = World(position: Position(x: 2, y: 2), direction: .east)
    var covering = bare
    covering.setMarkerCount(3, at: bare.position)
    #expect(bare != covering)
    #expect(bare.looksEqual(to: covering))
    #expect(!bare.after(Program([.move])).looksEqual(to: covering.after(Program([.move]))))
  }

  @Test func nineAndMoreMarkersLookAlike() {
    var nine = World(position: Position(x: 2, y: 2), direction: .east)
    let cell = Position(x: 4, y: 4)
    nine.setMarkerCount(9, at: cell)
    var ten = nine
    ten.setMarkerCount(10, at: cell)
    var eight = nine
    eight.setMarkerCount(8, at: cell)
    #expect(nine != ten)
    #expect(nine.looksEqual(to: ten))
    #expect(!nine.looksEqual(to: eight))
  }

  @Test func theRingIsWallAndStaysSo() {
    var world = World(position: Position(x: 1, y: 1), direction: .north)
    let before = world
    for y in -1...8 {
      for x in -1...8 where !Position(x: x, y: y).isInner {
        let cell = Position(x: x, y: y)
        world.setWall(false, at: cell)
        world.setMarkerCount(2, at: cell)
        world.setRobot(at: cell, facing: .south)
        #expect(world.isWall(cell))
        #expect(world.markerCount(at: cell) == 0)
      }
    }
    #expect(world == before)
  }

  @Test func aWallRemovesMarkersAndAcceptsNone() {
    var world = World(position: Position(x: 1, y: 1), direction: .north)
    let cell = Position(x: 4, y: 5)
    world.setMarkerCount(3, at: cell)
    world.setWall(true, at: cell)
    #expect(world.markerCount(at: cell) == 0)
    world.setMarkerCount(3, at: cell)
    world.setRobot(at: cell, facing: .south)
    #expect(world.markerCount(at: cell) == 0)
    #expect(world.position == Position(x: 1, y: 1))
    world.setWall(false, at: cell)
    world.setRobot(at: cell, facing: .south)
    #expect(world.position == cell)
    #expect(world.direction == .south)
    world.setWall(true, at: cell)
    #expect(!world.isWall(cell))
  }

  @Test func theInnerCellsAreTheSixBySixInRowOrder() {
    #expect(Position.inner.count == 36)
    #expect(Position.inner.first == Position(x: 1, y: 1))
    #expect(Position.inner[1] == Position(x: 2, y: 1))
    #expect(Position.inner.last == Position(x: 6, y: 6))
    #expect(Set(Position.inner).count == 36)
    #expect(Position.inner.allSatisfy { $0.isInner })
  }
}
