import Corpus
import Foundation
import Karel
import LanguageModel
import Records
import Tensors

extension Evaluation {
  /// A model's program for one sample.
  public struct Answer: Sendable {
    public let sample: Sample
    public let program: Program
    /// See ``Generation/logProbability``.
    public let logProbability: Double
    /// For each example, whether the program satisfies it.
    public let examples: [Bool]
    public var isSatisfied: Bool { examples.allSatisfy { $0 } }
  }

  /// Generates a program for each sample with greedy decoding under the grammar.
  ///
  /// - Parameter progress: Called with the number of samples done, on the calling thread.
  /// - Returns: The evaluation, and the answers in the samples' order.
  /// - Throws: `GenerationError` if a sample exceeds the model's context, or the model's numbers are not finite; what
  ///   `progress` throws.
  public static func run(
    _ parameters: Parameters, samples: [Sample], threads: Int, progress: (Int) throws -> Void = { _ in }
  ) throws -> (evaluation: Evaluation, answers: [Answer]) {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let workers = (0..<max(1, threads)).map { _ in
      (decoder: CachedDecoder(parameters), transformer: Transformer(parameters.configuration))
    }
    let done = try mapInChunks(samples, threads: threads, progress: progress) { sample, worker in
      let generation = try workers[worker].decoder.generate(sample.specification, vocabulary: vocabulary)
      let answer = Answer(
        sample: sample, program: generation.program, logProbability: generation.logProbability,
        examples: sample.specification.satisfied(by: generation.program))
      return (answer, try referenceLoss(sample, vocabulary, parameters, workers[worker].transformer))
    }
    var loss = LossSum()
    for (_, answerLoss) in done { loss.add(answerLoss) }
    let answers = done.map(\.0)
    return (Evaluation(answers, loss: loss), answers)
  }

  /// Maps items on up to `threads` threads, in the items' order.
  ///
  /// - Parameter progress: Called after each chunk with the number of items done, on the calling thread.
  static func mapInChunks<Item, Result>(
    _ items: [Item], threads: Int, progress: (Int) throws -> Void,
    _ transform: (_ item: Item, _ worker: Int) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    for start in stride(from: 0, to: items.count, by: chunkSize) {
      let chunk = items[start..<min(start + chunkSize, items.count)]
      results += try parallelMap(chunk, threads: threads, transform)
      try progress(results.count)
    }
    return results
  }

  /// Items between progress reports.
  private static let chunkSize = 64

  private static func referenceLoss(
    _ sample: Sample, _ vocabulary: Vocabulary, _ parameters: Parameters, _ transformer: Transformer
  ) throws(GenerationError) -> LossSum {
    let text = vocabulary.encode(sample)
    let limit = parameters.configuration.contextLength
    guard text.count <= limit else { throw .tooLong(found: text.count, expected: limit) }
    var batch = TokenBatch()
    batch.append(
      text, kinds: vocabulary.kinds(of: text), weights: [Float](repeating: 1, count: text.count))
    transformer.forward(parameters, batch)
    return transformer.loss(batch)
  }

  /// Computes the metrics of answers.
  private init(_ answers: [Answer], loss: LossSum) {
    // JSON has no infinity: the perplexity of a diverged model is capped.
    func perplexity(_ nats: Double) -> Double { min(exp(nats), .greatestFiniteMagnitude) }
    func finitePerplexity(_ kind: TokenKind) -> Double? {
      let mean = loss.mean([kind])
      return mean.isFinite ? perplexity(mean) : nil
    }
    let samples = answers.map(\.sample)
    self.init(
      answers: AnswerFigures(answers.map { ($0.sample.specification, $0.program) }),
      perplexity: perplexity(loss.mean()), programPerplexity: perplexity(loss.mean([.program])),
      directionPerplexity: finitePerplexity(.outputDirection), positionPerplexity: finitePerplexity(.outputPosition),
      markersPerplexity: finitePerplexity(.outputMarkers), meanReferenceLength: samples.map(\.program).meanLength,
      uniqueReferences: samples.uniqueReferences,
      byLength: Dictionary(grouping: answers) { $0.sample.program.ops.count }.sorted { $0.key < $1.key }
        .map { length, answers in
          LengthAccuracy(
            length: length,
            generativeAccuracy: Proportion(answers.count(where: \.isSatisfied), of: answers.count))
        },
      strata: Strata(answers))
  }
}
