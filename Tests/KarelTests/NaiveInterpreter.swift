import Karel

/// An independent interpreter for cross-checking: the grid is 64 characters, the robot a character that lookup tables
/// rotate and move, and markers are counted in a separate list.
struct NaiveInterpreter {
  private var board: [Character]
  private var tallies: [String]
  private var robot: Character
  private var place: Int

  private static let clockwise: [Character: Character] = ["^": ">", ">": "v", "v": "<", "<": "^"]
  private static let stride: [Character: Int] = ["^": -8, ">": 1, "v": 8, "<": -1]

  init(_ world: World) {
    board = []
    tallies = []
    robot = ["north": "^", "east": ">", "south": "v", "west": "<"][world.direction.name]!
    place = 8 * world.position.y + world.position.x
    for y in 0..<8 {
      for x in 0..<8 {
        let cell = Position(x: x, y: y)
        board.append(world.isWall(cell) ? "#" : " ")
        tallies.append(String(repeating: "|", count: world.markerCount(at: cell)))
      }
    }
  }

  /// Executes `word` and returns `done`, `blocked` or `empty`.
  mutating func obey(_ word: String) -> String {
    if word == "turnRight" { robot = NaiveInterpreter.clockwise[robot]! }
    if word == "turnLeft" { for _ in 1...3 { robot = NaiveInterpreter.clockwise[robot]! } }
    if word == "putMarker" { tallies[place] += "|" }
    if word == "pickMarker" {
      if tallies[place] == "" { return "empty" }
      tallies[place].removeLast()
    }
    if word == "move" {
      let next = place + NaiveInterpreter.stride[robot]!
      if board[next] == "#" { return "blocked" }
      place = next
    }
    return "done"
  }

  /// The expected eight rows of the world's text.
  var rows: [String] {
    (0..<8).map { y in
      String(
        (0..<8).map { x -> Character in
          let here = 8 * y + x
          if here == place { return robot }
          if board[here] == "#" { return "#" }
          return Array(".123456789")[min(9, tallies[here].count)]
        })
    }
  }

  /// Whether `world` is in this state, including markers under the robot.
  func matches(_ world: World) -> Bool {
    guard world.direction.glyph == robot, world.position == Position(x: place % 8, y: place / 8) else { return false }
    return (0..<64).allSatisfy { here in
      let cell = Position(x: here % 8, y: here / 8)
      return world.isWall(cell) == (board[here] == "#") && world.markerCount(at: cell) == tallies[here].count
    }
  }
}
