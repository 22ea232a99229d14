import LanguageModel

extension RunDirectory {
  /// The model of the checkpoint after `step` steps.
  ///
  /// - Throws: ``RunError`` if it is not of the shape that `run.json` says; whatever reading a checkpoint throws.
  public func model(_ step: Int) throws -> Parameters {
    try requireModel(step)
    return try Checkpoint.read(checkpoint(step))
  }

  /// Makes sure that a checkpoint's model is of the shape that `run.json` says.
  ///
  /// - Throws: ``RunError`` with the field that is not; `CheckpointError` if the checkpoint does not say its model's shape.
  func requireModel(_ step: Int) throws {
    let folder = checkpoint(step)
    let found = try Checkpoint.configuration(folder)
    guard let difference = found.firstDifference(from: configuration.preset.model) else { return }
    throw RunError(
      file: folder.appendingPathComponent("config.json"),
      problem:
        "\(difference.field): found \(difference.found), expected \(difference.expected), as the run's run.json has it")
  }
}
