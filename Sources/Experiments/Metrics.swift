import Corpus
import Files
import Foundation
import LanguageModel

/// A line of `metrics.jsonl`: the training loss since the last line and, after a checkpoint, its evaluation.
public struct Metrics: Codable, Hashable, Sendable {
  /// Optimizer steps taken.
  public var step: Int
  /// Training samples seen.
  public var samples: Int
  /// Tokens predicted since the last line; nil in runs of older versions.
  public var tokens: Int?
  /// Seconds of training so far, without evaluations, pauses and time for which the process was stopped.
  public var seconds: Double
  /// CPU seconds, summed over threads: unlike ``seconds``, not affected by other load on the machine.
  public var processorSeconds: Double
  /// Mean losses since the last line, in nats per token.
  public var loss: Losses
  /// The factor of the learning rates.
  public var learningRateFactor: Float
  /// The norm of the last gradient.
  public var gradientNorm: Float
  /// Boxed to keep the lines without an evaluation small.
  private var boxedEvaluation: Box?

  public var evaluation: Evaluation? {
    get { boxedEvaluation?.evaluation }
    set { boxedEvaluation = newValue.map(Box.init) }
  }

  /// Mean losses in nats per token, over the whole text and by token kind.
  public struct Losses: Codable, Hashable, Sendable {
    public var text: Double
    public var program: Double
    public var outputDirection: Double?
    public var outputPosition: Double?
    public var outputMarkers: Double?

    public init(_ sum: LossSum) {
      func mean(_ kind: TokenKind) -> Double? {
        let mean = sum.mean([kind])
        return mean.isFinite ? mean : nil
      }
      text = sum.mean()
      program = sum.mean([.program])
      outputDirection = mean(.outputDirection)
      outputPosition = mean(.outputPosition)
      outputMarkers = mean(.outputMarkers)
    }

    init(
      text: Double, program: Double, outputDirection: Double?, outputPosition: Double?, outputMarkers: Double?
    ) {
      self.text = text
      self.program = program
      self.outputDirection = outputDirection
      self.outputPosition = outputPosition
      self.outputMarkers = outputMarkers
    }
  }

  public init(
    step: Int, samples: Int, tokens: Int?, seconds: Double, processorSeconds: Double, loss: Losses,
    learningRateFactor: Float, gradientNorm: Float, evaluation: Evaluation? = nil
  ) {
    self.step = step
    self.samples = samples
    self.tokens = tokens
    self.seconds = seconds
    self.processorSeconds = processorSeconds
    self.loss = loss
    self.learningRateFactor = learningRateFactor
    self.gradientNorm = gradientNorm
    boxedEvaluation = evaluation.map(Box.init)
  }

  private enum CodingKeys: String, CodingKey {
    case step, samples, tokens, seconds, processorSeconds, loss, learningRateFactor, gradientNorm
    case boxedEvaluation = "evaluation"
  }

  private final class Box: Codable, Hashable, Sendable {
    let evaluation: Evaluation

    init(_ evaluation: Evaluation) { self.evaluation = evaluation }
    init(from decoder: any Decoder) throws { evaluation = try Evaluation(from: decoder) }
    func encode(to encoder: any Encoder) throws { try evaluation.encode(to: encoder) }
    static func == (a: Box, b: Box) -> Bool { a.evaluation == b.evaluation }
    func hash(into hasher: inout Hasher) { hasher.combine(evaluation) }
  }
}

extension Metrics: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("step", step, in: 0...Preset.stepRange.upperBound)
    try require("samples", samples, in: 0...Metrics.maximumSamples)
    try require("tokens", tokens, in: 0...Metrics.maximumSamples)
    try require("seconds", seconds, in: 0...Metrics.maximumSeconds)
    try require("processorSeconds", processorSeconds, in: 0...Metrics.maximumSeconds)
    try require("learningRateFactor", learningRateFactor, in: 0...1)
    try require("gradientNorm", gradientNorm, in: 0...Float.greatestFiniteMagnitude)
    try require("loss", loss)
    try require("evaluation", evaluation)
  }

  /// Generous limits that keep sums from overflowing.
  private static let maximumSamples = 1_000_000_000_000_000
  private static let maximumSeconds = 1e15
}

extension Metrics.Losses: ValidatedRecord {
  public func validate() throws(InvalidField) {
    let range = 0...Double.greatestFiniteMagnitude
    try require("text", text, in: range)
    try require("program", program, in: range)
    try require("outputDirection", outputDirection, in: range)
    try require("outputPosition", outputPosition, in: range)
    try require("outputMarkers", outputMarkers, in: range)
  }
}
