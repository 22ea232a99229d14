import Files
import Foundation
import LanguageModel
import Records

extension RunDirectory {
  /// The number of programs in a checkpoint's samples file, for the first validation specifications.
  static let keptSampleCount = 20

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
        index: answer.sample.index, program: answer.program, reference: answer.sample.program,
        isSatisfied: answer.isSatisfied)
    }
    let file = samples(step)
    try RunDirectory.makeFolder(file.deletingLastPathComponent())
    try AtomicFile.write(try RunDirectory.jsonLines(written), to: file)
  }
}
