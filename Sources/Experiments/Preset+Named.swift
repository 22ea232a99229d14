import Corpus
import LanguageModel

extension Preset {
  /// The named presets.
  public static let all: [Preset] = [.paper, .turns, .text, .quick, .tiny]

  /// The preset with a name.
  public static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// The paper's training with a smaller model: the training split in random order, uniform loss weights.
  public static let paper = Preset(
    name: "paper", model: turns.model, programLengths: .paper, batchSize: 32, steps: 28_000, warmUp: 300,
    decayStart: 0.35,
    optimizer: OptimizerSettings(
      muonRate: 0.02, adamRate: 0.012, headRate: 0.006, vectorRate: 0.003, muonWeightDecay: 0.05),
    lossWeights: .uniform, stages: [],
    checkpointSteps: closeAtFirst + Array(stride(from: 11_000, to: 28_000, by: 1000)), evaluationCount: 1000)

  /// A curriculum by number of turns, which is the fastest way to a model that writes correct programs.
  public static let turns = Preset(
    name: "turns",
    model: Configuration(
      encoding: .coordinates, contextLength: 512, width: 128, layerCount: 6, headCount: 4, rotaryDimension: 16),
    programLengths: .paper, batchSize: 32, steps: 54_000, warmUp: 300, decayStart: 0.35, optimizer: .long,
    lossWeights: .programFirst,
    stages: [
      .init(maximumTurns: 1, end: 32_000), .init(maximumTurns: 2, end: 80_000),
      .init(maximumTurns: 3, end: 128_000), .init(maximumTurns: 4, end: 192_000),
    ],
    checkpointSteps: closeAtFirst + Array(stride(from: 12_500, to: 54_000, by: 2500)), evaluationCount: 1000)

  /// The paper's encoding, one token per cell, which needs far fewer samples than coordinates; otherwise like
  /// ``turns``.
  public static let text: Preset = {
    var preset = turns
    preset.name = "text"
    preset.setEncoding(.cells)
    preset.steps = 32_000
    preset.stages = [
      .init(maximumTurns: 1, end: 24_000), .init(maximumTurns: 2, end: 48_000),
      .init(maximumTurns: 3, end: 72_000), .init(maximumTurns: 4, end: 96_000),
    ]
    preset.checkpointSteps = closeAtFirst + Array(stride(from: 12_000, to: 32_000, by: 2000))
    return preset
  }()

  /// The first checkpoints of a long training, dense where the model changes fast.
  private static let closeAtFirst =
    Array(stride(from: 50, to: 500, by: 50)) + Array(stride(from: 500, to: 1000, by: 100))
    + Array(stride(from: 1000, to: 2000, by: 200)) + Array(stride(from: 2000, to: 4000, by: 500))
    + [4000, 5000, 6000, 8000, 10_000]

  /// A smaller model of shorter programs that passes all three phases during a lesson.
  public static let quick = Preset(
    name: "quick",
    model: Configuration(
      encoding: .coordinates, contextLength: 512, width: 64, layerCount: 5, headCount: 4, rotaryDimension: 8),
    programLengths: ProgramLengths(training: 1...4, test: 1...4),
    batchSize: 32, steps: 6500, warmUp: 100, decayStart: 0.05,
    optimizer: OptimizerSettings(muonRate: 0.005, adamRate: 0.003), lossWeights: .programFirst, stages: [],
    // Densest during syntax acquisition, which takes a few hundred steps.
    checkpointSteps: Array(stride(from: 50, through: 800, by: 50)) + Array(stride(from: 825, through: 1400, by: 25))
      + [1600, 1800, 2000] + Array(stride(from: 2500, through: 6000, by: 500)),
    evaluationCount: 500)

  /// A model too small to learn much, trained in seconds, for trying things out and for tests.
  public static let tiny = Preset(
    name: "tiny",
    model: Configuration(
      encoding: .coordinates, contextLength: 512, width: 32, layerCount: 2, headCount: 4, rotaryDimension: 8),
    programLengths: .paper, batchSize: 16, steps: 60, warmUp: 10, decayStart: 0.5, optimizer: OptimizerSettings(),
    lossWeights: .programFirst, stages: [], checkpointSteps: [20, 40], evaluationCount: 40)
}

extension OptimizerSettings {
  /// Stable over more than a million samples: lower rates for norms and biases than for embeddings, and weight decay on
  /// matrices.
  fileprivate static let long = OptimizerSettings(
    muonRate: 0.005, adamRate: 0.004, headRate: 0.002, vectorRate: 0.001, muonWeightDecay: 0.02)
}

extension LossWeights {
  /// Plain next-token prediction.
  static let uniform = LossWeights(input: 1, output: 1, program: 1)

  /// Most weight on the program, little on the inputs, which are unpredictable.
  static let programFirst = LossWeights(input: 0.003, output: 0.06, program: 0.1)
}
