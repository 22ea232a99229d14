import TextCanvas

/// A line about what has happened or what is pending.
public struct Notice: Hashable, Sendable {
  public var text: String
  public var style: Style
  /// By which it is known later to the one who gave it; nil for what only a key ends.
  public var topic: Topic?

  public init(_ text: String, _ style: Style, about topic: Topic? = nil) {
    self.text = text
    self.style = style
    self.topic = topic
  }

  /// What a notice is about. Those who give such notices declare theirs.
  public struct Topic: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }
  }

  static func failure(_ reason: String) -> Notice { Notice("✗ " + reason, .failure) }
}
