import Corpus
import LanguageModel
import Tensors

/// Trains a tuned lens: each map minimises the Kullback–Leibler divergence from the model's own distribution to the one
/// that the lens reads, over the positions that produce ops and the end of reference programs.
///
/// The result depends on the model, the samples, the seed and the settings alone, not on the number of threads.
public struct TunedLensTraining: Sendable {
  /// Samples whose programs are read.
  public var specifications = 2000
  /// Times that every state is visited.
  public var epochs = 8
  public var batchSize = 128
  /// AdamW's initial learning rate; it decays linearly to 0.
  public var rate: Float = 1e-3
  /// Seeds the order of the states.
  public var seed: UInt64 = 1

  public init() {}

  /// The residual streams at some positions, and what the model makes of them.
  struct States {
    /// For each block but the last: the streams after it, row by row, [N, C].
    var streams: [[Float]]
    /// [N, V]: the model's distributions over the whole vocabulary.
    var targets: [Float] = []
    /// N
    var count = 0
  }

  /// Trains the lens of a model.
  ///
  /// - Parameters:
  ///   - progress: Called with the share of the work that is done; what it throws ends the training.
  ///   - sample: The sample at an index; called on several threads.
  /// - Throws: `GenerationError` if a text exceeds the context or the model's numbers are not finite; rethrows errors of
  ///   `progress`.
  public func callAsFunction(
    _ parameters: Parameters, threads: Int, progress: (Double) throws -> Void = { _ in }, sample: (Int) -> Sample
  ) throws -> TunedLens {
    let blocks = parameters.configuration.layerCount - 1
    guard blocks > 0 else { return TunedLens(width: parameters.configuration.width, maps: []) }
    let states = try states(of: parameters, 0..<specifications, threads: threads, sample: sample) { done in
      try progress(TunedLensTraining.readingShare * Double(done) / Double(specifications))
    }
    var maps: [TunedLens.Map] = []
    for start in stride(from: 0, to: blocks, by: max(1, threads)) {
      let group = start..<min(start + max(1, threads), blocks)
      maps += try parallelMap(group, threads: threads) { block, _ in map(block, states, parameters) }
      try progress(
        TunedLensTraining.readingShare + (1 - TunedLensTraining.readingShare) * Double(maps.count) / Double(blocks))
    }
    return TunedLens(width: parameters.configuration.width, maps: maps)
  }

  /// The share of the time that reading the texts takes, roughly.
  private static let readingShare = 0.5

  /// Reads reference programs with a model.
  func states(
    of parameters: Parameters, _ indices: Range<Int>, threads: Int, sample: (Int) -> Sample,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> States {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let blocks = 0..<max(0, parameters.configuration.layerCount - 1)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    var states = States(streams: blocks.map { _ in [] })
    for start in stride(from: indices.lowerBound, to: indices.upperBound, by: TunedLensTraining.chunkSize) {
      let chunk = start..<min(start + TunedLensTraining.chunkSize, indices.upperBound)
      let read = try parallelMap(chunk, threads: threads) { index, worker in
        let sample = sample(index)
        let decoder = decoders[worker]
        var one = States(streams: blocks.map { _ in [] })
        let generation = try decoder.generate(
          sample.specification, vocabulary: vocabulary, forced: sample.program.ops, isEnding: true,
          observe: { _ in for block in blocks { one.streams[block] += decoder.hiddenState(.layer(block + 1)) } })
        for step in generation.steps {
          var logits = step.logits
          logits.withUnsafeMutableBufferPointer { softmax($0.baseAddress!, count: $0.count) }
          one.targets += logits
        }
        one.count = generation.steps.count
        return one
      }
      for one in read {
        for block in blocks { states.streams[block] += one.streams[block] }
        states.targets += one.targets
        states.count += one.count
      }
      try progress(chunk.upperBound - indices.lowerBound)
    }
    return states
  }

  /// Samples between progress reports.
  private static let chunkSize = 128

  /// Trains one block's map, from A = 0 and b = 0, where it is the logit lens.
  private func map(_ block: Int, _ states: States, _ parameters: Parameters) -> TunedLens.Map {
    let step = TunedLensStep(parameters, capacity: batchSize)
    var order = Array(0..<states.count)
    var random = SplitMix64(seed: seed, .tunedLensOrder, UInt64(block))
    let batches = (states.count + batchSize - 1) / batchSize
    for number in 0..<epochs * batches {
      let place = number % batches
      if place == 0 { random.shuffle(&order) }
      // Batches of nearly equal size.
      let rows = order[place * order.count / batches..<(place + 1) * order.count / batches]
      let share = Float(epochs * batches - number) / Float(epochs * batches)
      step.learn(rows, states, block: block, AdamStep(rate: rate * share, step: number + 1))
    }
    return step.map
  }
}
