import Karel

/// A split of the corpus, with the paper's sizes.
public enum Split: String, CaseIterable, Sendable {
  case train, validation, test

  /// The number of samples.
  public var count: Int {
    switch self {
    case .train: 500_000
    case .validation, .test: 10_000
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
  /// The sample's index in its split.
  public let index: Int
  public let specification: Specification
  public let program: Program

  public init(index: Int, specification: Specification, program: Program) {
    self.index = index
    self.specification = specification
    self.program = program
  }
}

/// The lengths of a corpus's programs, uniformly distributed within a split.
public struct ProgramLengths: Codable, Hashable, Sendable {
  /// In the training split.
  public var training: ClosedRange<Int>
  /// In the validation and test splits.
  public var test: ClosedRange<Int>

  public init(training: ClosedRange<Int>, test: ClosedRange<Int>) {
    self.training = training
    self.test = test
  }

  /// The paper's lengths.
  public static let paper = ProgramLengths(training: 6...10, test: 1...10)

  /// The first range of lengths that is unsupported; nil if all are valid.
  public var problem: (found: String, expected: String)? {
    for range in [training, test] where range.lowerBound < 1 || range.upperBound > ProgramLengths.longest {
      return ("\(range.lowerBound) to \(range.upperBound)", "lengths from 1 to \(ProgramLengths.longest)")
    }
    return nil
  }

  /// The maximum program length of a corpus.
  public static let longest = 16

  public subscript(split: Split) -> ClosedRange<Int> {
    switch split {
    case .train: training
    case .validation, .test: test
    }
  }
}

/// The corpus of a seed: sample `i` of a split is a pure function of the seed, the program lengths, the split and `i`.
public struct Corpus: Hashable, Sendable {
  public let seed: UInt64
  public let programLengths: ProgramLengths

  public init(seed: UInt64, programLengths: ProgramLengths = .paper) {
    self.seed = seed
    self.programLengths = programLengths
  }

  /// The sample with this index in `split`.
  ///
  /// - Precondition: `0 <= index < split.count`.
  public func sample(_ index: Int, of split: Split) -> Sample {
    var random = source(index, of: split)
    let program = Program.random(lengths: programLengths[split], using: &random)
    let inputs = (0..<Specification.exampleCount).map { _ in World.random(using: &random) }
    return Sample(
      index: index, specification: Specification(of: program, inputs: inputs), program: program)
  }

  /// The program of the sample with this index in `split`, without generating its worlds.
  public func program(_ index: Int, of split: Split) -> Program {
    var random = source(index, of: split)
    return Program.random(lengths: programLengths[split], using: &random)
  }

  private func source(_ index: Int, of split: Split) -> SplitMix64 {
    precondition((0..<split.count).contains(index), "sample index out of range")
    return SplitMix64(seed: seed, split.stream, UInt64(index))
  }
}

extension Program {
  /// A program whose length is uniform over `lengths` and whose ops are drawn independently, with the paper's weights
  /// out of 15: pick 2, put 2, move 5, right 3, left 3.
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
  /// A random world with the distribution of the paper's corpus: the robot uniform over cells and directions; every
  /// other inner cell a wall with probability 0.1, otherwise one marker with probability 0.1.
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
