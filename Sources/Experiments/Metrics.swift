import Corpus
import Foundation
import LanguageModel

/// A line of `metrics.jsonl`: the training loss since the last line and, after a checkpoint, its evaluation.
public struct Metrics: Codable, Hashable, Sendable {
  /// Optimizer steps taken.
  public var step: Int
  /// Training samples seen.
  public var samples: Int
  /// Tokens predicted since the last line; nil in runs that did not note it.
  public var tokens: Int?
  /// Seconds of training so far; evaluations, pauses and the time for which the process was stopped are left out.
  public var seconds: Double
  /// Seconds that processors spent on it, all threads added: unlike ``seconds``, not drawn out by what else the machine did.
  public var processorSeconds: Double
  /// Mean losses since the last line, in nats per token.
  public var loss: Losses
  /// The factor on the learning rates.
  public var learningRateFactor: Float
  /// The norm of the last gradient.
  public var gradientNorm: Float
  public var evaluation: Evaluation?

  /// Mean losses in nats per token, over the whole text and by what the tokens say.
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
  }
}
