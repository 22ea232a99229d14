import Karel
import Testing

@Suite struct DirectionTests {
  @Test(arguments: Direction.allCases)
  func fourRightTurnsAreNone(_ direction: Direction) {
    #expect(direction.turnedRight.turnedRight.turnedRight.turnedRight == direction)
    #expect(direction.turnedRight.turnedLeft == direction)
  }
}
