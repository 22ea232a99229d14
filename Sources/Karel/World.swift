/// An 8x8 grid with walls, stacks of markers, and one robot. The outer ring is always wall, which leaves 36 usable
/// cells.
///
/// `==` compares the exact state, including markers under the robot; ``looksEqual(to:)`` compares only what the texts
/// show.
public struct World: Hashable, Sendable {
  /// Cells along each side, the ring of walls included.
  public static let size = 8

  /// The robot's cell.
  public var position: Position { Position(index: Int(index)) }

  /// The direction the robot faces.
  public private(set) var direction: Direction

  /// The row-major index of ``position``.
  private var index: UInt8
  private var walls: UInt64 = World.ring
  /// A bit for each cell that holds markers.
  private var marked: UInt64 = 0
  private var markers = SIMD64<UInt32>.zero

  /// An empty world: no inner walls, no markers.
  ///
  /// - Parameters:
  ///   - position: The robot's cell; must be an inner cell.
  ///   - direction: The direction the robot faces.
  public init(position: Position, direction: Direction) {
    precondition(position.isInner, "the robot stands on an inner cell")
    index = UInt8(position.index)
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

  /// Makes an inner cell a wall, or clears it. A new wall removes the cell's markers. The robot's own cell cannot
  /// become a wall.
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

  /// Places the robot on an inner cell that is not a wall, facing `direction`.
  public mutating func setRobot(at cell: Position, facing direction: Direction) {
    guard cell.isInner, !isWall(cell) else { return }
    index = UInt8(cell.index)
    self.direction = direction
  }

  /// Whether a move would be blocked in this state.
  public var isObstacleAhead: Bool { walls &>> UInt64(indexAhead) & 1 != 0 }

  /// The index of the cell in front of the robot. The ring of walls guarantees that there is one.
  private var indexAhead: UInt8 { index &+ UInt8(truncatingIfNeeded: direction.dx &+ World.size &* direction.dy) }

  /// Executes one op under the original semantics.
  @discardableResult
  public mutating func apply(_ op: Op) -> Outcome {
    switch op {
    case .pickMarker:
      return pick(at: index) ? .done : .empty
    case .putMarker:
      put(at: index)
    case .turnRight:
      direction = direction.turnedRight
    case .turnLeft:
      direction = direction.turnedLeft
    case .move:
      guard !isObstacleAhead else { return .blocked }
      index = indexAhead
    }
    return .done
  }

  /// Executes `program` without recording outcomes.
  ///
  /// Turns and moves are branch-free arithmetic: ops follow each other unpredictably, and a mispredicted branch costs
  /// more than an op.
  mutating func run(_ program: Program, semantics: Semantics) {
    var (index, facing) = (index, direction.rawValue)
    for written in program.ops {
      let op = semantics.rawValue(of: written)
      if op == Op.pickMarker.rawValue {
        _ = pick(at: index)
      } else if op == Op.putMarker.rawValue {
        put(at: index)
      } else {
        facing = (facing &+ World.quarterTurns &>> (4 &* op)) & 3
        let step = UInt8(truncatingIfNeeded: World.steps &>> (8 &* facing))
        let isFree = UInt8(truncatingIfNeeded: ~walls &>> UInt64(index &+ step)) & 1
        let isMove: UInt8 = op == Op.move.rawValue ? 1 : 0
        index &+= step & (0 &- (isFree & isMove))
      }
    }
    self.index = index
    direction = Direction(rawValue: facing)!
  }

  /// The clockwise quarter turns of each op, 4 bits each, the first op in the lowest bits.
  private static let quarterTurns = 1 << (4 * Op.turnRight.rawValue) | 3 << (4 * Op.turnLeft.rawValue)

  /// The index offset of a step in each direction, 8 bits each, the first direction in the lowest bits.
  private static let steps = 0xFF08_01F8

  /// Whether two worlds have the same text. The robot hides the markers under it, and stacks of nine or more look
  /// alike.
  public func looksEqual(to other: World) -> Bool {
    position == other.position && direction == other.direction && walls == other.walls
      && Position.inner.allSatisfy { visibleMarkerCount(at: $0) == other.visibleMarkerCount(at: $0) }
  }

  /// The number of markers that the text shows on a cell: 0 under the robot, at most 9.
  public func visibleMarkerCount(at cell: Position) -> Int {
    cell == position ? 0 : min(9, markerCount(at: cell))
  }

  private static let ring: UInt64 = 0xFF81_8181_8181_81FF

  /// Removes a marker, if there is one.
  private mutating func pick(at index: UInt8) -> Bool {
    guard marked &>> UInt64(index) & 1 != 0 else { return false }
    setMarkers(at: index) { $0 - 1 }
    return true
  }

  /// Adds a marker; saturates at the maximum.
  private mutating func put(at index: UInt8) {
    setMarkers(at: index) { $0 < .max ? $0 + 1 : $0 }
  }

  /// Updates the number of markers of a cell in place, through memory: a SIMD subscript would unpack and repack the
  /// whole vector.
  private mutating func setMarkers(at index: UInt8, _ change: (UInt32) -> UInt32) {
    let count = withUnsafeMutableBytes(of: &markers) { bytes in
      let offset = Int(index) * MemoryLayout<UInt32>.size
      let count = change(bytes.load(fromByteOffset: offset, as: UInt32.self))
      bytes.storeBytes(of: count, toByteOffset: offset, as: UInt32.self)
      return count
    }
    let bit: UInt64 = 1 &<< UInt64(index)
    marked = count > 0 ? marked | bit : marked & ~bit
  }
}

extension Position {
  /// The bit of this cell in a 64-cell set.
  fileprivate var bit: UInt64 { 1 &<< UInt64(truncatingIfNeeded: index) }
}
