import Karel

/// The order in which training visits its split: sample indices as a pure function of seed, stages and position.
///
/// First come the curriculum stages, each drawn from the samples with easy programs that no earlier stage has used;
/// then whole epochs over the split, each in a new random order.
public struct PresentationOrder: Sendable {
  /// A curriculum stage: until `end` samples have been seen, only programs with at most `maximumTurns` turns and
  /// `maximumOps` ops; nil means no bound.
  public struct Stage: Codable, Hashable, Sendable {
    public let maximumTurns: Int?
    public let maximumOps: Int?
    public let end: Int

    public init(maximumTurns: Int? = nil, maximumOps: Int? = nil, end: Int) {
      self.maximumTurns = maximumTurns
      self.maximumOps = maximumOps
      self.end = end
    }

    func admits(_ program: ProgramSize) -> Bool {
      program.turns <= maximumTurns ?? .max && program.ops <= maximumOps ?? .max
    }
  }

  struct ProgramSize {
    let ops, turns: Int

    init(_ program: Program) {
      ops = program.ops.count
      turns = program.ops.count(where: \.isTurn)
    }
  }

  private let seed: UInt64
  private let count: Int
  private let staged: [Int32]
  private var pass: (number: Int, order: [Int32])?

  /// - Parameters:
  ///   - corpus: The corpus; its seed also orders the samples.
  ///   - stages: In ascending order of `end`; empty for epochs in random order from the start.
  public init(of corpus: Corpus, stages: [Stage]) {
    seed = corpus.seed
    count = Split.train.count
    var staged: [Int32] = []
    if !stages.isEmpty {
      let sizes = (0..<count).map { ProgramSize(corpus.program($0, of: .train)) }
      var random = SplitMix64(seed: corpus.seed, .presentationOrder, .max)
      var remaining = (0..<Int32(count)).map { $0 }
      for stage in stages {
        // Reshuffle for each stage; otherwise the programs that earlier stages skipped would all come first.
        random.shuffle(&remaining)
        var kept: [Int32] = []
        kept.reserveCapacity(remaining.count)
        for index in remaining {
          if staged.count < stage.end, stage.admits(sizes[Int(index)]) {
            staged.append(index)
          } else {
            kept.append(index)
          }
        }
        remaining = kept
      }
    }
    self.staged = staged
  }

  /// The index of the sample at `position`, counted from 0 over the whole training.
  public mutating func index(at position: Int) -> Int {
    if position < staged.count { return Int(staged[position]) }
    let (number, offset) = (position - staged.count).quotientAndRemainder(dividingBy: count)
    if pass?.number != number {
      pass = (number, PresentationOrder.permutation(of: count, seed: seed, pass: UInt64(number)))
    }
    return Int(pass!.order[offset])
  }

  private static func permutation(of count: Int, seed: UInt64, pass: UInt64) -> [Int32] {
    var random = SplitMix64(seed: seed, .presentationOrder, pass)
    var order = (0..<Int32(count)).map { $0 }
    random.shuffle(&order)
    return order
  }
}
