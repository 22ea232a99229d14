import Corpus
import Foundation
import Karel
import LanguageModel
import Probing
import Tensors

/// The quality of a model's programs for specifications of a split.
public struct Evaluation: Codable, Hashable, Sendable {
  /// The number of specifications, the denominator of the shares.
  public var specifications: Int
  /// The share whose program satisfies the specification.
  public var generativeAccuracy: Double
  /// Different programs, as a share of the specifications.
  public var uniquePrograms: Double
  /// exp(nats per token) of the reference texts, and of only their programs with the end token.
  public var perplexity: Double
  public var programPerplexity: Double
  /// The same over the tokens of an output's direction, its position, and its markers with their terminator; nil if the
  /// encoding has no such tokens.
  public var directionPerplexity: Double?
  public var positionPerplexity: Double?
  public var markersPerplexity: Double?
  /// Mean ops of a written program, and of a reference.
  public var meanLength: Double
  public var meanReferenceLength: Double
  /// The shares in which the final direction, position and markers are correct in all five examples.
  public var directionRight: Double
  public var positionRight: Double
  public var markersRight: Double
  /// The number of specifications with 0, 1, … 5 satisfied examples.
  public var satisfiedExamples: [Int]
  /// Different programs among the references, as a share of the specifications: a reference value for
  /// ``uniquePrograms``.
  public var uniqueReferences: Double
  /// The largest share that a single program satisfies: a baseline for ``generativeAccuracy``.
  public var repetitiveAccuracy: Double
  /// The most frequent programs, at most ``Evaluation/listedPrograms``; ties are ordered by text.
  public var mostFrequentPrograms: [ProgramCount]
  /// Generative accuracy by the length of the reference.
  public var byLength: [LengthShare]
  /// By what makes a specification hard; nil in logs of older versions.
  public var strata: Strata?

  /// Generative accuracy over the references of one length.
  public struct LengthShare: Codable, Hashable, Sendable {
    public var length: Int
    public var specifications: Int
    public var generativeAccuracy: Double

    /// The 95% interval of the generative accuracy.
    public var interval: WilsonInterval {
      WilsonInterval(
        successes: Int((generativeAccuracy * Double(specifications)).rounded()), count: specifications)
    }
  }

  /// A program, and the number of specifications for which it was written.
  public struct ProgramCount: Codable, Hashable, Sendable {
    /// The names of the ops.
    public var program: [String]
    public var count: Int
  }

  /// The most programs listed in ``mostFrequentPrograms``.
  public static let listedPrograms = 5

  /// Specifications that are satisfied.
  public var satisfiedCount: Int { Int((generativeAccuracy * Double(specifications)).rounded()) }

  /// The 95% interval of the generative accuracy.
  public var generativeAccuracyInterval: WilsonInterval {
    WilsonInterval(successes: satisfiedCount, count: specifications)
  }

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
  /// - Throws: `GenerationError` if a sample exceeds the model's context, or the model's numbers are not finite.
  public static func run(
    _ parameters: Parameters, samples: [Sample], threads: Int, progress: (Int) -> Void = { _ in }
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
    _ items: [Item], threads: Int, progress: (Int) -> Void, _ transform: (_ item: Item, _ worker: Int) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    for start in stride(from: 0, to: items.count, by: chunkSize) {
      let chunk = items[start..<min(start + chunkSize, items.count)]
      results += try parallelMap(chunk, threads: threads, transform)
      progress(results.count)
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
    let figures = AnswerFigures(answers.map { ($0.sample.specification, $0.program) })
    specifications = figures.specifications
    generativeAccuracy = figures.generativeAccuracy
    uniquePrograms = figures.uniquePrograms
    meanLength = figures.meanLength
    directionRight = figures.directionRight
    positionRight = figures.positionRight
    markersRight = figures.markersRight
    satisfiedExamples = figures.satisfiedExamples
    mostFrequentPrograms = figures.mostFrequentPrograms
    // JSON has no infinity: the perplexity of a diverged model is capped.
    func perplexity(_ nats: Double) -> Double { min(exp(nats), .greatestFiniteMagnitude) }
    func finitePerplexity(_ kind: TokenKind) -> Double? {
      let mean = loss.mean([kind])
      return mean.isFinite ? perplexity(mean) : nil
    }
    self.perplexity = perplexity(loss.mean())
    programPerplexity = perplexity(loss.mean([.program]))
    directionPerplexity = finitePerplexity(.outputDirection)
    positionPerplexity = finitePerplexity(.outputPosition)
    markersPerplexity = finitePerplexity(.outputMarkers)
    let samples = answers.map(\.sample)
    meanReferenceLength =
      samples.isEmpty ? 0 : Double(samples.reduce(0) { $0 + $1.program.ops.count }) / Double(samples.count)
    uniqueReferences = samples.uniqueReferences
    repetitiveAccuracy = figures.repetitiveAccuracy
    strata = Strata(answers)
    byLength = Dictionary(grouping: answers) { $0.sample.program.ops.count }.sorted { $0.key < $1.key }
      .map { length, answers in
        LengthShare(
          length: length, specifications: answers.count,
          generativeAccuracy: Double(answers.count(where: \.isSatisfied)) / Double(answers.count))
      }
  }
}
