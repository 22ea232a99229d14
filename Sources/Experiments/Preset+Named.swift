import Corpus
import LanguageModel

extension Preset {
  /// The presets that have a name.
  public static let all: [Preset] = [.turns, .quick, .tiny]

  /// The preset of this name.
  public static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// Programs with few turns come first; the fast road to a model that writes right programs.
  public static let turns = Preset(
    name: "turns",
    model: Configuration(
      encoding: .coordinates, contextLength: 512, width: 128, layerCount: 6, headCount: 4, rotaryDimension: 16),
    programLengths: .paper, batchSize: 64, steps: 6000, warmUp: 300, decayStart: 0.6, optimizer: OptimizerSettings(),
    lossWeights: .programFirst,
    stages: [
      .init(maximumTurns: 1, end: 32_000), .init(maximumTurns: 2, end: 80_000),
      .init(maximumTurns: 3, end: 128_000), .init(maximumTurns: 4, end: 192_000),
    ],
    checkpointSteps: [100, 500, 1000, 2000, 3000, 4000, 5000], evaluationCount: 500)

  /// A smaller model of shorter programs, through all three phases while a class watches.
  public static let quick = Preset(
    name: "quick",
    model: Configuration(
      encoding: .coordinates, contextLength: 512, width: 64, layerCount: 5, headCount: 4, rotaryDimension: 8),
    programLengths: ProgramLengths(training: 1...5, test: 1...5),
    batchSize: 64, steps: 2000, warmUp: 100, decayStart: 0.4, optimizer: OptimizerSettings(),
    lossWeights: .programFirst, stages: [],
    checkpointSteps: Array(stride(from: 100, through: 1900, by: 100)), evaluationCount: 500)

  /// A model too small to learn much, for trying things out and for tests: seconds.
  public static let tiny = Preset(
    name: "tiny",
    model: Configuration(
      encoding: .coordinates, contextLength: 512, width: 32, layerCount: 2, headCount: 4, rotaryDimension: 8),
    programLengths: .paper, batchSize: 16, steps: 60, warmUp: 10, decayStart: 0.5, optimizer: OptimizerSettings(),
    lossWeights: .programFirst, stages: [], checkpointSteps: [20, 40], evaluationCount: 40)
}

extension LossWeights {
  /// Most on the program; little on the inputs, which cannot be foreseen.
  static let programFirst = LossWeights(input: 0.003, output: 0.02, program: 0.1)
}
