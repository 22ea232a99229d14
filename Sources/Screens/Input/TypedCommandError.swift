/// Why a line is not a valid command.
public struct TypedCommandError: Error, Sendable {
  /// What was found and what was expected.
  public let description: String
}
