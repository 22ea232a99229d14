import Beliefs
import Corpus
import Karel
import LanguageModel
import Tensors

extension ActivationDataset {
  /// Which states are taken.
  public struct Choice: Hashable, Sendable {
    /// Hidden states that are kept of each position.
    public var layers: [HiddenLayer] = [.mean]
    /// Whether only programs count that satisfy their specification.
    public var isCorrectOnly = false
    /// Whether the position that produces the last op counts too.
    public var keepsLast = false
    /// If set, so many states are drawn from all, without replacement.
    public var limit: Int?
    /// Decides which are drawn.
    public var seed: UInt64 = 0

    public init() {}
  }

  /// Lets a model write programs for samples and keeps what was seen on the way.
  ///
  /// Memory grows with the states that are kept, not with those that are seen.
  ///
  /// - Parameters:
  ///   - indices: The numbers of the samples.
  ///   - progress: Called with the number of samples done, on the calling thread.
  ///   - sample: The sample of a number; called on several threads.
  /// - Throws: `GenerationError` if a sample's text does not fit the model; whatever `progress` throws.
  public init(
    of parameters: Parameters, samples indices: Range<Int>, _ choice: Choice = Choice(), threads: Int,
    progress: (Int) throws -> Void = { _ in }, sample: (Int) -> Sample
  ) throws {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    var draw = Draw(choice, width: parameters.configuration.width)
    for start in stride(from: indices.lowerBound, to: indices.upperBound, by: ActivationDataset.chunkSize) {
      let chunk = start..<min(start + ActivationDataset.chunkSize, indices.upperBound)
      let bound = draw.bound
      let written = try parallelMap(chunk, threads: threads) { index, worker in
        let sample = sample(index)
        let decoder = decoders[worker]
        // An op's position is known not to be the last op's when the next is reached.
        var seen: [(step: Int, priority: UInt64, states: [[Float]])] = []
        let generation = try decoder.generate(
          sample.specification, vocabulary: vocabulary,
          observe: { step in
            var random = SplitMix64(seed: choice.seed, .probeStates, UInt64(index), UInt64(step))
            let priority = random.next()
            if priority <= bound { seen.append((step, priority, choice.layers.map(decoder.hiddenState))) }
          })
        let end = generation.program.ops.count - (choice.keepsLast ? 0 : 1)
        seen.removeAll { $0.step >= end }
        let isSatisfied = sample.specification.satisfied(by: generation.program).allSatisfy { $0 }
        if choice.isCorrectOnly, !isSatisfied { seen = [] }
        let written = Written(
          index: index, program: generation.program, inputs: sample.specification.inputs, isSatisfied: isSatisfied)
        return (written, seen)
      }
      for (program, seen) in written where !seen.isEmpty { draw.add(program, seen) }
      try progress(chunk.upperBound - indices.lowerBound)
    }
    self = draw.traces()
  }

  /// The same states as another model has them while it reads the same programs.
  ///
  /// - Parameters as above.
  public func reread(
    by parameters: Parameters, threads: Int, progress: (Int) throws -> Void = { _ in }, sample: (Int) -> Sample
  ) throws -> ActivationDataset {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    let states = layers.map { _ in ProbeInputs(count: count, width: parameters.configuration.width) }
    var row = 0
    for start in stride(from: 0, to: programs.count, by: ActivationDataset.chunkSize) {
      let chunk = start..<min(start + ActivationDataset.chunkSize, programs.count)
      let read = try parallelMap(chunk, threads: threads) { place, worker in
        var seen: [[[Float]]] = []
        let decoder = decoders[worker]
        _ = try decoder.generate(
          sample(programs[place].index).specification, vocabulary: vocabulary, forced: programs[place].program.ops,
          isEnding: true, observe: { _ in seen.append(layers.map(decoder.hiddenState)) })
        return seen
      }
      for (place, seen) in zip(chunk, read) {
        while row < count, origins[row].program == place {
          for (inputs, state) in zip(states, seen[origins[row].step]) {
            inputs.matrix.row(row).update(from: state, count: inputs.width)
          }
          row += 1
        }
      }
      try progress(chunk.upperBound)
    }
    return ActivationDataset(programs: programs, origins: origins, layers: layers, states: states)
  }

  /// Samples between two reports of progress.
  private static let chunkSize = 256
}

/// States as they come, of which those with the lowest priorities are kept.
private struct Draw {
  private let choice: ActivationDataset.Choice
  private let width: Int
  private var programs: [ActivationDataset.Written] = []
  private var origins: [ActivationDataset.Origin] = []
  private var priorities: [UInt64] = []
  /// By layer, row by row.
  private var states: [[Float]]
  /// Above it no state will be kept.
  private(set) var bound = UInt64.max

  init(_ choice: ActivationDataset.Choice, width: Int) {
    self.choice = choice
    self.width = width
    states = choice.layers.map { _ in [] }
  }

  mutating func add(_ program: ActivationDataset.Written, _ seen: [(step: Int, priority: UInt64, states: [[Float]])]) {
    for (step, priority, hidden) in seen {
      origins.append(ActivationDataset.Origin(program: programs.count, step: step))
      priorities.append(priority)
      for (layer, state) in hidden.enumerated() { states[layer] += state }
    }
    programs.append(program)
    if let limit = choice.limit, origins.count > limit + max(1000, limit / 4) { prune(to: limit) }
  }

  private mutating func prune(to limit: Int) {
    guard origins.count > limit else { return }
    bound = priorities.sorted()[max(0, limit - 1)]
    let kept = origins.indices.filter { priorities[$0] <= bound }.prefix(limit)
    var places: [Int: Int] = [:]
    var keptPrograms: [ActivationDataset.Written] = []
    var keptOrigins: [ActivationDataset.Origin] = []
    for row in kept {
      let old = origins[row].program
      if places[old] == nil {
        places[old] = keptPrograms.count
        keptPrograms.append(programs[old])
      }
      keptOrigins.append(ActivationDataset.Origin(program: places[old]!, step: origins[row].step))
    }
    for layer in states.indices {
      for (place, row) in kept.enumerated() where place != row {
        for c in 0..<width { states[layer][place * width + c] = states[layer][row * width + c] }
      }
      states[layer].removeLast((origins.count - kept.count) * width)
    }
    priorities = kept.map { priorities[$0] }
    (programs, origins) = (keptPrograms, keptOrigins)
  }

  /// What was kept.
  mutating func traces() -> ActivationDataset {
    if let limit = choice.limit { prune(to: limit) }
    return ActivationDataset(
      programs: programs, origins: origins, layers: choice.layers,
      states: states.map { ProbeInputs($0, width: width) })
  }
}
