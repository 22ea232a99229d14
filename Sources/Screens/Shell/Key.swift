/// A key press.
public enum Key: Hashable, Sendable {
  case character(Character)
  /// The key held with Ctrl, in lower case.
  case control(Character)
  case left, right, up, down, home, end, pageUp, pageDown, enter, tab, backspace, delete, escape

  /// The name shown in hints and help.
  public var name: String {
    switch self {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .control(let character): "Ctrl-" + character.uppercased()
    case .left: "←"
    case .right: "→"
    case .up: "↑"
    case .down: "↓"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .enter: "Enter"
    case .tab: "Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .escape: "Esc"
    }
  }
}
