/// A request for completions that need the outside: folders, presets.
public struct CompletionRequest: Hashable, Sendable {
  /// The command's full name.
  public let command: String
  /// What has been typed after it.
  public let argument: String
}
