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
