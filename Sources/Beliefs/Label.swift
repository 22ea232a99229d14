import Karel

/// The ground truth of the features in `Feature.standard`: the robot's state relative to its start.
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

  /// The label of `state` in an execution that began at `start`.
  public init(of state: World, from start: World) {
    self.init(
      direction: state.direction, dx: state.position.x - start.position.x, dy: state.position.y - start.position.y,
      isObstacleAhead: state.isObstacleAhead)
  }

  /// The label with these classes for the heads of `ProbeHead.standard`; see ``index(_:)``.
  public init(classes: (ProbeHead) -> Int) {
    self.init(
      direction: Direction(rawValue: classes(.direction))!, dx: classes(.dx) - Label.maximumOffset,
      dy: classes(.dy) - Label.maximumOffset, isObstacleAhead: classes(.obstacle) == 1)
  }

  /// The class of this label under a head, counted from 0; nil for heads outside `ProbeHead.standard`. For the obstacle
  /// head, 1 if there is one.
  public func index(_ head: ProbeHead) -> Int? {
    switch head {
    case .direction: direction.rawValue
    case .dx: dx + Label.maximumOffset
    case .dy: dy + Label.maximumOffset
    case .obstacle: isObstacleAhead ? 1 : 0
    default: nil
    }
  }

  /// Whether both labels have the same value of `feature`.
  public func agrees(with other: Label, on feature: Feature) -> Bool {
    feature.heads.allSatisfy { index($0) == other.index($0) }
  }
}

extension Label {
  /// The label of the state after the op with index `op` in a trace (−1 for the initial state); nil if there is no such
  /// state.
  public init?(after op: Int, of trace: Trace) {
    guard trace.states.indices.contains(op + 1) else { return nil }
    self.init(of: trace.states[op + 1], from: trace.states[0])
  }
}
