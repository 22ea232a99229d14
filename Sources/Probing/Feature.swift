import Karel

/// A property of the program state that probes read, on one example.
public enum Feature: String, CaseIterable, Hashable, Sendable {
  /// The way the robot faces: 4 classes.
  case direction
  /// Where the robot stands, as an offset from its start: two heads of 13 classes, right only if both are.
  case position
  /// Whether a wall is right ahead: 2 classes.
  case obstacle
}

/// One classifier of a probe: a feature with several heads is right only if every head is right.
public enum Head: String, CaseIterable, Hashable, Sendable {
  case direction, dx, dy, obstacle

  /// The number of classes.
  public var classCount: Int {
    switch self {
    case .direction: Direction.allCases.count
    case .dx, .dy: 2 * Label.maximumOffset + 1
    case .obstacle: 2
    }
  }

  /// The feature this head belongs to.
  public var feature: Feature {
    switch self {
    case .direction: .direction
    case .dx, .dy: .position
    case .obstacle: .obstacle
    }
  }
}

/// The truth that probes are trained and tested on: a robot's state beside its start.
public struct Label: Hashable, Sendable {
  /// The largest offset along an axis: the six inner cells allow 5; 13 classes, −6…6, are the paper's.
  public static let maximumOffset = 6

  public let direction: Direction
  /// Columns to the right of the start.
  public let dx: Int
  /// Rows below the start.
  public let dy: Int
  public let isObstacleAhead: Bool

  public init(direction: Direction, dx: Int, dy: Int, isObstacleAhead: Bool) {
    self.direction = direction
    self.dx = dx
    self.dy = dy
    self.isObstacleAhead = isObstacleAhead
  }

  /// The label of `state` on a run that began at `start`.
  public init(of state: World, from start: World) {
    self.init(
      direction: state.direction, dx: state.position.x - start.position.x, dy: state.position.y - start.position.y,
      isObstacleAhead: state.isObstacleAhead)
  }

  /// The class of this label under a head, counted from 0. Obstacle: 1 if there is one.
  public func index(_ head: Head) -> Int {
    switch head {
    case .direction: direction.rawValue
    case .dx: dx + Label.maximumOffset
    case .dy: dy + Label.maximumOffset
    case .obstacle: isObstacleAhead ? 1 : 0
    }
  }

  /// Whether both labels say the same about `feature`.
  public func agrees(with other: Label, on feature: Feature) -> Bool {
    switch feature {
    case .direction: direction == other.direction
    case .position: dx == other.dx && dy == other.dy
    case .obstacle: isObstacleAhead == other.isObstacleAhead
    }
  }
}
