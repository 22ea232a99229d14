import Beliefs
import Karel
import TextCanvas

extension BoardView {
  /// The belief, in the right halves of the cells of a world that is drawn already: the robot's probability on each cell,
  /// the robot at its likeliest cell, and whether an obstacle is believed to be ahead.
  ///
  /// - Parameter start: Where the robot began.
  func drawBeliefInRightHalves(_ belief: Belief, from start: Position, into canvas: inout Canvas) {
    func put(_ character: Character, _ position: Position) {
      guard (0..<World.size).contains(position.x), (0..<World.size).contains(position.y) else { return }
      let (x, y) = (position.x * cell.columns + cell.columns / 2, position.y * cell.rows + (cell.rows - 1) / 2)
      canvas.put(character, x: x, y: y, .belief)
    }
    let prediction = belief.prediction
    let robot = Position(x: start.x + prediction.dx, y: start.y + prediction.dy)
    let ahead = robot.stepped(prediction.direction)
    put(prediction.isObstacleAhead ? "▚" : "·", ahead)
    for y in 0..<World.size {
      for x in 0..<World.size {
        let position = Position(x: x, y: y)
        // An obstacle ahead takes precedence over the shade of the cell.
        if position == ahead, prediction.isObstacleAhead { continue }
        if let shade = BoardView.shade(belief.probability(at: position, from: start)) { put(shade, position) }
      }
    }
    put(BoardView.full(prediction.direction), robot)
  }

  /// A robot in one character.
  static func full(_ direction: Direction) -> Character {
    switch direction {
    case .north: "▲"
    case .east: "►"
    case .south: "▼"
    case .west: "◄"
    }
  }
}
