/// A cell of the grid: column `x` and row `y`, counted from 0 at the top left.
public struct Position: Hashable, Sendable {
  public var x: Int
  public var y: Int

  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }

  /// The neighbouring cell one step in `direction`.
  public func stepped(_ direction: Direction) -> Position {
    Position(x: x + direction.dx, y: y + direction.dy)
  }

  /// Whether the cell lies inside the ring of walls, where the robot can be.
  public var isInner: Bool {
    (1..<World.size - 1).contains(x) && (1..<World.size - 1).contains(y)
  }

  /// The 36 inner cells in row-major order.
  public static let inner: [Position] = (1..<World.size - 1).flatMap { y in
    (1..<World.size - 1).map { x in Position(x: x, y: y) }
  }

  /// The cell's row-major index in the whole grid, 0 to 63.
  var index: Int { y * World.size + x }

  /// The cell with a row-major index in the whole grid, 0 to 63.
  init(index: Int) {
    self.init(x: index % World.size, y: index / World.size)
  }
}
