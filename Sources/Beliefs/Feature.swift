import Karel

/// A property of the program state that probes read, on one example.
public enum Feature: String, CaseIterable, Hashable, Sendable {
  /// The direction the robot faces: 4 classes.
  case direction
  /// The robot's position as an offset from its start: two heads of 13 classes, correct only if both are.
  case position
  /// Whether there is a wall directly ahead: 2 classes.
  case obstacle
  /// The robot's position as an offset from its final position: two heads of 13 classes.
  case endPosition = "position-from-end"
  /// The robot's cell among the 36 inner ones: column and row, 6 classes each.
  case cell = "absolute-position"
  /// Whether the cells to the north, east, south and west are walls: four heads of 2 classes, correct only if all are.
  case walls

  /// The features shown by the tabs and probed by default.
  public static let standard: [Feature] = [.direction, .position, .obstacle]

  /// The classifiers of this feature.
  public var heads: [ProbeHead] { ProbeHead.allCases.filter { $0.feature == self } }
}

/// One classifier of a probe. A feature with several heads is correct only if every head is.
public enum ProbeHead: String, CaseIterable, Hashable, Sendable {
  case direction, dx, dy, obstacle, endDx, endDy, column, row, northWall, eastWall, southWall, westWall

  /// The heads of ``Feature/standard``: those of a ``Label`` and a ``Belief``.
  public static let standard: [ProbeHead] = [.direction, .dx, .dy, .obstacle]

  /// The number of classes.
  public var classCount: Int {
    switch self {
    case .direction: Direction.allCases.count
    case .dx, .dy, .endDx, .endDy: 2 * Label.maximumOffset + 1
    case .column, .row: World.size - 2
    case .obstacle, .northWall, .eastWall, .southWall, .westWall: 2
    }
  }

  /// The feature this head belongs to.
  public var feature: Feature {
    switch self {
    case .direction: .direction
    case .dx, .dy: .position
    case .obstacle: .obstacle
    case .endDx, .endDy: .endPosition
    case .column, .row: .cell
    case .northWall, .eastWall, .southWall, .westWall: .walls
    }
  }
}
