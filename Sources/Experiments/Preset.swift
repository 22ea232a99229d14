import Corpus
import LanguageModel

/// The weight in the loss of predicting a token, by what it says.
public struct LossWeights: Codable, Hashable, Sendable {
  public var input: Float
  public var output: Float
  public var program: Float

  public init(input: Float, output: Float, program: Float) {
    self.input = input
    self.output = output
    self.program = program
  }

  /// The weight of a token of this kind.
  public subscript(kind: TokenKind) -> Float {
    switch kind {
    case .input: input
    case .outputDirection, .outputPosition, .outputMarkers: output
    case .program: program
    }
  }
}

/// Everything that decides what a training does, but for its seed.
public struct Preset: Codable, Hashable, Sendable {
  public var name: String
  public var model: Configuration
  public var programLengths: ProgramLengths
  /// Samples in a batch.
  public var batchSize: Int
  /// Optimizer steps.
  public var steps: Int
  public var warmUp: Int
  /// The share of the steps after which the learning rate falls.
  public var decayStart: Double
  public var optimizer: OptimizerSettings
  public var lossWeights: LossWeights
  public var stages: [PresentationOrder.Stage]
  /// Steps after which the model is evaluated and kept; the last step always is.
  public var checkpointSteps: [Int]
  /// Validation specifications in an evaluation.
  public var evaluationCount: Int
  /// The learning rates' factor along the training.
  public var schedule: LearningRateSchedule {
    LearningRateSchedule(warmUp: warmUp, decayStart: Int(Double(steps) * decayStart), end: steps)
  }

  /// Makes the training longer or shorter; checkpoints beyond its end go.
  public mutating func setSteps(_ steps: Int) {
    self.steps = steps
    checkpointSteps.removeAll { $0 >= steps }
  }

  /// Writes worlds in another way; the model's vocabulary follows.
  public mutating func setEncoding(_ encoding: Encoding) {
    model.encoding = encoding
    model.vocabularySize = Vocabulary(encoding).count
  }

  /// Whether the model is evaluated and kept after `step` steps.
  public func isCheckpoint(_ step: Int) -> Bool { step == steps || checkpointSteps.contains(step) }

  /// The numbers of steps that a training can have.
  public static let stepRange = 1...Int(Int32.max)
  /// The most parameters of a model that is trained; the paper's has 350 million.
  static let largestModel = 1 << 29
}
