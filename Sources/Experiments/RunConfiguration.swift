import Corpus
import Files
import Foundation
import Tensors

/// What `run.json` says: all that decides a run's result.
public struct RunConfiguration: Codable, Hashable, Sendable {
  /// The layout of the run's folder; grows when files change their meaning.
  public var format = RunConfiguration.currentFormat
  /// The version of the program that began the run.
  public var version: String
  /// The seed of the corpus, the order and the initial parameters.
  public var seed: UInt64
  public var preset: Preset
  /// What differs from Jin & Rinard (2024), in plain words.
  public var deviations: [String]
  /// The version of oneDNN with which the run was begun, and the instructions that it used: others add up in another order,
  /// and a training goes another way in the end. None in runs from before they were noted.
  public var libraryVersion: String?
  public var instructionSet: String?
  /// The split behind the figures in `metrics.jsonl`; always under ``seed``, from sample 0, `preset.evaluationCount` of it.
  public var evaluationSplit = "validation"

  /// Where the run was trained, in order; none in runs from before that was noted.
  public var machines: [TrainingPlace] = []

  /// The corpus that the run is trained and evaluated on.
  public var corpus: Corpus { Corpus(seed: seed, programLengths: preset.programLengths) }

  /// The only layout there is so far.
  public static let currentFormat = 1

  /// A run that begins on this machine.
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
  /// - Throws: `DecodingError` where a value is missing, or is not what this program can train with.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // First, since in another layout everything else may have changed.
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
  }
}

extension RunConfiguration: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("preset", preset)
    guard evaluationSplit == Split.validation.rawValue else {
      throw InvalidField("evaluationSplit", found: "'\(evaluationSplit)'", expected: Split.validation.rawValue)
    }
    try require("machines", each: machines)
  }
}

extension TrainingPlace: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("fromStep", fromStep, in: 0...Preset.stepRange.upperBound)
    try require("threads", threads, in: 1...1 << 16)
  }
}

/// Where and why a run's folder cannot be used.
public struct RunError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: URL
  public let problem: String

  public init(file: URL, problem: String) {
    self.file = file
    self.problem = problem
  }

  /// One line for a person: file, what was found, what to do.
  public var description: String { "\(file.path): \(problem)" }
}
