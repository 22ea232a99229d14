import Screens

/// One thing that a terminal's user did, or that the terminal says.
public enum TerminalInput: Hashable, Sendable {
  case key(Key)
  /// A text that was pasted: no keys, whatever is in it.
  case pasted(String)
  case mouse(MouseEvent)
  /// The response to the question for the background.
  case background(isLight: Bool)

  /// What a screen is told of it.
  var message: Message {
    switch self {
    case .key(let key): .key(key)
    case .pasted(let text): .pasted(text)
    case .mouse(let event): .mouse(event)
    case .background(let isLight): .background(isLight: isLight)
    }
  }
}
