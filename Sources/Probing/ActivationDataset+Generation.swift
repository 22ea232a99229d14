import Beliefs
import Corpus
import Karel
import LanguageModel
import Tensors

extension ActivationDataset {
  /// Selects the states of a dataset.
  public struct Choice: Hashable, Sendable {
    /// The hidden states kept for each position.
    public var layers: [HiddenLayer] = [.mean]
    /// The token whose hidden states are kept.
    public var position = ProbePosition.op
    /// Whether to keep only programs that satisfy their specification.
    public var isCorrectOnly = false
    /// Whether to include the position that produces the last op.
    public var keepsLast = false
    /// If set, the number of states sampled without replacement.
    public var limit: Int?
    /// Seeds the sampling.
    public var seed: UInt64 = 0

    public init() {}
  }

  /// Generates programs for samples with a model and records its hidden states.
  ///
  /// Memory grows with the number of states kept, not with the number visited.
  ///
  /// - Parameters:
  ///   - indices: The indices of the samples.
  ///   - progress: Called with the number of samples done, on the calling thread.
  ///   - sample: Returns the sample at an index; called on several threads.
  /// - Throws: `GenerationError` if a sample exceeds the model's context; rethrows errors of `progress`.
  public init(
    of parameters: Parameters, samples indices: Range<Int>, _ choice: Choice = Choice(), threads: Int,
    progress: (Int) throws -> Void = { _ in }, sample: (Int) -> Sample
  ) throws {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    var sampler = StateSampler(choice, parameters.configuration)
    for start in stride(from: indices.lowerBound, to: indices.upperBound, by: ActivationDataset.chunkSize) {
      let chunk = start..<min(start + ActivationDataset.chunkSize, indices.upperBound)
      let bound = sampler.bound
      let written = try parallelMap(chunk, threads: threads) { index, worker in
        let sample = sample(index)
        let decoder = decoders[worker]
        // Whether a position produces the last op is known only once generation has ended.
        var seen: [(step: Int, priority: UInt64, states: [[Float]])] = []
        let generation = try decoder.generate(
          sample.specification, vocabulary: vocabulary,
          observe: { step in
            var random = SplitMix64(seed: choice.seed, .probeStates, UInt64(index), UInt64(step))
            let priority = random.next()
            if priority <= bound, choice.position == .op {
              seen.append((step, priority, choice.layers.map(decoder.hiddenState)))
            }
          })
        let end = generation.program.ops.count - (choice.keepsLast ? 0 : 1)
        seen.removeAll { $0.step >= end }
        if let place = choice.position.place(in: sample.specification, vocabulary) {
          var random = SplitMix64(seed: choice.seed, .probeStates, UInt64(index), 0)
          let prompt = vocabulary.encode(sample.specification)
          seen = [(-1, random.next(), decoder.hiddenStates(choice.layers, at: place, of: prompt))]
          seen.removeAll { $0.priority > bound }
        }
        let isSatisfied = sample.specification.satisfied(by: generation.program).allSatisfy { $0 }
        if choice.isCorrectOnly, !isSatisfied { seen = [] }
        let written = Written(
          index: index, program: generation.program, inputs: sample.specification.inputs, isSatisfied: isSatisfied)
        return (written, seen)
      }
      for (program, seen) in written where !seen.isEmpty { sampler.add(program, seen) }
      try progress(chunk.upperBound - indices.lowerBound)
    }
    self = sampler.dataset()
  }

  /// The hidden states of another model at the same positions, teacher-forced on the same programs.
  ///
  /// Parameters and errors are those of ``init(of:samples:_:threads:progress:sample:)``.
  public func reread(
    by parameters: Parameters, threads: Int, progress: (Int) throws -> Void = { _ in }, sample: (Int) -> Sample
  ) throws -> ActivationDataset {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    let states = layers.map { ProbeInputs(count: count, width: $0.width(of: parameters.configuration)) }
    var row = 0
    for start in stride(from: 0, to: programs.count, by: ActivationDataset.chunkSize) {
      let chunk = start..<min(start + ActivationDataset.chunkSize, programs.count)
      let read = try parallelMap(chunk, threads: threads) { place, worker in
        var seen: [[[Float]]] = []
        let decoder = decoders[worker]
        let specification = sample(programs[place].index).specification
        _ = try decoder.generate(
          specification, vocabulary: vocabulary, forced: programs[place].program.ops,
          isEnding: true, observe: { _ in seen.append(layers.map(decoder.hiddenState)) })
        guard let token = position.place(in: specification, vocabulary) else { return seen }
        return [decoder.hiddenStates(layers, at: token, of: vocabulary.encode(specification))]
      }
      for (place, seen) in zip(chunk, read) {
        while row < count, origins[row].program == place {
          for (inputs, state) in zip(states, seen[max(0, origins[row].step)]) {
            inputs.matrix.row(row).update(from: state, count: inputs.width)
          }
          row += 1
        }
      }
      try progress(chunk.upperBound)
    }
    return ActivationDataset(
      programs: programs, origins: origins, layers: layers, position: position, states: states)
  }

  /// Samples between progress reports.
  private static let chunkSize = 256
}

/// Samples a stream of states by keeping those with the lowest priorities.
private struct StateSampler {
  private let choice: ActivationDataset.Choice
  /// Channels of each layer's states.
  private let widths: [Int]
  private var programs: [ActivationDataset.Written] = []
  private var origins: [ActivationDataset.Origin] = []
  private var priorities: [UInt64] = []
  /// By layer, row-major.
  private var states: [[Float]]
  /// States with a priority above this are discarded.
  private(set) var bound = UInt64.max

  init(_ choice: ActivationDataset.Choice, _ model: Configuration) {
    self.choice = choice
    widths = choice.layers.map { $0.width(of: model) }
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
    for (layer, width) in widths.enumerated() {
      for (place, row) in kept.enumerated() where place != row {
        for c in 0..<width { states[layer][place * width + c] = states[layer][row * width + c] }
      }
      states[layer].removeLast((origins.count - kept.count) * width)
    }
    priorities = kept.map { priorities[$0] }
    (programs, origins) = (keptPrograms, keptOrigins)
  }

  /// The states kept.
  mutating func dataset() -> ActivationDataset {
    if let limit = choice.limit { prune(to: limit) }
    return ActivationDataset(
      programs: programs, origins: origins, layers: choice.layers, position: choice.position,
      states: zip(states, widths).map { ProbeInputs($0, width: $1) })
  }
}
