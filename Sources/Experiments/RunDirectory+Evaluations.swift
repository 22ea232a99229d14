import Files
import Foundation
import LanguageModel
import Records

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
