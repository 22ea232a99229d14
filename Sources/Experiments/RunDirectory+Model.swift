import Files
import Foundation
import LanguageModel

extension RunDirectory {
  /// The model of the checkpoint after `step` steps.
  ///
  /// - Throws: `FileError` if its shape differs from that in `run.json`; errors of reading the checkpoint.
  public func model(_ step: Int) throws -> Parameters {
    try requireModel(step)
    return try Checkpoint.read(checkpoint(step))
  }

  /// Checks that a checkpoint's model has the shape in `run.json`.
  ///
  /// - Throws: `FileError` with the first field that differs, or if the model's shape cannot be read.
  func requireModel(_ step: Int) throws {
    let folder = checkpoint(step)
    let found = try Checkpoint.configuration(folder)
    guard let difference = found.firstDifference(from: configuration.preset.model) else { return }
    throw FileError(
      folder.appendingPathComponent("config.json"), difference.field, found: difference.found,
      expected: "\(difference.expected), as the run's run.json has it")
  }
}
