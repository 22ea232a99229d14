import Corpus
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
  /// Whether the executed move meets a wall: 2 classes; none where the op does not move.
  case blocked
  /// Whether a marker lies under the robot: 2 classes.
  case marker
  /// In how many of the five examples a wall is right ahead: 6 classes.
  case wallAheadCount = "wall-ahead-count"
  /// In how many of the five examples the executed move meets a wall: 6 classes; none where the op does not move.
  case blockedCount = "blocked-count"
  /// In how many of the five examples a marker lies under the robot: 6 classes.
  case markerCount = "marker-count"
  /// Whether the whole program will satisfy the specification: 2 classes.
  case satisfied

  /// The features shown by the tabs and probed by default.
  public static let standard: [Feature] = [.direction, .position, .obstacle]

  /// The features of a run's headline.
  public static let counts: [Feature] = [.blockedCount, .wallAheadCount]

  /// The classifiers of this feature.
  public var heads: [ProbeHead] { ProbeHead.allCases.filter { $0.feature == self } }
}

/// One classifier of a probe. A feature with several heads is correct only if every head is.
public enum ProbeHead: String, CaseIterable, Hashable, Sendable {
  case direction, dx, dy, obstacle, endDx, endDy, column, row, northWall, eastWall, southWall, westWall
  // New heads go at the end: a head's place seeds the initial parameters of its net.
  case blocked, marker, wallAheadCount, blockedCount, markerCount, satisfied

  /// The heads of ``Feature/standard``: those of a ``Label`` and a ``Belief``.
  public static let standard: [ProbeHead] = [.direction, .dx, .dy, .obstacle]

  /// The number of classes.
  public var classCount: Int {
    switch self {
    case .direction: Direction.allCases.count
    case .dx, .dy, .endDx, .endDy: 2 * Label.maximumOffset + 1
    case .column, .row: World.size - 2
    case .obstacle, .northWall, .eastWall, .southWall, .westWall, .blocked, .marker, .satisfied: 2
    case .wallAheadCount, .blockedCount, .markerCount: Specification.exampleCount + 1
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
    case .blocked: .blocked
    case .marker: .marker
    case .wallAheadCount: .wallAheadCount
    case .blockedCount: .blockedCount
    case .markerCount: .markerCount
    case .satisfied: .satisfied
    }
  }
}

extension Feature {
  /// The feature of this name; `wall-ahead` is another name of the obstacle.
  public init?(name: String) {
    if name == "wall-ahead" { self = .obstacle } else { self.init(rawValue: name) }
  }

  /// Whether only states after a move have a class.
  public var isOfMoves: Bool { self == .blocked || self == .blockedCount }

  /// Whether the examples of a state are ranked by it: yes or no, of one example at a time.
  public var isRanked: Bool { self == .blocked || self == .obstacle || self == .marker }

  /// Whether it is about all five examples rather than about one.
  public var isOfAllExamples: Bool {
    switch self {
    case .wallAheadCount, .blockedCount, .markerCount, .satisfied: true
    case .direction, .position, .obstacle, .endPosition, .cell, .walls, .blocked, .marker: false
    }
  }
}
