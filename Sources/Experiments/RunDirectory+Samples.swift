import Files
import Foundation
import Karel
import LanguageModel

extension RunDirectory {
  /// The number of programs in a checkpoint's samples file, for the first validation specifications.
  static let keptSampleCount = 20

  /// A line of a samples file: the model's program for one specification.
  public struct WrittenProgram: Codable, Hashable, Sendable {
    /// The specification's index in the evaluation's split.
    public var index: Int
    /// Names of the ops that the model wrote, and of the reference's.
    public var program: [String]
    public var reference: [String]
    /// Whether the program satisfies all five examples.
    public var satisfied: Bool
  }

  /// The programs of the checkpoint after `step` steps for the first specifications of the evaluation's split; empty if
  /// not saved.
  ///
  /// - Throws: `FileError` if the file exists but is unreadable or not a regular file.
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
