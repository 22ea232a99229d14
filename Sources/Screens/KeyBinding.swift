/// What a key asks for.
public enum Action: CaseIterable, Hashable, Sendable {
  case playOrPause, next, back, first, last
  case nextDisagreement, previousDisagreement
  case faster, slower
  case newSpecification, nextExample, nextProbe
  case nextChart, previousChart, nextAxis, toggleLogarithm
  case help, scrollUp, scrollDown, leave, quit, redraw, suspend
}

/// Which keys ask for what. The table is the one source of keys: for what they do, for help and for the hints.
public struct KeyBinding: Sendable {
  public let keys: [Key]
  public let action: Action
  /// One or two words for the line of hints; nil keeps the key out of it.
  public let hint: String?
  /// What the key does, for help.
  public let explanation: String

  public init(_ keys: [Key], _ action: Action, hint: String? = nil, _ explanation: String) {
    self.keys = keys
    self.action = action
    self.hint = hint
    self.explanation = explanation
  }

  /// The keys of the Step view, in the order that help shows.
  public static let step: [KeyBinding] = [
    KeyBinding([.character(" ")], .playOrPause, hint: "play", "play or pause"),
    KeyBinding([.character("n"), .right], .next, hint: "next", "next op, or only pause"),
    KeyBinding([.character("N"), .left], .back, hint: "back", "op before, or only pause"),
    KeyBinding([.home], .first, "first op"),
    KeyBinding([.end], .last, "end of the program"),
    KeyBinding([.character("]")], .nextDisagreement, hint: "differs", "next wrong belief"),
    KeyBinding([.character("[")], .previousDisagreement, "wrong belief before"),
    KeyBinding([.character("+"), .character("=")], .faster, "play faster"),
    KeyBinding([.character("-")], .slower, "play slower"),
    KeyBinding([.character("r")], .newSpecification, hint: "new", "new specification"),
    KeyBinding([.character("e")], .nextExample, hint: "example", "TRUTH of another example"),
    KeyBinding([.character("p")], .nextProbe, hint: "probe", "probe of another frame"),
    KeyBinding([.character("?")], .help, hint: "help", "this help"),
    KeyBinding([.up], .scrollUp, "scroll help up"),
    KeyBinding([.down], .scrollDown, "scroll help down"),
    KeyBinding([.character("q"), .escape], .leave, hint: "quit", "one level back, or quit"),
    KeyBinding([.character("Q")], .quit, "quit at once"),
    KeyBinding([.control("l")], .redraw, "draw anew"),
    KeyBinding([.control("z")], .suspend, "suspend, until fg"),
  ]

  /// The keys of the Watch view, in the order that help shows.
  public static let watch: [KeyBinding] = [
    KeyBinding([.character(" ")], .playOrPause, hint: "play", "play or pause"),
    KeyBinding([.right, .character("n"), .character("}")], .next, hint: "next", "next checkpoint"),
    KeyBinding([.left, .character("N"), .character("{")], .back, hint: "back", "checkpoint before"),
    KeyBinding([.home], .first, "first checkpoint"),
    KeyBinding([.end], .last, "latest, and follow"),
    KeyBinding([.character("+"), .character("=")], .faster, "play faster"),
    KeyBinding([.character("-")], .slower, "play slower"),
    KeyBinding([.character("c")], .nextChart, hint: "chart", "next chart"),
    KeyBinding([.character("C")], .previousChart, "chart before"),
    KeyBinding([.character("x")], .nextAxis, hint: "axis", "over samples, steps, time"),
    KeyBinding([.character("l")], .toggleLogarithm, hint: "log", "logarithmic axis or not"),
    KeyBinding([.up], .scrollUp, "programs or help up"),
    KeyBinding([.down], .scrollDown, "programs or help down"),
    KeyBinding([.character("?")], .help, hint: "help", "this help"),
    KeyBinding([.character("q"), .escape], .leave, hint: "quit", "one level back, or quit"),
    KeyBinding([.character("Q")], .quit, "quit at once"),
    KeyBinding([.control("l")], .redraw, "draw anew"),
    KeyBinding([.control("z")], .suspend, "suspend, until fg"),
  ]
}

extension [KeyBinding] {
  /// What `key` asks for, if anything.
  public func action(of key: Key) -> Action? { first { $0.keys.contains(key) }?.action }
}
