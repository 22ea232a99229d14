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

  public init(
    step: Int, samples: Int, tokens: Int? = nil, seconds: Double, processorSeconds: Double = 0, loss: Losses,
    learningRateFactor: Float, gradientNorm: Float = 0, evaluation: Evaluation? = nil
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
