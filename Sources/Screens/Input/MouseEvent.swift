import TextCanvas

/// A mouse event, and its cell of the screen, counted from the top left.
public struct MouseEvent: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    /// The first button goes down.
    case press
    case wheelUp, wheelDown
  }

  public var action: Action
  public var x: Int
  public var y: Int

  public init(_ action: Action, x: Int, y: Int) {
    self.action = action
    self.x = x
    self.y = y
  }
}

extension Rectangle {
  /// An event counted from this rectangle's top left; nil if it lies outside.
  func local(_ event: MouseEvent) -> MouseEvent? {
    contains(x: event.x, y: event.y) ? MouseEvent(event.action, x: event.x - x, y: event.y - y) : nil
  }
}
