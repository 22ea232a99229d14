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

  /// The name in the paper's files, without parentheses, for example `turn_left`.
  public var snakeCaseName: String {
    switch self {
    case .pickMarker: "pick_marker"
    case .putMarker: "put_marker"
    case .turnRight: "turn_right"
    case .turnLeft: "turn_left"
    case .move: "move"
    }
  }

  /// The shortest distinct name: `pick`, `put`, `right`, `left` or `move`.
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

  /// The op with this name in any of its spellings, ignoring case: `turnLeft`, `turn_left`, `TURN_LEFT` or `left`, and
  /// `put_beeper` for `put_marker`.
  public init?(name: some StringProtocol) {
    guard let op = Op.spellings[name.lowercased()] else { return nil }
    self = op
  }

  private static let spellings: [String: Op] = {
    var spellings: [String: Op] = [:]
    for op in allCases {
      let names = [op.name.lowercased(), op.snakeCaseName, op.shortName]
      for name in names + names.map({ $0.replacing("marker", with: "beeper") }) { spellings[name] = op }
    }
    return spellings
  }()
}
