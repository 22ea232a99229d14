import Experiments
import LanguageModel

extension RunDirectory {
  /// Does something with a checkpoint's model, and says whose it is where a text does not fit it, or its numbers are not finite.
  ///
  /// - Throws: `RunError` in place of a `GenerationError`; whatever else `work` throws.
  func naming<Result>(checkpoint step: Int, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as GenerationError {
      throw RunError(file: checkpoint(step), problem: "\(error)")
    }
  }
}
