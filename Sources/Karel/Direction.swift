/// A compass direction on the grid; north is up, towards row 0.
public enum Direction: Int, CaseIterable, Hashable, Sendable {
  case north, east, south, west

  /// The direction after a quarter turn clockwise.
  public var turnedRight: Direction { Direction(rawValue: (rawValue + 1) & 3)! }

  /// The direction after a quarter turn counterclockwise.
  public var turnedLeft: Direction { Direction(rawValue: (rawValue + 3) & 3)! }

  /// The column change of one step, in cells.
  public var dx: Int {
    switch self {
    case .north, .south: 0
    case .east: 1
    case .west: -1
    }
  }

  /// The row change of one step, in cells; rows count downwards.
  public var dy: Int {
    switch self {
    case .east, .west: 0
    case .north: -1
    case .south: 1
    }
  }

  /// The lower-case English name: `north`, `east`, `south` or `west`.
  public var name: String {
    switch self {
    case .north: "north"
    case .east: "east"
    case .south: "south"
    case .west: "west"
    }
  }

  /// The robot's glyph in a world's text when it faces this direction.
  public var glyph: Character {
    switch self {
    case .north: "^"
    case .east: ">"
    case .south: "v"
    case .west: "<"
    }
  }
}
