import Karel

/// An intermediate state of a program's execution, with the execution's start and end: the ground truth of every
/// feature derives from these.
public struct ProgramState: Sendable {
  public let state, start, end: World

  public init(_ state: World, start: World, end: World) {
    self.state = state
    self.start = start
    self.end = end
  }

  /// The class of a head, counted from 0, expressed in `frame`.
  ///
  /// Offsets start at −6, columns and rows at the first inner ones; a wall is class 1. In the `start` frame, cells are
  /// those of the grid rotated with the robot.
  ///
  /// - Returns: Nil for heads that are about more than one state of one example; see ``ProgramRuns``.
  public func index(_ head: ProbeHead, in frame: ReferenceFrame = .grid) -> Int? {
    let turns = frame.quarterTurns(start: start.direction)
    switch head {
    case .direction: return (state.direction.rawValue + 4 - turns) & 3
    case .dx: return offset(from: start, turns).x + Label.maximumOffset
    case .dy: return offset(from: start, turns).y + Label.maximumOffset
    case .obstacle: return state.isObstacleAhead ? 1 : 0
    case .endDx: return offset(from: end, turns).x + Label.maximumOffset
    case .endDy: return offset(from: end, turns).y + Label.maximumOffset
    case .column: return cell(turns).x
    case .row: return cell(turns).y
    case .northWall: return wall(.north, turns)
    case .eastWall: return wall(.east, turns)
    case .southWall: return wall(.south, turns)
    case .westWall: return wall(.west, turns)
    case .marker: return state.markerCount(at: state.position) > 0 ? 1 : 0
    case .blocked, .wallAheadCount, .blockedCount, .markerCount, .satisfied: return nil
    }
  }

  private func offset(from other: World, _ turns: Int) -> Position {
    Position(x: state.position.x - other.position.x, y: state.position.y - other.position.y).turnedLeft(turns)
  }

  /// The inner cell, counted from 0.
  private func cell(_ turns: Int) -> Position {
    (0..<turns).reduce(Position(x: state.position.x - 1, y: state.position.y - 1)) { cell, _ in
      Position(x: cell.y, y: World.size - 3 - cell.x)
    }
  }

  private func wall(_ side: Direction, _ turns: Int) -> Int {
    let direction = Direction(rawValue: (side.rawValue + turns) & 3)!
    return state.isWall(state.position.stepped(direction)) ? 1 : 0
  }
}

extension Position {
  /// This offset rotated by quarter turns to the left about the origin.
  fileprivate func turnedLeft(_ quarterTurns: Int) -> Position {
    (0..<quarterTurns).reduce(self) { offset, _ in Position(x: offset.y, y: -offset.x) }
  }
}
