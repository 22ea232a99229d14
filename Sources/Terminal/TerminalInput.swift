import Screens

/// One input event of the user or of the terminal.
public enum TerminalInput: Hashable, Sendable {
  case key(Key)
  /// Pasted text, never interpreted as keys.
  case pasted(String)
  case mouse(MouseEvent)
  /// The response to the background query.
  case background(isLight: Bool)

  /// The event as passed to a screen.
  var message: Message {
    switch self {
    case .key(let key): .key(key)
    case .pasted(let text): .pasted(text)
    case .mouse(let event): .mouse(event)
    case .background(let isLight): .background(isLight: isLight)
    }
  }
}
