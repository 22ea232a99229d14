import PlainText

/// A run, by its place.
public struct RunReference: Hashable, Sendable {
  /// The path of its folder.
  public let path: String
  /// Its name, for example its folder's.
  public let name: String

  public init(path: String, name: String) {
    self.path = path
    self.name = name
  }

  /// The command that trains its probes, to be copied into a shell.
  func probeCommand(checkpoint: String, inASCII: Bool) -> String {
    "karelscope probe --run \(path.shellWord(inASCII: inASCII)) --checkpoint \(checkpoint)"
  }
}

extension String {
  /// This reason without the path of a run that is on screen anyway.
  func shortened(in run: RunReference) -> String {
    guard !run.path.isEmpty else { return self }
    if hasPrefix(run.path + ": ") { return String(dropFirst(run.path.count + 2)) }
    return replacing(run.path + "/", with: "")
  }
}
