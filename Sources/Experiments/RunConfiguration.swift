import Corpus
import Files
import Foundation
import PlainText
import Tensors

/// The contents of `run.json`: everything that determines a run's result.
public struct RunConfiguration: Codable, Hashable, Sendable {
  /// The format version of the run's folder; incremented when files change their meaning.
  public var format = RunConfiguration.currentFormat
  /// The version of the program that created the run.
  public var version: String
  /// The seed of the corpus, the order and the initial parameters.
  public var seed: UInt64
  public var preset: Preset
  /// The differences from Jin & Rinard (2024), in plain words.
  public var deviations: [String]
  /// The version of oneDNN that created the run, and its instruction set: others sum in a different order, so that
  /// training eventually diverges from this run's. Nil in runs of older versions.
  public var libraryVersion: String?
  public var instructionSet: String?
  /// The split of the evaluations in `metrics.jsonl`: under ``seed``, `preset.evaluationCount` samples from sample 0
  /// on.
  public var evaluationSplit = "validation"

  /// The machines that trained the run, in order; empty in runs of older versions.
  public var machines: [TrainingPlace] = []

  /// Where the checkpoints of an imported run were, by ascending step; nil in a run that was trained here. Of such a
  /// run's preset, only the model, the corpus, the steps and the batch size (1 if unknown) say something.
  public var imported: [ImportedCheckpoint]?

  /// The corpus that the run is trained and evaluated on.
  public var corpus: Corpus { Corpus(seed: seed, programLengths: preset.programLengths) }

  /// The format version that this program reads and writes.
  public static let currentFormat = 1

  /// The configuration of a new run on this machine.
  public init(version: String, seed: UInt64, preset: Preset) {
    self.version = version
    self.seed = seed
    self.preset = preset
    deviations = preset.deviations
    libraryVersion = OneDNN.version
    instructionSet = OneDNN.instructionSet
  }
}

extension RunConfiguration {
  /// Reads `run.json`.
  ///
  /// - Throws: `DecodingError` if a value is missing or unsupported.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // First, since in another format everything else may differ.
    format = try container.decode(Int.self, forKey: .format)
    guard format == RunConfiguration.currentFormat else {
      throw DecodingError.refused(
        format, expected: "\(RunConfiguration.currentFormat), the layout that this version reads", forKey: .format,
        in: container)
    }
    version = try container.decode(String.self, forKey: .version)
    seed = try container.decode(UInt64.self, forKey: .seed)
    preset = try container.decode(Preset.self, forKey: .preset)
    deviations = try container.decode([String].self, forKey: .deviations)
    libraryVersion = try container.decodeIfPresent(String.self, forKey: .libraryVersion)
    instructionSet = try container.decodeIfPresent(String.self, forKey: .instructionSet)
    evaluationSplit = try container.decode(String.self, forKey: .evaluationSplit)
    machines = try container.decodeIfPresent([TrainingPlace].self, forKey: .machines) ?? []
    imported = try container.decodeIfPresent([ImportedCheckpoint].self, forKey: .imported)
  }
}

extension RunConfiguration: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("preset", preset)
    guard evaluationSplit == Split.validation.rawValue else {
      throw InvalidField("evaluationSplit", found: "'\(evaluationSplit)'", expected: Split.validation.rawValue)
    }
    try require("machines", each: machines)
    try require("imported", each: imported ?? [])
  }
}

extension TrainingPlace: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("fromStep", fromStep, in: 0...Preset.stepRange.upperBound)
    try require("threads", threads, in: 1...1 << 16)
  }
}

/// A problem with a run's folder.
public struct RunError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: URL
  public let problem: String

  public init(file: URL, problem: String) {
    self.file = file
    self.problem = problem
  }

  /// One line: file, what was found, what to do.
  public var description: String { "\(file.path): \(problem)" }
}
