/// Which keys ask for what. The tables of bindings are the one source of keys: for what they do, for help, for the hints,
/// and for every page that lists them.
public struct KeyBinding<Action: Hashable & Sendable>: Sendable {
  public let keys: [Key]
  public let action: Action
  public let text: KeyText

  /// - Parameters:
  ///   - hint: One or two words for the line of hints; nil keeps the key out of it.
  ///   - off: The hint while what the key turns on is on, if another.
  ///   - explanation: What the key does, for help.
  public init(_ keys: [Key], _ action: Action, hint: String? = nil, off: String? = nil, _ explanation: String) {
    self.keys = keys
    self.action = action
    text = KeyText(keys: keys.map(\.name), hint: hint, offHint: off, explanation: explanation)
  }
}

/// What a binding says of itself.
public struct KeyText: Hashable, Sendable {
  /// The names of its keys.
  public let keys: [String]
  public let hint: String?
  /// The hint while what the key turns on is on, if another.
  public var offHint: String?
  public let explanation: String
}

/// Something that is done in a view for which other keys count than the view's own.
public struct KeyMode: Hashable, Sendable {
  /// The view, and what is done.
  public let title: String
  public let texts: [KeyText]
}

/// What keys ask for in every view.
public enum SharedAction: Hashable, Sendable {
  /// Bring the view with this number, from 0, to the front.
  case tab(Int)
  case nextTab
  case nextPane, previousPane, fullScreen, information
  case command
  case help, scrollUp, scrollDown, pageUp, pageDown, leave, quit, redraw, suspend
}

extension SharedAction {
  /// The keys of every view, in the order that help shows. A view's own keys come before them.
  public static let bindings: [KeyBinding<SharedAction>] =
    Instrument.tabs.enumerated().map { place, view in
      KeyBinding([.character(Character(String(place + 1)))], .tab(place), "the \(view.name.title) view")
    } + [
      KeyBinding([.tab], .nextTab, "the view to the right"),
      KeyBinding([.character("f")], .nextPane, hint: "focus", "focus the next pane"),
      KeyBinding([.character("F")], .previousPane, "focus the pane before"),
      KeyBinding([.enter], .fullScreen, "the focused pane alone"),
      KeyBinding([.character("i")], .information, hint: "info", "what its numbers say"),
      KeyBinding([.character(":")], .command, "a command; Tab completes"),
      KeyBinding([.character("?")], .help, hint: "help", "this help"),
      KeyBinding([.up], .scrollUp, "scroll help up"),
      KeyBinding([.down], .scrollDown, "scroll help down"),
      KeyBinding([.pageUp], .pageUp, "a page of help up"),
      KeyBinding([.pageDown], .pageDown, "a page of help down"),
      KeyBinding([.character("q"), .escape], .leave, hint: "quit", "one level back, or quit"),
      KeyBinding([.character("Q")], .quit, "quit at once"),
      KeyBinding([.control("l")], .redraw, "draw anew"),
      KeyBinding([.control("z")], .suspend, "suspend, until fg"),
    ]
}

extension Tab {
  /// What its own keys say.
  static var ownKeyTexts: [KeyText] { bindings.map(\.text) }

  /// What the keys say that it shares with every view and does not take for itself.
  static var sharedKeyTexts: [KeyText] {
    let own = Set(bindings.flatMap(\.keys))
    return SharedAction.bindings.filter { own.isDisjoint(with: $0.keys) }.map(\.text)
  }

  /// What its own keys say, and those that it shares with every view and does not take for itself.
  public static var keyTexts: [KeyText] { ownKeyTexts + sharedKeyTexts }
}
