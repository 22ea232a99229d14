/// An 8x8 grid with walls, stacks of markers, and one robot. The outer ring is always wall, so 36 cells are free to use.
///
/// `==` compares worlds exactly, the markers under the robot included; ``looksEqual(to:)`` compares what their texts show.
public struct World: Hashable, Sendable {
  /// Cells along each side, the ring of walls included.
  public static let size = 8

  /// The cell the robot stands on.
  public private(set) var position: Position

  /// The way the robot faces.
  public private(set) var direction: Direction

  private var walls: UInt64 = World.ring
  private var markers = SIMD64<UInt32>.zero

  /// An empty world: no inner walls, no markers.
  ///
  /// - Parameters:
  ///   - position: The robot's cell; must be an inner cell.
  ///   - direction: The way the robot faces.
  public init(position: Position, direction: Direction) {
    precondition(position.isInner, "the robot stands on an inner cell")
    self.position = position
    self.direction = direction
  }

  /// Whether the cell is a wall. Cells outside the grid count as walls.
  public func isWall(_ cell: Position) -> Bool {
    guard (0..<World.size).contains(cell.x), (0..<World.size).contains(cell.y) else { return true }
    return walls & cell.bit != 0
  }

  /// The number of markers on an inner cell; 0 anywhere else.
  public func markerCount(at cell: Position) -> Int {
    cell.isInner ? Int(markers[cell.index]) : 0
  }

  /// Makes an inner cell a wall, or clears it. A wall holds no markers, and the robot's own cell stays free.
  public mutating func setWall(_ isWall: Bool, at cell: Position) {
    guard cell.isInner, cell != position else { return }
    if isWall {
      walls |= cell.bit
      markers[cell.index] = 0
    } else {
      walls &= ~cell.bit
    }
  }

  /// Sets the number of markers on an inner cell that is not a wall.
  public mutating func setMarkerCount(_ count: Int, at cell: Position) {
    guard cell.isInner, !isWall(cell) else { return }
    markers[cell.index] = UInt32(clamping: count)
  }

  /// Puts the robot on an inner cell that is not a wall, facing `direction`.
  public mutating func setRobot(at cell: Position, facing direction: Direction) {
    guard cell.isInner, !isWall(cell) else { return }
    position = cell
    self.direction = direction
  }

  /// Whether a move would be blocked now.
  public var isObstacleAhead: Bool { walls & position.stepped(direction).bit != 0 }

  /// Runs one op under the original semantics.
  @discardableResult
  public mutating func apply(_ op: Op) -> Outcome {
    switch op {
    case .pickMarker:
      guard markers[position.index] > 0 else { return .empty }
      markers[position.index] -= 1
    case .putMarker:
      setMarkerCount(markerCount(at: position) + 1, at: position)
    case .turnRight:
      direction = direction.turnedRight
    case .turnLeft:
      direction = direction.turnedLeft
    case .move:
      guard !isObstacleAhead else { return .blocked }
      position = position.stepped(direction)
    }
    return .done
  }

  /// Whether two worlds have the same text. The robot hides the markers under it, and stacks of nine and more look alike.
  public func looksEqual(to other: World) -> Bool {
    position == other.position && direction == other.direction && walls == other.walls
      && Position.inner.allSatisfy { visibleMarkerCount(at: $0) == other.visibleMarkerCount(at: $0) }
  }

  /// The number of markers that the text shows on a cell: 0 under the robot, at most 9.
  public func visibleMarkerCount(at cell: Position) -> Int {
    cell == position ? 0 : min(9, markerCount(at: cell))
  }

  private static let ring: UInt64 = {
    var bits: UInt64 = 0
    for y in 0..<size {
      for x in 0..<size where !Position(x: x, y: y).isInner { bits |= Position(x: x, y: y).bit }
    }
    return bits
  }()
}

extension Position {
  /// The bit of this cell in a 64-cell set.
  fileprivate var bit: UInt64 { 1 << UInt64(index) }
}
