/// Key bindings. The tables of bindings are the one source of keys: for what they do, for help, for the hints,
/// and for every page that lists them.
public struct KeyBinding<Action: Hashable & Sendable>: Sendable {
  public let keys: [Key]
  public let action: Action
  public let text: KeyText

  /// - Parameters:
  ///   - hint: One or two words for the line of hints; nil keeps the key out of it.
  ///   - off: The hint while the key's toggle is on, if another.
  ///   - explanation: What the key does, for help.
  public init(_ keys: [Key], _ action: Action, hint: String? = nil, off: String? = nil, _ explanation: String) {
    self.keys = keys
    self.action = action
    text = KeyText(keys: keys.map(\.name), hint: hint, offHint: off, explanation: explanation)
  }
}

/// The text of a binding.
public struct KeyText: Hashable, Sendable {
  /// The names of its keys.
  public let keys: [String]
  public let hint: String?
  /// The hint while the key's toggle is on, if another.
  public var offHint: String?
  public let explanation: String
}

/// A mode of a tab, with keys that replace the tab's own.
public struct KeyMode: Hashable, Sendable {
  /// The tab, and what is done.
  public let title: String
  public let texts: [KeyText]
}

/// Actions available in every tab.
public enum SharedAction: Hashable, Sendable {
  /// Bring the tab with this number, from 0, to the front.
  case tab(Int)
  case nextTab
  case nextPane, previousPane, fullScreen, information
  case command
  case help, scrollUp, scrollDown, pageUp, pageDown, leave, quit, redraw, suspend
}

extension SharedAction {
  /// The keys of every tab, in the order that help shows. A tab's own keys come before them.
  public static let bindings: [KeyBinding<SharedAction>] =
    Instrument.tabs.enumerated().map { place, view in
      KeyBinding([.character(Character(String(place + 1)))], .tab(place), "the \(view.name.title) tab")
    } + [
      KeyBinding([.tab], .nextTab, "next tab"),
      KeyBinding([.character("f")], .nextPane, hint: "focus", "focus the next pane"),
      KeyBinding([.character("F")], .previousPane, "focus the previous pane"),
      KeyBinding([.enter], .fullScreen, "focused pane full screen"),
      KeyBinding([.character("i")], .information, hint: "info", "explain the pane"),
      KeyBinding([.character(":")], .command, "a command; Tab completes"),
      KeyBinding([.character("?")], .help, hint: "help", "this help"),
      KeyBinding([.up], .scrollUp, "scroll help up"),
      KeyBinding([.down], .scrollDown, "scroll help down"),
      KeyBinding([.pageUp], .pageUp, "page help up"),
      KeyBinding([.pageDown], .pageDown, "page help down"),
      KeyBinding([.character("q"), .escape], .leave, hint: "quit", "one level back, or quit"),
      KeyBinding([.character("Q")], .quit, "quit immediately"),
      KeyBinding([.control("l")], .redraw, "redraw the screen"),
      KeyBinding([.control("z")], .suspend, "suspend, until fg"),
    ]
}

extension Tab {
  /// The texts of its own keys.
  static var ownKeyTexts: [KeyText] { bindings.map(\.text) }

  /// The texts of the shared keys that the tab does not override.
  static var sharedKeyTexts: [KeyText] {
    let own = Set(bindings.flatMap(\.keys))
    return SharedAction.bindings.filter { own.isDisjoint(with: $0.keys) }.map(\.text)
  }

  /// The texts of its own keys and of the shared ones that it does not override.
  public static var keyTexts: [KeyText] { ownKeyTexts + sharedKeyTexts }
}
