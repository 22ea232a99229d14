import Karel

/// The frame of reference in which a probe's directions and offsets are expressed.
///
/// As seen from its start, a program that meets no walls moves the robot the same way in every example. A model can
/// represent where the robot is in this sense without representing which way is north in any one example.
public enum ReferenceFrame: String, CaseIterable, Hashable, Sendable {
  /// The grid's: north is up. The paper's frame.
  case grid
  /// The robot's own at its start: "north" is the direction it faced then. Together with that direction, which the
  /// specification gives, it carries the same information.
  case start

  /// The number of quarter turns to the right that convert from this frame to the grid's.
  func quarterTurns(start: Direction) -> Int {
    switch self {
    case .grid: 0
    case .start: start.rawValue
    }
  }
}

extension Label {
  /// Converts this label from the grid's frame to `frame`.
  public func expressed(in frame: ReferenceFrame, start: Direction) -> Label {
    turnedRight((4 - frame.quarterTurns(start: start)) & 3)
  }

  /// Converts this label from `frame` to the grid's frame.
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
  /// Converts this belief from `frame` to the grid's frame.
  public func expressedInGrid(from frame: ReferenceFrame, start: Direction) -> Belief {
    (0..<frame.quarterTurns(start: start)).reduce(self) { belief, _ in
      Belief(
        direction: Direction.allCases.map { belief.direction[$0.turnedLeft.rawValue] },
        dx: belief.dy.reversed(), dy: belief.dx, obstacle: belief.obstacle)
    }
  }
}
