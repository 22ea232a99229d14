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
public enum ProbeHead: String, CaseIterable, Hashable, Sendable {
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
