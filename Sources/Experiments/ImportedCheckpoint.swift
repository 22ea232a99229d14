import Files

/// Where a checkpoint of an imported run was.
public struct ImportedCheckpoint: Codable, Hashable, Sendable {
  public var step: Int
  /// The path of the folder at the time of the import.
  public var from: String

  public init(step: Int, from: String) {
    self.step = step
    self.from = from
  }
}

extension ImportedCheckpoint: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("step", step, in: Preset.stepRange)
  }
}
