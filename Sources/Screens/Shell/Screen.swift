import TextCanvas

/// What a terminal shows: given events, it changes and returns what is to be done; asked to draw, it draws. It touches no
/// clock, file, thread or terminal.
public protocol Screen: Sendable {
  /// Handles an event, and returns the effects to perform.
  mutating func update(_ message: Message) -> [Effect]

  /// Draws the present state.
  func draw(into canvas: inout Canvas)

  /// Why its last request failed, in one line; nil if it did not.
  var failure: String? { get }

  /// The time until the screen changes by itself; nil while it stands still.
  var timeToNextChange: Duration? { get }
}

/// Something that happened.
public enum Message: Sendable {
  /// The screen is about to be shown.
  case started
  case key(Key)
  /// A text has been pasted: no keys, whatever is in it.
  case pasted(String)
  case mouse(MouseEvent)
  /// The screen has this extent from now on.
  case resized(Size)
  /// The terminal has reported whether its background is light.
  case background(isLight: Bool)
  /// Time has passed. Sent only while ``Screen/timeToNextChange`` is not nil.
  case tick(elapsed: Duration)
  /// The response to a request.
  case response(Response)
}

/// An effect that a screen requests.
public enum Effect: Hashable, Sendable {
  /// Leave the screen.
  case quit
  /// Redraw every cell, whatever the terminal shows.
  case redraw
  /// Hand the terminal back to the shell until the process is continued.
  case suspend
  /// Background work; the response arrives later.
  case request(Request)
}

extension Screen {
  /// Starts the screen and performs its effects at once, without a terminal, until there are none left.
  public mutating func settle(size: Size, respond: (Request) -> Response) {
    settle([.resized(size), .started], respond: respond)
  }

  /// Handles messages and performs their effects at once. Returns whether the screen was left.
  @discardableResult
  public mutating func settle(_ messages: [Message], respond: (Request) -> Response) -> Bool {
    var messages = messages
    while !messages.isEmpty {
      for effect in update(messages.removeFirst()) {
        switch effect {
        case .quit: return true
        case .request(let request): messages.append(.response(respond(request)))
        case .redraw, .suspend: break
        }
      }
    }
    return false
  }

  /// The screen at this extent.
  public func frame(_ size: Size) -> Canvas {
    var canvas = Canvas(size)
    draw(into: &canvas)
    return canvas
  }
}
