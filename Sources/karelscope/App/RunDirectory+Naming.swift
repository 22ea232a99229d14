import Experiments
import LanguageModel

extension RunDirectory {
  /// Runs `work` on a checkpoint's model and adds the checkpoint to errors: a text too long for it, non-finite values.
  ///
  /// - Throws: `RunError` instead of `GenerationError`; rethrows other errors of `work`.
  func naming<Result>(checkpoint step: Int, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as GenerationError {
      throw RunError(file: checkpoint(step), problem: "\(error)")
    }
  }
}
