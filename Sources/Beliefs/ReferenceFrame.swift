import Karel

/// The frame in which a probe's directions and offsets are told.
///
/// A program that does not meet walls moves the robot alike in every example, as seen from its start. A model can know where
/// the robot is in this sense without knowing which way is north in any one example.
public enum ReferenceFrame: String, CaseIterable, Hashable, Sendable {
  /// The grid's: north is up. The paper's frame.
  case grid
  /// The robot's own at its start: "north" is the way it faced then. With the start's direction, which the specification
  /// tells, this says as much.
  case start

  /// Quarter turns to the right that bring what is told in this frame into the grid's.
  func quarterTurns(start: Direction) -> Int {
    switch self {
    case .grid: 0
    case .start: start.rawValue
    }
  }
}

extension Label {
  /// This label, told in the grid's frame, as told in `frame`.
  public func expressed(in frame: ReferenceFrame, start: Direction) -> Label {
    turnedRight((4 - frame.quarterTurns(start: start)) & 3)
  }

  /// What this label, told in `frame`, says in the grid's frame.
  public func expressedInGrid(from frame: ReferenceFrame, start: Direction) -> Label {
    turnedRight(frame.quarterTurns(start: start))
  }

  private func turnedRight(_ quarterTurns: Int) -> Label {
    (0..<quarterTurns).reduce(self) { label, _ in
      Label(
        direction: label.direction.turnedRight, dx: -label.dy, dy: label.dx, isObstacleAhead: label.isObstacleAhead)
    }
  }
}

extension Belief {
  /// What this belief, told in `frame`, says in the grid's frame.
  public func expressedInGrid(from frame: ReferenceFrame, start: Direction) -> Belief {
    (0..<frame.quarterTurns(start: start)).reduce(self) { belief, _ in
      Belief(
        direction: Direction.allCases.map { belief.direction[$0.turnedLeft.rawValue] },
        dx: belief.dy.reversed(), dy: belief.dx, obstacle: belief.obstacle)
    }
  }
}
