import Corpus
import LanguageModel

/// Divides the training split into batches, in the preset's order or in split order.
struct BatchSource {
  private let corpus: Corpus
  private let vocabulary: Vocabulary
  private let preset: Preset
  private var order: PresentationOrder?
  private var batches: [TokenBatch]

  init(_ preset: Preset, seed: UInt64, isInSplitOrder: Bool = false) {
    corpus = Corpus(seed: seed, programLengths: preset.programLengths)
    vocabulary = Vocabulary(preset.model.encoding)
    self.preset = preset
    order = isInSplitOrder ? nil : PresentationOrder(of: corpus, stages: preset.stages)
    let size = Trainer.microBatchSize
    batches = [TokenBatch](repeating: TokenBatch(), count: (preset.batchSize + size - 1) / size)
  }

  /// The micro-batches of step `step`, counted from 0; the loss weights of all their tokens sum to 1.
  ///
  /// - Throws: `GenerationError` if a text exceeds the model's context.
  mutating func batches(at step: Int) throws(GenerationError) -> [TokenBatch] {
    let first = step * preset.batchSize
    let texts = (first..<first + preset.batchSize).map { place in
      vocabulary.encode(corpus.sample(order?.index(at: place) ?? place % Split.train.count, of: .train))
    }
    let longest = texts.map(\.count).max()!
    guard longest <= preset.model.contextLength else {
      throw .tooLong(found: longest, expected: preset.model.contextLength)
    }
    let kinds = texts.map(vocabulary.kinds)
    let total = kinds.reduce(0) { total, kinds in
      total + kinds.dropFirst().reduce(0) { $0 + preset.lossWeights[$1] }
    }
    for index in batches.indices { batches[index].removeAll() }
    for (place, (text, kinds)) in zip(texts, kinds).enumerated() {
      batches[place / Trainer.microBatchSize].append(
        text, kinds: kinds, weights: kinds.map { preset.lossWeights[$0] / total })
    }
    return batches
  }
}
