/// One of the five instructions of a straight-line Karel program.
public enum Op: Int, CaseIterable, Hashable, Sendable {
  case pickMarker, putMarker, turnRight, turnLeft, move

  /// The name in camel case, for example `turnLeft`.
  public var name: String {
    switch self {
    case .pickMarker: "pickMarker"
    case .putMarker: "putMarker"
    case .turnRight: "turnRight"
    case .turnLeft: "turnLeft"
    case .move: "move"
    }
  }

  /// The name as the paper's files spell it, without the call's parentheses, for example `turn_left`.
  public var snakeCaseName: String {
    switch self {
    case .pickMarker: "pick_marker"
    case .putMarker: "put_marker"
    case .turnRight: "turn_right"
    case .turnLeft: "turn_left"
    case .move: "move"
    }
  }

  /// The word that tells this op from the other four: `pick`, `put`, `right`, `left` or `move`.
  public var shortName: String {
    switch self {
    case .pickMarker: "pick"
    case .putMarker: "put"
    case .turnRight: "right"
    case .turnLeft: "left"
    case .move: "move"
    }
  }

  /// Whether the op turns the robot.
  public var isTurn: Bool { self == .turnRight || self == .turnLeft }

  /// The op with this name, in any of its spellings: `turnLeft`, `turn_left` or `left`.
  public init?(name: some StringProtocol) {
    guard let op = Op.allCases.first(where: { $0.name == name || $0.snakeCaseName == name || $0.shortName == name })
    else { return nil }
    self = op
  }
}
