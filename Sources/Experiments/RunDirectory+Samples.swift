import Foundation
import Karel
import LanguageModel

extension RunDirectory {
  /// The answers that a checkpoint's samples file keeps: to the first validation specifications.
  static let keptSampleCount = 20

  /// A line of a samples file: what the model wrote for one specification.
  public struct WrittenProgram: Codable, Hashable, Sendable {
    /// The specification's number in the evaluation's split.
    public var index: Int
    /// Names of the ops that the model wrote, and of the program behind the specification.
    public var program: [String]
    public var reference: [String]
    /// Whether all five examples come out right.
    public var satisfied: Bool
  }

  /// What the checkpoint after `step` steps wrote for the first specifications of the evaluation's split; none if it was not
  /// kept.
  ///
  /// - Throws: `FileError` if there is something of this name that cannot be read, or is no file.
  public func writtenPrograms(_ step: Int) throws -> JSONLog<WrittenProgram> {
    try JSONLog(contentsOf: samples(step))
  }

  func writeSamples(_ answers: some Sequence<Evaluation.Answer>, step: Int) throws {
    let written = answers.map { answer in
      WrittenProgram(
        index: answer.sample.index, program: answer.program.ops.map(\.name),
        reference: answer.sample.program.ops.map(\.name), satisfied: answer.isSatisfied)
    }
    let file = samples(step)
    try RunDirectory.makeFolder(file.deletingLastPathComponent())
    try AtomicFile.write(try RunDirectory.jsonLines(written), to: file)
  }
}
