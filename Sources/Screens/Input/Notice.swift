import TextCanvas

/// A line about what has happened or what is pending.
public struct Notice: Hashable, Sendable {
  public var text: String
  public var style: Style

  public init(_ text: String, _ style: Style) {
    self.text = text
    self.style = style
  }

  static func failure(_ reason: String) -> Notice { Notice("✗ " + reason, .failure) }
}
