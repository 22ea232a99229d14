import Beliefs
import Corpus
import Karel
import LanguageModel
import Tensors

/// Hidden states of a model while it writes programs, each with the truth about the program's run on one example.
///
/// States are taken at the positions that produce ops, before the op is appended (Jin & Rinard 2024). The last op's position
/// is left out, as theirs is: the state after it stands in the specification.
public struct TraceSet {
  /// Where a hidden state comes from.
  public struct Origin: Hashable, Sendable {
    /// The specification's number in its split.
    public let index: Int
    /// The number of the op being produced, from 0.
    public let step: Int

    public init(index: Int, step: Int) {
      self.index = index
      self.step = step
    }
  }

  public let origins: [Origin]
  /// For each state, the way the robot faced at its program's start.
  public let startDirections: [Direction]
  /// For each of ``Reading/offsets``, the label of each state; nil where the program has no such state.
  private let labels: [[Label?]]
  private let storage: FloatStorage
  /// C: channels of a hidden state.
  public let width: Int

  /// The number of hidden states, N.
  public var count: Int { origins.count }

  /// [N, C]
  public var hidden: Matrix { storage.matrix(rows: count, columns: width) }

  /// The labels, one for each hidden state, of the state `offset` steps from the one after the op being produced.
  public func labels(offset: Int) -> [Label?] { labels[offset - Reading.offsets.lowerBound] }

  /// Lets a model write programs for samples and keeps what was seen on the way. Wrong programs are kept.
  ///
  /// - Parameters:
  ///   - indices: The numbers of the samples.
  ///   - example: The example whose states are the truth, from 0.
  ///   - progress: Called with the number of samples done, on the calling thread.
  ///   - sample: The sample of a number; called on several threads.
  /// - Throws: `GenerationError` if a sample's text does not fit the model.
  public init(
    of parameters: Parameters, samples indices: Range<Int>, example: Int = 0, threads: Int,
    progress: (Int) -> Void = { _ in }, sample: (Int) -> Sample
  ) throws {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    var origins: [Origin] = []
    var startDirections: [Direction] = []
    var labels = [[Label?]](repeating: [], count: Reading.offsets.count)
    var hidden: [[Float]] = []
    for start in stride(from: indices.lowerBound, to: indices.upperBound, by: TraceSet.chunkSize) {
      let chunk = start..<min(start + TraceSet.chunkSize, indices.upperBound)
      let written = try parallelMap(chunk, threads: threads) { index, worker in
        let sample = sample(index)
        return (sample, try decoders[worker].generate(sample.specification, vocabulary: vocabulary))
      }
      for (sample, generation) in written {
        let start = sample.specification.inputs[example]
        let trace = Trace(of: generation.program, from: start)
        for step in generation.program.ops.indices.dropLast() {
          origins.append(Origin(index: sample.index, step: step))
          startDirections.append(start.direction)
          hidden.append(generation.steps[step].hiddenState)
          for (place, offset) in Reading.offsets.enumerated() {
            labels[place].append(Label(after: step + offset, of: trace))
          }
        }
      }
      progress(chunk.upperBound - indices.lowerBound)
    }
    self.init(
      width: parameters.configuration.width, origins: origins, startDirections: startDirections, labels: labels
    ) { place, row in
      _ = row.update(fromContentsOf: hidden[place])
    }
  }

  /// Hidden states that were made elsewhere.
  ///
  /// - Parameters:
  ///   - hidden: [N, C], row by row.
  ///   - labels: For each of ``Reading/offsets``, N labels.
  public init(
    hidden: [Float], width: Int, origins: [Origin], startDirections: [Direction], labels: [[Label?]]
  ) {
    precondition(hidden.count == origins.count * width, "a hidden state has `width` channels")
    self.init(width: width, origins: origins, startDirections: startDirections, labels: labels) { place, row in
      _ = row.update(fromContentsOf: hidden[place * width..<(place + 1) * width])
    }
  }

  /// - Parameter fill: Writes the hidden state at a place, from 0.
  private init(
    width: Int, origins: [Origin], startDirections: [Direction], labels: [[Label?]],
    fill: (_ place: Int, _ row: UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    precondition(startDirections.count == origins.count)
    precondition(labels.count == Reading.offsets.count && labels.allSatisfy { $0.count == origins.count })
    self.origins = origins
    self.startDirections = startDirections
    self.labels = labels
    self.width = width
    storage = FloatStorage(count: origins.count * width)
    for place in origins.indices {
      fill(place, UnsafeMutableBufferPointer(start: storage.base + place * width, count: width))
    }
  }

  /// Samples between two reports of progress.
  private static let chunkSize = 256

  /// `count` states drawn without replacement, in random order; all of them if there are no more.
  public func drawn(_ count: Int, seed: UInt64) -> TraceSet {
    var places = Array(0..<self.count)
    var random = SplitMix64(seed: seed, .probeStates)
    random.shuffle(&places)
    let kept = places.prefix(count)
    return TraceSet(
      width: width, origins: kept.map { origins[$0] }, startDirections: kept.map { startDirections[$0] },
      labels: labels.map { labels in kept.map { labels[$0] } }
    ) { place, row in
      row.baseAddress!.update(from: hidden.row(kept[place]), count: width)
    }
  }
}
