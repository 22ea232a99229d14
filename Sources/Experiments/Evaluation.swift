import Corpus
import Foundation
import Karel
import LanguageModel
import Probing
import Tensors

/// How well a model writes programs for specifications of a split.
public struct Evaluation: Codable, Hashable, Sendable {
  /// Specifications behind the shares.
  public var specifications: Int
  /// The share whose program maps all five inputs to their outputs.
  public var generativeAccuracy: Double
  /// Different programs, as a share of the specifications.
  public var uniquePrograms: Double
  /// exp(nats per token) of the reference texts, and of their programs with the end alone.
  public var perplexity: Double
  public var programPerplexity: Double
  /// The same of the tokens that give an output's direction, its position, and its markers with the mark that ends them;
  /// none where the encoding has no such tokens.
  public var directionPerplexity: Double?
  public var positionPerplexity: Double?
  public var markersPerplexity: Double?
  /// Ops in a written program, and in a reference.
  public var meanLength: Double
  public var meanReferenceLength: Double
  /// The shares in which the final direction, position and markers are right in all five examples.
  public var directionRight: Double
  public var positionRight: Double
  public var markersRight: Double
  /// The number of specifications of which 0, 1, … 5 examples come out right.
  public var satisfiedExamples: [Int]
  /// Different programs among the references, as a share of the specifications: an upper mark for ``uniquePrograms``.
  public var uniqueReferences: Double
  /// The share that one and the same program satisfies at best: a lower mark for ``generativeAccuracy``.
  public var repetitiveAccuracy: Double
  /// The programs written most often, at most ``Evaluation/listedPrograms`` of them; of equally frequent ones the first by
  /// its text.
  public var mostFrequentPrograms: [ProgramCount]
  /// Generative accuracy by the length of the reference.
  public var byLength: [LengthShare]

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

  /// A program, and for how many specifications it was written.
  public struct ProgramCount: Codable, Hashable, Sendable {
    /// Names of ops.
    public var program: [String]
    public var count: Int
  }

  /// The most programs that ``mostFrequentPrograms`` lists.
  public static let listedPrograms = 5

  /// Specifications whose program maps all five inputs to their outputs.
  public var satisfiedCount: Int { Int((generativeAccuracy * Double(specifications)).rounded()) }

  /// The 95% interval of the generative accuracy.
  public var generativeAccuracyInterval: WilsonInterval {
    WilsonInterval(successes: satisfiedCount, count: specifications)
  }

  /// What a model wrote for one sample.
  public struct Answer: Sendable {
    public let sample: Sample
    public let program: Program
    /// See ``Generation/logProbability``.
    public let logProbability: Double
    /// For each example, whether it comes out right.
    public let examples: [Bool]
    public var isSatisfied: Bool { examples.allSatisfy { $0 } }
  }

  /// Lets a model write a program for each sample, greedily and under the grammar.
  ///
  /// - Parameter progress: Called with the number of samples done, on the calling thread.
  /// - Returns: The evaluation, and the answers in the samples' order.
  /// - Throws: `GenerationError` if a sample's text does not fit the model, or the model's numbers are not finite.
  public static func run(
    _ parameters: Parameters, samples: [Sample], threads: Int, progress: (Int) -> Void = { _ in }
  ) throws -> (evaluation: Evaluation, answers: [Answer]) {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let workers = (0..<max(1, threads)).map { _ in
      (decoder: CachedDecoder(parameters), transformer: Transformer(parameters.configuration))
    }
    var answers: [Answer] = []
    var loss = LossSum()
    for start in stride(from: 0, to: samples.count, by: chunkSize) {
      let chunk = samples[start..<min(start + chunkSize, samples.count)]
      let done = try parallelMap(chunk, threads: threads) { sample, worker in
        let generation = try workers[worker].decoder.generate(sample.specification, vocabulary: vocabulary)
        let answer = Answer(
          sample: sample, program: generation.program, logProbability: generation.logProbability,
          examples: sample.specification.satisfied(by: generation.program))
        return (answer, try referenceLoss(sample, vocabulary, parameters, workers[worker].transformer))
      }
      for (answer, answerLoss) in done {
        answers.append(answer)
        loss.add(answerLoss)
      }
      progress(answers.count)
    }
    return (Evaluation(answers, loss: loss), answers)
  }

