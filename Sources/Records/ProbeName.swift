import Beliefs

/// Which of a checkpoint's probes is meant, whatever the ops did in the states that it was trained on.
public struct ProbeName: Hashable, Sendable {
  public let kind: String
  public let frame: ReferenceFrame

  public init(kind: String, frame: ReferenceFrame) {
    self.kind = kind
    self.frame = frame
  }

  /// For example `linear·grid`.
  public var title: String { "\(kind)·\(frame.rawValue)" }

  /// Reads a title; nil if it is none.
  public init?(title: String) {
    let parts = title.split(separator: "·").map(String.init)
    guard parts.count == 2, let frame = ReferenceFrame(rawValue: parts[1]) else { return nil }
    self.init(kind: parts[0], frame: frame)
  }
}
