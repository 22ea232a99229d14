import Corpus
import Files
import Foundation
import LanguageModel

/// An evaluation of a checkpoint that a run keeps, with the samples behind it.
public struct KeptEvaluation: Codable, Hashable, Sendable {
  public var split: String
  /// The corpus's seed.
  public var seed: UInt64
  /// The number of the first sample drawn, and how many were.
  public var start: Int
  public var count: Int
  /// Of those, the ones whose own program has between so many ops were evaluated.
  public var minimumLength: Int
  public var maximumLength: Int
  public var evaluation: Evaluation

  public init(
    split: Split, seed: UInt64, start: Int, count: Int, lengths: ClosedRange<Int>, evaluation: Evaluation
  ) {
    self.split = split.rawValue
    self.seed = seed
    self.start = start
    self.count = count
    minimumLength = lengths.lowerBound
    maximumLength = lengths.upperBound
    self.evaluation = evaluation
  }
}

extension RunDirectory {
  /// The file of the evaluation kept for a checkpoint.
  public func evaluationFile(_ step: Int) -> URL {
    url.appendingPathComponent("evaluations/\(checkpoint(step).lastPathComponent).json")
  }

  /// The evaluation kept for a checkpoint; nil if there is none.
  ///
  /// - Throws: `FileError` if its file cannot be read.
  public func keptEvaluation(_ step: Int) throws -> KeptEvaluation? {
    try KeptEvaluation(contentsOfIfPresent: evaluationFile(step))
  }

  /// Finds out whether an evaluation of a checkpoint could be kept, before it is made.
  ///
  /// - Parameter specifications: How many it would have.
  /// - Throws: ``RunError`` if one of more specifications is kept; `AtomicFileError` if nothing can be written.
  public func checkKeeping(_ step: Int, specifications: Int) throws {
    let file = evaluationFile(step)
    if let kept = try keptEvaluation(step), kept.evaluation.specifications > specifications {
      throw RunError(
        file: file,
        problem: "holds the figures of \(kept.evaluation.specifications) specifications, which \(specifications) would "
          + "replace; evaluate as many, or remove the file first")
    }
    try RunDirectory.makeFolder(file.deletingLastPathComponent())
    try AtomicFile.check(file)
  }

  /// Keeps an evaluation of a checkpoint, in place of an earlier one.
  public func keep(_ kept: KeptEvaluation, step: Int) throws {
    let file = evaluationFile(step)
    try RunDirectory.makeFolder(file.deletingLastPathComponent())
    try AtomicFile.write(try JSONEncoder.indented.encode(kept) + [UInt8(ascii: "\n")], to: file)
  }
}
