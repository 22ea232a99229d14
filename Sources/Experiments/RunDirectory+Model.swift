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
  /// - Parameter isTrained: Whether it is to be trained on: then it must read texts as long, too. Otherwise it may do with less,
  ///   which changes nothing of what it computes.
  /// - Throws: ``RunError`` with the field that is not; `CheckpointError` if the checkpoint does not say its model's shape.
  func requireModel(_ step: Int, isTrained: Bool = false) throws {
    let folder = checkpoint(step)
    let found = try Checkpoint.configuration(folder)
    var expected = configuration.preset.model
    if !isTrained { expected.contextLength = found.contextLength }
    guard let difference = found.firstDifference(from: expected) else { return }
    throw RunError(
      file: folder.appendingPathComponent("config.json"),
      problem:
        "\(difference.field): found \(difference.found), expected \(difference.expected), as the run's run.json has it")
  }
}
