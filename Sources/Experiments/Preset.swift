import Corpus
import LanguageModel

/// The loss weights of tokens, by kind.
public struct LossWeights: Codable, Hashable, Sendable {
  public var input: Float
  public var output: Float
  public var program: Float

  public init(input: Float, output: Float, program: Float) {
    self.input = input
    self.output = output
    self.program = program
  }

  /// The weight of a token of a kind.
  public subscript(kind: TokenKind) -> Float {
    switch kind {
    case .input: input
    case .outputDirection, .outputPosition, .outputMarkers: output
    case .program: program
    }
  }
}

/// All settings of a training run except its seed.
public struct Preset: Codable, Hashable, Sendable {
  public var name: String
  public var model: Configuration
  public var programLengths: ProgramLengths
  /// Samples per batch.
  public var batchSize: Int
  /// Optimizer steps.
  public var steps: Int
  public var warmUp: Int
  /// The fraction of the steps after which the learning rate decays.
  public var decayStart: Double
  public var optimizer: OptimizerSettings
  public var lossWeights: LossWeights
  public var stages: [PresentationOrder.Stage]
  /// Steps after which the model is evaluated and saved; the last step is always included.
  public var checkpointSteps: [Int]
  /// Validation specifications per evaluation.
  public var evaluationCount: Int
  /// The schedule of the learning rates' factor.
  public var schedule: LearningRateSchedule {
    LearningRateSchedule(warmUp: warmUp, decayStart: Int(Double(steps) * decayStart), end: steps)
  }

  /// Changes the number of steps and removes checkpoints beyond the end.
  public mutating func setSteps(_ steps: Int) {
    self.steps = steps
    checkpointSteps.removeAll { $0 >= steps }
  }

  /// Changes the encoding and the vocabulary size with it.
  public mutating func setEncoding(_ encoding: Encoding) {
    model.encoding = encoding
    model.vocabularySize = Vocabulary(encoding).count
  }

  /// Whether the model is evaluated and saved after `step` steps.
  public func isCheckpoint(_ step: Int) -> Bool { step == steps || checkpointSteps.contains(step) }

  /// Valid numbers of steps.
  public static let stepRange = 1...Int(Int32.max)
  /// The maximum number of parameters; the paper's model has 350 million.
  static let largestModel = 1 << 29
}
