import Corpus
import LanguageModel
import Tensors

/// What each head attends to while it helps to choose ops: the mean share of its attention, from the positions that
/// produce ops, to the parts of the text.
public struct AttentionSummary: Hashable, Sendable {
  /// A part of the text. Raw values are the names that commands write.
  public enum Target: String, CaseIterable, Hashable, Sendable {
    case walls
    /// The robots of the inputs: their cells and directions.
    case robots
    /// The markers of the inputs.
    case markers
    /// The outputs, marks included.
    case outputs
    /// The program so far, with the mark that begins it.
    case program
    /// Everything else: the inputs' marks and free cells.
    case rest

    /// The part that a token belongs to.
    public init(_ role: TokenRole) {
      switch role.part {
      case .walls: self = .walls
      case .robot, .direction: self = .robots
      case .markers: self = .markers
      case .program, .op, .end: self = .program
      case .inputMark, .markersMark, .free: self = .rest
      case .outputMark, .outputDirection, .outputRobot, .outputWalls, .outputMarkersMark, .outputMarkers, .outputFree:
        self = .outputs
      }
    }
  }

  /// One head's shares.
  public struct Head: Hashable, Sendable {
    public let block: Int
    public let head: Int
    /// In the order of ``Target/allCases``; they add up to 1.
    public let shares: [Double]

    public subscript(target: Target) -> Double { shares[Target.allCases.firstIndex(of: target) ?? 0] }
  }

  /// Block by block.
  public let heads: [Head]
  /// Programs read, and positions in them that produce ops.
  public let programs, positions: Int

  /// The heads by falling share of attention to a part.
  public func heads(by target: Target) -> [Head] {
    heads.enumerated().sorted { ($1.element[target], $0.offset) < ($0.element[target], $1.offset) }.map(\.element)
  }

  /// Reads the model's own programs for specifications.
  ///
  /// - Parameters:
  ///   - progress: Called with the number of programs done; what it throws ends the work.
  ///   - specification: The specification at an index; called on several threads.
  /// - Throws: `GenerationError` if a text exceeds the context or numbers are not finite; rethrows errors of `progress`.
  public init(
    of parameters: Parameters, _ indices: Range<Int>, threads: Int, progress: (Int) throws -> Void = { _ in },
    specification: (Int) -> Specification
  ) throws {
    let configuration = parameters.configuration
    let vocabulary = Vocabulary(configuration.encoding)
    let workers = (0..<max(1, threads)).map { _ in (CachedDecoder(parameters), HookedTransformer(parameters)) }
    let heads = configuration.layerCount * configuration.headCount
    var sums = [Double](repeating: 0, count: heads * Target.allCases.count)
    var positions = 0
    for start in stride(from: indices.lowerBound, to: indices.upperBound, by: AttentionSummary.chunkSize) {
      let chunk = start..<min(start + AttentionSummary.chunkSize, indices.upperBound)
      let read = try parallelMap(chunk, threads: threads) { index, worker in
        let specification = specification(index)
        let (decoder, model) = workers[worker]
        let ops = try decoder.generate(specification, vocabulary: vocabulary).program.ops
        let prompt = vocabulary.encode(specification)
        let tokens = prompt + ops.dropLast().map(vocabulary.token)
        let first = prompt.count - 1
        return (AttentionSummary.sums(model, tokens, from: first, vocabulary), tokens.count - first)
      }
      // In the order of the indices, so that the sums do not depend on threads.
      for (text, count) in read {
        for place in sums.indices { sums[place] += text[place] }
        positions += count
      }
      try progress(chunk.upperBound - indices.lowerBound)
    }
    self.programs = indices.count
    self.positions = positions
    let count = Target.allCases.count
    self.heads = (0..<heads).map { number in
      Head(
        block: number / configuration.headCount, head: number % configuration.headCount,
        shares: sums[number * count..<(number + 1) * count].map { positions > 0 ? $0 / Double(positions) : 0 })
    }
  }

  /// Programs between progress reports.
  private static let chunkSize = 64

  /// For each head and target, the attention from the rows from `first` on, added up.
  private static func sums(
    _ model: HookedTransformer, _ tokens: [Int], from first: Int, _ vocabulary: Vocabulary
  ) -> [Double] {
    let configuration = model.parameters.configuration
    let targets = vocabulary.roles(of: tokens).map { Target.allCases.firstIndex(of: Target($0)) ?? 0 }
    let count = Target.allCases.count
    var sums = [Double](repeating: 0, count: configuration.layerCount * configuration.headCount * count)
    model.forward(tokens) { point, values in
      guard case .pattern(let block) = point else { return }
      for head in 0..<configuration.headCount {
        let base = (block * configuration.headCount + head) * count
        for row in first..<tokens.count {
          let weights = values.row(head * tokens.count + row)
          for column in 0...row { sums[base + targets[column]] += Double(weights[column]) }
        }
      }
    }
    return sums
  }
}
