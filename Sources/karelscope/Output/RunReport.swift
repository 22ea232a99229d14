import Corpus
import Experiments
import Foundation
import LanguageModel
import Tensors

/// The report of `info --run`.
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
    /// The size of its files, in bytes.
    let bytes: Int
  }

  /// The specifications that checkpoints are evaluated on: the first of a split of the run's corpus.
  struct EvaluationSource: Encodable {
    let split: String
    let seed: UInt64
    let start: Int
    let count: Int
  }

  /// A part of the training on one machine.
  struct MachineReport: Encodable {
    let place: TrainingPlace

    private enum CodingKeys: CodingKey { case fromStep, threads }

    /// Writes the machine's fields beside its own.
    func encode(to encoder: any Encoder) throws {
      try place.machine.encode(to: encoder)
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(place.fromStep, forKey: .fromStep)
      try fields.encode(place.threads, forKey: .threads)
    }

    /// One line of text.
    var text: String {
      let machine = place.machine
      return "\(machine.processor), \(machine.processors) processors, \(machine.memoryBytes.gibibytes), "
        + "\(machine.system); \(place.threads) threads, \(OneDNN.name) \(machine.libraryVersion), "
        + machine.instructionSet
    }
  }

  let path: String
  /// The version of the program that started the run.
  let version: String
  /// The version and instruction set of the matrix library at the start, if recorded.
  let libraryVersion: String?
  let instructionSet: String?
  let preset: String
  let seed: UInt64
  let encoding: String
  /// The model's Hugging Face architecture name.
  let architecture = "CodeGenForCausalLM"
  let model: Model
  /// The number of the model's parameters.
  let parameters: Int
  /// The steps of the whole training, and the samples per step.
  let steps: Int
  let batchSize: Int
  /// Training samples seen so far, and as passes over the training split.
  let samples: Int
  let passes: Double
  /// Seconds of training so far, without evaluations.
  let trainingSeconds: Double
  /// The machine that the run was started on, if recorded, and the machines it was resumed on.
  let machine: MachineReport?
  let resumedOn: [MachineReport]
  /// Where the checkpoints of an imported run were; nil in a run that was trained here.
  let imported: [ImportedCheckpoint]?
  let evaluation: EvaluationSource
  let checkpoints: [Checkpoint]
  /// The differences from Jin & Rinard (2024).
  let deviations: [String]

  init(_ run: RunDirectory, log: MetricsLog) {
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
    let last = log.lines.last
    samples = last?.samples ?? 0
    passes = Double(samples) / Double(Split.train.count)
    trainingSeconds = last?.seconds ?? 0
    machine = run.configuration.machines.first.map(MachineReport.init)
    resumedOn = run.configuration.machines.dropFirst().map(MachineReport.init)
    imported = run.configuration.imported
    evaluation = EvaluationSource(
      split: run.configuration.evaluationSplit, seed: seed, start: 0, count: preset.evaluationCount)
    checkpoints = run.checkpointSteps.map { Checkpoint(step: $0, bytes: run.checkpointSize($0)) }
    deviations = run.configuration.deviations
  }

  var lines: [String] {
    let sizes = checkpoints.map { String(format: "step %ld (%.1f MB)", $0.step, Double($0.bytes) / 1e6) }
    return table(
      [
        ("run", path),
        ("started by", "karelscope \(version)"),
        (
          "matrix products",
          libraryVersion.map { "\(OneDNN.name) \($0), \(instructionSet ?? "unknown")" } ?? "not noted"
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
        ("samples", "\(samples) so far, \(String(format: "%.2f", passes)) passes over the training split"),
        ("machine", machine.map(\.text) ?? "not noted"),
      ]
        + (imported ?? []).enumerated().map { ($0.offset == 0 ? "imported from" : "", $0.element.from) }
        + resumedOn.map { ("from step \($0.place.fromStep)", $0.text) } + [
          (
            "evaluation", "\(evaluation.count) specifications of the \(evaluation.split) split, seed \(evaluation.seed)"
          ),
          ("checkpoints", sizes.isEmpty ? "none yet" : sizes.joined(separator: ", ")),
        ]) + ["", "differences from Jin & Rinard (2024)"] + deviations.map { "  \($0)" }
  }
}
