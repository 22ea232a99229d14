import Karel

/// A part of the corpus. Sizes and lengths are the paper's.
public enum Split: String, CaseIterable, Sendable {
  case train, validation, test

  /// The number of samples.
  public var count: Int {
    switch self {
    case .train: 500_000
    case .validation, .test: 10_000
    }
  }

  /// The lengths of its programs, each equally likely.
  public var programLengths: ClosedRange<Int> {
    switch self {
    case .train: 6...10
    case .validation, .test: 1...10
    }
  }

  fileprivate var stream: RandomStream {
    switch self {
    case .train: .trainingSamples
    case .validation: .validationSamples
    case .test: .testSamples
    }
  }
}

/// A program and the specification it satisfies.
public struct Sample: Hashable, Sendable {
  /// The sample's number in its split.
  public let index: Int
  public let specification: Specification
  public let program: Program

  public init(index: Int, specification: Specification, program: Program) {
    self.index = index
    self.specification = specification
    self.program = program
  }
}

/// The corpus under a seed: sample `i` of a split is a pure function of the seed, the split and `i`.
public struct Corpus: Hashable, Sendable {
  public let seed: UInt64

  public init(seed: UInt64) {
    self.seed = seed
  }

  /// Sample number `index` of `split`.
  ///
  /// - Precondition: `0 <= index < split.count`.
  public func sample(_ index: Int, of split: Split) -> Sample {
    var random = source(index, of: split)
    let program = Program.random(lengths: split.programLengths, using: &random)
    let inputs = (0..<Specification.exampleCount).map { _ in World.random(using: &random) }
    return Sample(
      index: index, specification: Specification(of: program, inputs: inputs), program: program)
  }

  /// The program of sample number `index` of `split`, without its worlds.
  public func program(_ index: Int, of split: Split) -> Program {
    var random = source(index, of: split)
    return Program.random(lengths: split.programLengths, using: &random)
  }

  private func source(_ index: Int, of split: Split) -> SplitMix64 {
    precondition((0..<split.count).contains(index), "a sample number lies inside its split")
    return SplitMix64(seed: seed, split.stream, UInt64(index))
  }
}

extension Program {
  /// A program whose length is uniform over `lengths` and whose ops are drawn independently, with the paper's weights:
  /// pick 2, put 2, move 5, right 3, left 3 of 15.
  public static func random(lengths: ClosedRange<Int>, using random: inout SplitMix64) -> Program {
    let length = lengths.lowerBound + random.next(below: lengths.count)
    return Program((0..<length).map { _ in weightedOps[random.next(below: weightedOps.count)] })
  }

  private static let weightedOps: [Op] = [
    .pickMarker, .pickMarker, .putMarker, .putMarker, .move, .move, .move, .move, .move,
    .turnRight, .turnRight, .turnRight, .turnLeft, .turnLeft, .turnLeft,
  ]
}

extension World {
  /// A world drawn as in the paper's corpus: the robot uniform over cells and directions; every other inner cell a wall
  /// with probability 0.1, else one marker with probability 0.1.
  public static func random(using random: inout SplitMix64) -> World {
    let cell = Position.inner[random.next(below: Position.inner.count)]
    let direction = Direction.allCases[random.next(below: Direction.allCases.count)]
    var world = World(position: cell, direction: direction)
    for other in Position.inner where other != cell {
      if random.next(below: 10) == 0 {
        world.setWall(true, at: other)
      } else if random.next(below: 10) == 0 {
        world.setMarkerCount(1, at: other)
      }
    }
    return world
  }
}
