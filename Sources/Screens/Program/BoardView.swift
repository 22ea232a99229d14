import Beliefs
import Karel
import TextCanvas

/// Draws 8x8 worlds, and beliefs about them, with cells of some extent.
struct BoardView {
  /// The extents that a cell can have, the largest first.
  static let cells = [Size(columns: 6, rows: 3), Size(columns: 4, rows: 2), Size(columns: 2, rows: 1)]

  /// The columns and rows of one cell.
  let cell: Size

  /// The true world: walls, markers, the path to the robot and the robot.
  ///
  /// - Parameters:
  ///   - path: The cells the robot has stood on, the start first.
  ///   - goal: The specification's output; its robot is drawn hollow.
  func drawTruth(_ world: World, path: [Position], goal: World, into canvas: inout Canvas) {
    for y in 0..<World.size {
      for x in 0..<World.size {
        let position = Position(x: x, y: y)
        if world.isWall(position) {
          fill(position, "█", .wall, into: &canvas)
        } else {
          putCentre(position, "·", .floor, into: &canvas)
        }
      }
    }
    for position in path.dropFirst() { putCentre(position, "•", .truth, into: &canvas) }
    if let start = path.first { putCentre(start, BoardView.start, .truth, into: &canvas) }
    for position in Position.inner where world.visibleMarkerCount(at: position) > 0 {
      putCentre(position, Character(String(world.visibleMarkerCount(at: position))), .accent, into: &canvas)
    }
    if goal.position != world.position {
      putCentre(goal.position, BoardView.hollow(goal.direction), .quiet, into: &canvas)
    }
    drawRobot(at: world.position, facing: world.direction, .truth, into: &canvas)
  }

  /// The world as believed: how likely the robot is on each cell, the robot where it is likeliest, and what is believed
  /// to be ahead of it. Inner walls and markers are left out: no probe covers them.
  ///
  /// - Parameters:
  ///   - start: Where the robot began.
  ///   - truth: The true world, if there is one to compare with; its robot is drawn hollow where it is elsewhere.
  func drawBelief(_ belief: Belief, from start: Position, truth: World?, into canvas: inout Canvas) {
    drawEmptyBoard(into: &canvas)
    putCentre(start, BoardView.start, .quiet, into: &canvas)
    for y in 0..<World.size {
      for x in 0..<World.size {
        let position = Position(x: x, y: y)
        if let shade = BoardView.shade(belief.probability(at: position, from: start)) {
          fill(position, shade, .belief, into: &canvas)
        }
      }
    }
    let prediction = belief.prediction
    let robot = Position(x: start.x + prediction.dx, y: start.y + prediction.dy)
    let ahead = robot.stepped(prediction.direction)
    if prediction.isObstacleAhead {
      fill(ahead, "▚", .belief, into: &canvas)
    } else {
      if BoardView.shade(belief.probability(at: ahead, from: start)) == nil { clear(ahead, into: &canvas) }
      putCentre(ahead, "·", .belief, into: &canvas)
    }
    if let truth, truth.position != robot {
      putCentre(truth.position, BoardView.hollow(truth.direction), .truth, into: &canvas)
    }
    drawRobot(at: robot, facing: prediction.direction, .belief, into: &canvas)
  }

  /// The board without any belief; without a floor, if nothing is known of it.
  func drawEmptyBoard(hasFloor: Bool = true, into canvas: inout Canvas) {
    for y in 0..<World.size {
      for x in 0..<World.size {
        let position = Position(x: x, y: y)
        if position.isInner {
          if hasFloor { putCentre(position, "·", .floor, into: &canvas) }
        } else {
          fill(position, "█", .wall, into: &canvas)
        }
      }
    }
  }

  /// The cell where the robot began.
  private static let start: Character = "○"

  /// The shading of a cell where the robot is with this probability; nil for hardly any.
  static func shade(_ probability: Float) -> Character? {
    switch probability {
    case 0.5...: "▓"
    case 0.15..<0.5: "▒"
    case 0.03..<0.15: "░"
    default: nil
    }
  }

  /// The outline of a robot that is not there.
  static func hollow(_ direction: Direction) -> Character {
    switch direction {
    case .north: "△"
    case .east: "▷"
    case .south: "▽"
    case .west: "◁"
    }
  }

  private func drawRobot(at position: Position, facing direction: Direction, _ style: Style, into canvas: inout Canvas)
  {
    clear(position, into: &canvas)
    for (row, text) in sprite(direction).enumerated() {
      canvas.write(text, x: position.x * cell.columns, y: position.y * cell.rows + row, style)
    }
  }

  /// The rows of a robot that fills a cell.
  private func sprite(_ direction: Direction) -> [String] {
    switch (cell.rows, direction) {
    case (2, .north): [" ▟▙ ", "▟▀▀▙"]
    case (2, .east): ["▜▙▄▖", "▟▛▀▘"]
    case (2, .south): ["▜▄▄▛", " ▜▛ "]
    case (2, .west): ["▗▄▟▛", "▝▀▜▙"]
    case (3, .north): ["  ▟▙  ", " ▟██▙ ", "▟▛▘▝▜▙"]
    case (3, .east): ["▜▙▄▖  ", " ████▌", "▟▛▀▘  "]
    case (3, .south): ["▜▙▖▗▟▛", " ▜██▛ ", "  ▜▛  "]
    case (3, .west): ["  ▗▄▟▛", "▐████ ", "  ▝▀▜▙"]
    case (_, let direction): [String(BoardView.full(direction))]
    }
  }

  private func fill(_ position: Position, _ character: Character, _ style: Style, into canvas: inout Canvas) {
    guard (0..<World.size).contains(position.x), (0..<World.size).contains(position.y) else { return }
    for row in 0..<cell.rows {
      for column in 0..<cell.columns {
        canvas.put(character, x: position.x * cell.columns + column, y: position.y * cell.rows + row, style)
      }
    }
  }

  private func clear(_ position: Position, into canvas: inout Canvas) {
    fill(position, " ", .plain, into: &canvas)
  }

  private func putCentre(_ position: Position, _ character: Character, _ style: Style, into canvas: inout Canvas) {
    guard (0..<World.size).contains(position.x), (0..<World.size).contains(position.y) else { return }
    canvas.put(
      character, x: position.x * cell.columns + (cell.columns - 1) / 2, y: position.y * cell.rows + (cell.rows - 1) / 2,
      style)
  }
}