  /// Samples between two reports of progress.
  private static let chunkSize = 64

  private static func referenceLoss(
    _ sample: Sample, _ vocabulary: Vocabulary, _ parameters: Parameters, _ transformer: Transformer
  ) throws(GenerationError) -> LossSum {
    let text = vocabulary.encode(sample)
    let room = parameters.configuration.contextLength
    guard text.count <= room else { throw .tooLong(found: text.count, expected: room) }
    var batch = TokenBatch()
    batch.append(
      text, kinds: vocabulary.kinds(of: text), weights: [Float](repeating: 1, count: text.count))
    transformer.forward(parameters, batch)
    return transformer.loss(batch)
  }

  /// Counts answers.
  private init(_ answers: [Answer], loss: LossSum) {
    func share(_ answers: [Answer], _ holds: (Answer) -> Bool) -> Double {
      answers.isEmpty ? 0 : Double(answers.count(where: holds)) / Double(answers.count)
    }
    func inAllExamples(_ holds: @escaping (_ end: World, _ output: World) -> Bool) -> Double {
      share(answers) { answer in
        zip(answer.sample.specification.inputs, answer.sample.specification.outputs).allSatisfy { input, output in
          holds(input.after(answer.program), output)
        }
      }
    }
    func mean(_ value: (Answer) -> Int) -> Double {
      answers.isEmpty ? 0 : Double(answers.reduce(0) { $0 + value($1) }) / Double(answers.count)
    }
    specifications = answers.count
    generativeAccuracy = share(answers, \.isSatisfied)
    uniquePrograms =
      answers.isEmpty ? 0 : Double(Set(answers.map(\.program)).count) / Double(answers.count)
    /// JSON has no infinity: a model that has lost its way has the largest perplexity there is.
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
    meanLength = mean { $0.program.ops.count }
    meanReferenceLength = mean { $0.sample.program.ops.count }
    directionRight = inAllExamples { $0.direction == $1.direction }
    positionRight = inAllExamples { $0.position == $1.position }
    // The robot hides markers: cells under either robot cannot be compared.
    markersRight = inAllExamples { end, output in
      Position.inner.allSatisfy {
        $0 == end.position || $0 == output.position
          || end.visibleMarkerCount(at: $0) == output.visibleMarkerCount(at: $0)
      }
    }
    satisfiedExamples = (0...Specification.exampleCount).map { right in
      answers.count { $0.examples.count(where: \.self) == right }
    }
    let samples = answers.map(\.sample)
    uniqueReferences = samples.uniqueReferences
    repetitiveAccuracy = samples.repetitiveAccuracy
    mostFrequentPrograms = Evaluation.mostFrequent(answers.map(\.program))
    byLength = Dictionary(grouping: answers) { $0.sample.program.ops.count }.sorted { $0.key < $1.key }
      .map { length, answers in
        LengthShare(
          length: length, specifications: answers.count, generativeAccuracy: share(answers, \.isSatisfied))
      }
  }

  /// The programs written most often, as ``mostFrequentPrograms`` lists them.
  private static func mostFrequent(_ programs: [Program]) -> [ProgramCount] {
    let counted = Dictionary(grouping: programs) { $0 }.map { (text: $0.text(), program: $0, count: $1.count) }
    return counted.sorted { ($1.count, $0.text) < ($0.count, $1.text) }.prefix(listedPrograms)
      .map { ProgramCount(program: $0.program.ops.map(\.name), count: $0.count) }
  }
}
