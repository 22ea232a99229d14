/// An 8x8 grid with walls, stacks of markers, and one robot. The outer ring is always wall, so 36 cells are free to use.
///
/// `==` compares worlds exactly, the markers under the robot included; ``looksEqual(to:)`` compares what their texts show.
public struct World: Hashable, Sendable {
  /// Cells along each side, the ring of walls included.
  public static let size = 8

  /// The cell the robot stands on.
  public var position: Position { Position(index: Int(place)) }

  /// The way the robot faces.
  public private(set) var direction: Direction

  /// Where ``position`` stands in row order.
  private var place: UInt8
  private var walls: UInt64 = World.ring
  /// The cells that hold markers.
  private var marked: UInt64 = 0
  private var markers = SIMD64<UInt32>.zero

  /// An empty world: no inner walls, no markers.
  ///
  /// - Parameters:
  ///   - position: The robot's cell; must be an inner cell.
  ///   - direction: The way the robot faces.
  public init(position: Position, direction: Direction) {
    precondition(position.isInner, "the robot stands on an inner cell")
    place = UInt8(position.index)
    self.direction = direction
  }

  /// Whether the cell is a wall. Cells outside the grid count as walls.
  public func isWall(_ cell: Position) -> Bool {
    guard (0..<World.size).contains(cell.x), (0..<World.size).contains(cell.y) else { return true }
    return walls & cell.bit != 0
  }

  /// The number of markers on an inner cell; 0 anywhere else.
  public func markerCount(at cell: Position) -> Int {
    cell.isInner && marked & cell.bit != 0 ? Int(markers[cell.index]) : 0
  }

  /// Makes an inner cell a wall, or clears it. A wall holds no markers, and the robot's own cell stays free.
  public mutating func setWall(_ isWall: Bool, at cell: Position) {
    guard cell.isInner, cell != position else { return }
    if isWall {
      walls |= cell.bit
      setMarkers(at: UInt8(cell.index)) { _ in 0 }
    } else {
      walls &= ~cell.bit
    }
  }

  /// Sets the number of markers on an inner cell that is not a wall.
  public mutating func setMarkerCount(_ count: Int, at cell: Position) {
    guard cell.isInner, !isWall(cell) else { return }
    setMarkers(at: UInt8(cell.index)) { _ in UInt32(clamping: count) }
  }

  /// Puts the robot on an inner cell that is not a wall, facing `direction`.
  public mutating func setRobot(at cell: Position, facing direction: Direction) {
    guard cell.isInner, !isWall(cell) else { return }
    place = UInt8(cell.index)
    self.direction = direction
  }

  /// Whether a move would be blocked now.
  public var isObstacleAhead: Bool { walls &>> UInt64(placeAhead) & 1 != 0 }

  /// The place of the cell before the robot; there is one on every side of an inner cell.
  private var placeAhead: UInt8 { place &+ UInt8(truncatingIfNeeded: direction.dx &+ World.size &* direction.dy) }

  /// Runs one op under the original semantics.
  @discardableResult
  public mutating func apply(_ op: Op) -> Outcome {
    switch op {
    case .pickMarker:
      return pick(at: place) ? .done : .empty
    case .putMarker:
      put(at: place)
    case .turnRight:
      direction = direction.turnedRight
    case .turnLeft:
      direction = direction.turnedLeft
    case .move:
      guard !isObstacleAhead else { return .blocked }
      place = placeAhead
    }
    return .done
  }

  /// Runs `program` without telling what came of each op.
  ///
  /// Turns and moves are sums: which op follows which is chance, and a branch wrongly foreseen takes longer than an op.
  mutating func run(_ program: Program, semantics: Semantics) {
    var (place, facing) = (place, direction.rawValue)
    for written in program.ops {
      let op = semantics.rawValue(of: written)
      if op == Op.pickMarker.rawValue {
        _ = pick(at: place)
      } else if op == Op.putMarker.rawValue {
        put(at: place)
      } else {
        facing = (facing &+ World.quarterTurns &>> (4 &* op)) & 3
        let step = UInt8(truncatingIfNeeded: World.steps &>> (8 &* facing))
        let isFree = UInt8(truncatingIfNeeded: ~walls &>> UInt64(place &+ step)) & 1
        let isMove: UInt8 = op == Op.move.rawValue ? 1 : 0
        place &+= step & (0 &- (isFree & isMove))
      }
    }
    self.place = place
    direction = Direction(rawValue: facing)!
  }

  /// The quarter turns clockwise of each op, 4 bits each, the first lowest.
  private static let quarterTurns = 1 << (4 * Op.turnRight.rawValue) | 3 << (4 * Op.turnLeft.rawValue)

  /// What a step in each direction adds to a place, 8 bits each, the first lowest.
  private static let steps = 0xFF08_01F8

  /// Whether two worlds have the same text. The robot hides the markers under it, and stacks of nine and more look alike.
  public func looksEqual(to other: World) -> Bool {
    position == other.position && direction == other.direction && walls == other.walls
      && Position.inner.allSatisfy { visibleMarkerCount(at: $0) == other.visibleMarkerCount(at: $0) }
  }

  /// The number of markers that the text shows on a cell: 0 under the robot, at most 9.
  public func visibleMarkerCount(at cell: Position) -> Int {
    cell == position ? 0 : min(9, markerCount(at: cell))
  }

  private static let ring: UInt64 = 0xFF81_8181_8181_81FF

  /// Takes a marker away, if there is one.
  private mutating func pick(at place: UInt8) -> Bool {
    guard marked &>> UInt64(place) & 1 != 0 else { return false }
    setMarkers(at: place) { $0 - 1 }
    return true
  }

  /// Adds a marker. No stack overflows.
  private mutating func put(at place: UInt8) {
    setMarkers(at: place) { $0 < .max ? $0 + 1 : $0 }
  }

  /// Replaces the number of markers at a place, in memory: a vector's subscript would take all of it apart and together.
  private mutating func setMarkers(at place: UInt8, _ change: (UInt32) -> UInt32) {
    let count = withUnsafeMutableBytes(of: &markers) { bytes in
      let offset = Int(place) * MemoryLayout<UInt32>.size
      let count = change(bytes.load(fromByteOffset: offset, as: UInt32.self))
      bytes.storeBytes(of: count, toByteOffset: offset, as: UInt32.self)
      return count
    }
    let bit: UInt64 = 1 &<< UInt64(place)
    marked = count > 0 ? marked | bit : marked & ~bit
  }
}

extension Position {
  /// The bit of this cell in a 64-cell set.
  fileprivate var bit: UInt64 { 1 &<< UInt64(truncatingIfNeeded: index) }
}
