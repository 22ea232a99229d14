import Corpus
import Files
import Foundation
import LanguageModel

/// A stored evaluation of a checkpoint, with the samples that it is based on.
public struct KeptEvaluation: Codable, Hashable, Sendable {
  public var split: String
  /// The corpus's seed.
  public var seed: UInt64
  /// The index of the first sample, and the number of samples.
  public var start: Int
  public var count: Int
  /// The range of reference lengths, in ops, of the samples evaluated.
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
  /// The file of a checkpoint's stored evaluation.
  public func evaluationFile(_ step: Int) -> URL {
    url.appendingPathComponent("evaluations/\(checkpoint(step).lastPathComponent).json")
  }

  /// A checkpoint's stored evaluation; nil if there is none.
  ///
  /// - Throws: `FileError` if its file cannot be read.
  public func keptEvaluation(_ step: Int) throws -> KeptEvaluation? {
    try KeptEvaluation(contentsOfIfPresent: evaluationFile(step))
  }

  /// Checks, before a checkpoint is evaluated, that the evaluation can be stored.
  ///
  /// - Parameter specifications: The number that it would have.
  /// - Throws: ``RunError`` if an evaluation of more specifications is stored; `FileError` if nothing can be
  ///   written.
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

  /// Stores an evaluation of a checkpoint, replacing an earlier one.
  public func keep(_ kept: KeptEvaluation, step: Int) throws {
    let file = evaluationFile(step)
    try RunDirectory.makeFolder(file.deletingLastPathComponent())
    try AtomicFile.write(try JSONEncoder.indented.encode(kept) + [UInt8(ascii: "\n")], to: file)
  }
}
