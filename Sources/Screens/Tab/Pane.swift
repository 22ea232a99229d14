import TextCanvas

/// A part of a tab that can be focused, explained, and shown alone.
public struct Pane: Hashable, Sendable {
  /// As it is written at the pane's top left.
  public var title: String
  /// Where it lies in the body; of no extent where the body has no room for it, and it can only be shown alone.
  public var rectangle: Rectangle
  /// What is in it: signs and numbers, and what each says in one line.
  public var explanations: [Explanation]

  public struct Explanation: Hashable, Sendable {
    public var name: String
    public var text: String

    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// - Parameter rectangle: Nil where the body has no room for it.
  init(_ title: String, _ rectangle: Rectangle?, _ explanations: [(name: String, text: String)]) {
    self.title = title
    self.rectangle = rectangle ?? Rectangle(x: 0, y: 0, columns: 0, rows: 0)
    self.explanations = explanations.map { Explanation($0.name, $0.text) }
  }

  /// Whether it has room beside others.
  public var isBesideOthers: Bool { rectangle.columns > 0 && rectangle.rows > 0 }
}
