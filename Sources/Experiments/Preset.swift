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
  /// What differs from Jin & Rinard (2024), in plain words.
  public var deviations: [String]

  /// The learning rates' factor along the training.
  public var schedule: LearningRateSchedule {
    LearningRateSchedule(warmUp: warmUp, decayStart: Int(Double(steps) * decayStart), end: steps)
  }

  /// Makes the training longer or shorter; checkpoints beyond its end go.
  public mutating func setSteps(_ steps: Int) {
    self.steps = steps
    checkpointSteps.removeAll { $0 >= steps }
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
    return outside("model: number of parameters", Parameters.count(model), 1...Preset.largestModel)
      ?? outside("batchSize", batchSize, 1...1 << 16)
      ?? outside("steps", steps, Preset.stepRange)
      ?? outside("warmUp", warmUp, 0...Int(Int32.max))
      ?? outside("evaluationCount", evaluationCount, 1...Split.validation.count)
      ?? ((0...1).contains(decayStart) ? nil : "decayStart: found \(decayStart), expected a share from 0 to 1")
      ?? lossWeights.problem.map { "lossWeights: \($0)" }
  }

  /// The numbers of steps that a training can have.
  public static let stepRange = 1...Int(Int32.max)
  /// The most parameters of a model that is trained; the paper's has 350 million.
  static let largestModel = 1 << 29

  /// The presets that have a name.
  public static let all: [Preset] = [.turns, .tiny]

  /// The preset of this name.
  public static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// Programs with few turns come first; the fast road to a model that writes right programs.
  public static let turns = Preset(
    name: "turns",
    model: Configuration(
      encoding: .coordinates, contextLength: 512, width: 128, layerCount: 6, headCount: 4, rotaryDimension: 16),
    batchSize: 64, steps: 6000, warmUp: 300, decayStart: 0.6, optimizer: OptimizerSettings(),
    lossWeights: LossWeights(input: 0.003, output: 0.02, program: 0.1),
    stages: [
      .init(maximumTurns: 1, end: 32_000), .init(maximumTurns: 2, end: 80_000),
      .init(maximumTurns: 3, end: 128_000), .init(maximumTurns: 4, end: 192_000),
    ],
    checkpointSteps: [100, 500, 1000, 2000, 3000, 4000, 5000], evaluationCount: 500,
    deviations: [
      "model of 1.2 million parameters instead of 350 million",
      "batches of 64 samples, about 6,500 tokens, instead of 32,768 tokens",
      "6,000 steps unless it was asked for others, 384,000 samples in all, instead of 80,000 steps",
      "the training split shows programs with few turns first",
      "learning rate: 300 steps of linear rise, then constant, from 60% of the steps a linear fall to 0",
    ] + commonDeviations)

  /// What every preset here does otherwise than the paper.
  private static let commonDeviations = [
    "worlds as lists of coordinates instead of one token a cell",
    "loss weights: program 0.1, outputs 0.02, inputs 0.003 a token, instead of the same for all",
    "Muon on the blocks' matrices instead of AdamW on all parameters",
    "programs end after \(Generation.maximumLength) ops at the latest",
  ]

  /// A model too small to learn much, for trying things out and for tests: seconds.
  public static let tiny = Preset(
    name: "tiny",
    model: Configuration(
      encoding: .coordinates, contextLength: 512, width: 32, layerCount: 2, headCount: 4, rotaryDimension: 8),
    batchSize: 16, steps: 60, warmUp: 10, decayStart: 0.5, optimizer: OptimizerSettings(),
    lossWeights: LossWeights(input: 0.003, output: 0.02, program: 0.1), stages: [],
    checkpointSteps: [20, 40], evaluationCount: 40,
    deviations: [
      "model of 28 thousand parameters instead of 350 million, trained for seconds",
      "batches of 16 samples, about 1,600 tokens, instead of 32,768 tokens",
      "60 steps unless it was asked for others, 960 samples in all, instead of 80,000 steps",
      "learning rate: 10 steps of linear rise, then constant, from 50% of the steps a linear fall to 0",
    ] + commonDeviations)
}
