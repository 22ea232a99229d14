import Karel

/// A seeded random number generator for tests (xorshift64*), so that failures are reproducible.
struct SeededSource: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed | 1
  }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 2_685_821_657_736_338_717
  }
}

extension Program {
  static func random(lengths: ClosedRange<Int>, using source: inout SeededSource) -> Program {
    Program((0..<Int.random(in: lengths, using: &source)).map { _ in Op.allCases.randomElement(using: &source)! })
  }
}

extension Semantics {
  /// One of the 3125 semantics.
  static func random(using source: inout SeededSource) -> Semantics {
    let meanings = Op.allCases.map { _ in Op.allCases.randomElement(using: &source)! }
    return Semantics(
      pickMarker: meanings[0], putMarker: meanings[1], turnRight: meanings[2], turnLeft: meanings[3], move: meanings[4])
  }
}

extension World {
  /// Any density of walls, and stacks up to `maximumStack`, also under the robot.
  static func random(maximumStack: Int, using source: inout SeededSource) -> World {
    var world = World(
      position: Position.inner.randomElement(using: &source)!,
      direction: Direction.allCases.randomElement(using: &source)!)
    let wallsInTen = Int.random(in: 0...7, using: &source)
    for cell in Position.inner {
      world.setWall(Int.random(in: 0..<10, using: &source) < wallsInTen, at: cell)
      if Bool.random(using: &source) {
        world.setMarkerCount(Int.random(in: 0...maximumStack, using: &source), at: cell)
      }
    }
    return world
  }
}
