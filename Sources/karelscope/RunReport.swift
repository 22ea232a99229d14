import Experiments
import Foundation
import LanguageModel
import Tensors

/// A run as the `info` command writes it.
struct RunReport: Report {
  /// The shape of the model.
  struct Model: Encodable {
    let width: Int
    let layers: Int
    let heads: Int
    let rotaryDimension: Int
    let contextLength: Int
    let vocabularySize: Int
  }

  struct Checkpoint: Encodable {
    let step: Int
    /// The bytes of its files.
    let bytes: Int
  }

  let path: String
  /// The version of the program that began the run.
  let version: String
  /// The version of the library behind the matrix products then, and the instructions it used, if they were noted.
  let libraryVersion: String?
  let instructionSet: String?
  let preset: String
  let seed: UInt64
  let encoding: String
  let model: Model
  /// The number of the model's parameters.
  let parameters: Int
  /// The steps that the whole training has, and the samples in each.
  let steps: Int
  let batchSize: Int
  /// Seconds of training so far, evaluations left out.
  let trainingSeconds: Double
  let checkpoints: [Checkpoint]
  /// What differs from Jin & Rinard (2024).
  let deviations: [String]

  init(_ run: RunDirectory) throws {
    let preset = run.configuration.preset
    let shape = preset.model
    path = run.url.path
    version = run.configuration.version
    libraryVersion = run.configuration.libraryVersion
    instructionSet = run.configuration.instructionSet
    self.preset = preset.name
    seed = run.configuration.seed
    encoding = shape.encoding.rawValue
    model = Model(
      width: shape.width, layers: shape.layerCount, heads: shape.headCount, rotaryDimension: shape.rotaryDimension,
      contextLength: shape.contextLength, vocabularySize: shape.vocabularySize)
    parameters = Parameters.count(shape)
    steps = preset.steps
    batchSize = preset.batchSize
    trainingSeconds = try run.metrics().last?.seconds ?? 0
    checkpoints = run.checkpointSteps.map { Checkpoint(step: $0, bytes: run.checkpointSize($0)) }
    deviations = run.configuration.deviations
  }

  var text: String {
    let sizes = checkpoints.map { String(format: "step %ld (%.1f MB)", $0.step, Double($0.bytes) / 1e6) }
    return table([
      ("run", path),
      ("begun by", "karelscope \(version)"),
      (
        "matrix products", libraryVersion.map { "\(Library.name) \($0), \(instructionSet ?? "unknown")" } ?? "not noted"
      ),
      ("preset", preset),
      ("seed", "\(seed)"),
      ("encoding", encoding),
      (
        "model",
        "CodeGen, width \(model.width), \(model.layers) layers, \(model.heads) heads, rotary on "
          + "\(model.rotaryDimension) dimensions, context \(model.contextLength), vocabulary \(model.vocabularySize)"
      ),
      ("parameters", "\(parameters)"),
      ("training", "\(steps) steps of \(batchSize) samples; \(Duration.seconds(trainingSeconds).text) so far"),
      ("checkpoints", sizes.isEmpty ? "none yet" : sizes.joined(separator: ", ")),
    ]) + "\ndifferences from Jin & Rinard (2024)\n" + deviations.map { "  \($0)\n" }.joined()
  }
}
