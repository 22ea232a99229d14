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

  /// What keeps a training from being run with these weights, if anything.
  var problem: String? {
    for (name, weight) in [("input", input), ("output", output), ("program", program)]
    where !(weight >= 0 && weight.isFinite) {
      return "\(name): found \(weight), expected 0 or a finite number above"
    }
    return input + output + program > 0 ? nil : "found 0 for all, expected one above 0"
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

  /// What keeps a training from being run like this, if anything: a field, what was found, what was expected.
  var problem: String? {
    func outside(_ name: String, _ value: Int, _ range: ClosedRange<Int>) -> String? {
      range.contains(value)
        ? nil : "\(name): found \(value), expected a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
    let encoding = model.encoding
    let tokenCount = Vocabulary(encoding).count
    guard model.vocabularySize == tokenCount else {
      return "model: vocab_size: found \(model.vocabularySize), expected \(tokenCount), the tokens of the "
        + "\(encoding.rawValue) encoding"
    }
    let problems = [
      outside("model: number of parameters", Parameters.count(model), 1...Preset.largestModel),
      outside("batchSize", batchSize, 1...1 << 16),
      outside("steps", steps, Preset.stepRange),
      outside("warmUp", warmUp, 0...Int(Int32.max)),
      outside("evaluationCount", evaluationCount, 1...Split.validation.count),
      (0...1).contains(decayStart) ? nil : "decayStart: found \(decayStart), expected a share from 0 to 1",
      programLengths.problem.map { "programLengths: \($0)" },
      lossWeights.problem.map { "lossWeights: \($0)" },
      optimizer.problem.map { "optimizer: \($0)" },
      checkpointSteps.first { !Preset.stepRange.contains($0) }.map {
        "checkpointSteps: found \($0), expected whole numbers from 1"
      },
      stageProblem.map { "stages: \($0)" },
    ]
    return problems.lazy.compactMap { $0 }.first
  }

  private var stageProblem: String? {
    if let free = stages.first(where: { $0.maximumTurns == nil && $0.maximumOps == nil }) {
      return "found a stage up to sample \(free.end) without maximumTurns or maximumOps, expected one of them"
    }
    let ends = stages.map(\.end)
    return zip([0] + ends, ends).allSatisfy(<)
      ? nil : "found ends \(ends.map(String.init).joined(separator: ", ")), expected each above the one before"
  }

  /// The numbers of steps that a training can have.
  public static let stepRange = 1...Int(Int32.max)
  /// The most parameters of a model that is trained; the paper's has 350 million.
  static let largestModel = 1 << 29
}
