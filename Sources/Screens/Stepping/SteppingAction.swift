/// The actions of a tab that steps through programs, which all such tabs have. A tab's own enumeration has a case for each.
public protocol SteppingAction: Hashable, Sendable {
  static var playOrPause: Self { get }
  static var next: Self { get }
  static var back: Self { get }
  static var first: Self { get }
  static var last: Self { get }
  static var nextDisagreement: Self { get }
  static var previousDisagreement: Self { get }
  static var faster: Self { get }
  static var slower: Self { get }
  static var toggleBreakpoint: Self { get }
  static var nextCheckpoint: Self { get }
  static var previousCheckpoint: Self { get }
  static var newSpecification: Self { get }
  static var nextProbe: Self { get }
  static var trainProbes: Self { get }

  /// What is stepped through, as help names it: `the program`.
  static var stepped: String { get }
}

extension SteppingAction {
  /// The bindings of some of these actions, in that order: the same keys in every tab.
  static func bindings(_ actions: Self...) -> [KeyBinding<Self>] {
    let all = table
    return actions.flatMap { action in all.filter { $0.action == action } }
  }

  private static var table: [KeyBinding<Self>] {
    [
      KeyBinding([.character(" ")], .playOrPause, hint: "play", off: "pause", "play or pause"),
      KeyBinding([.character("n"), .right], .next, hint: "next", "next op (pauses playback)"),
      KeyBinding([.character("N"), .left], .back, hint: "back", "previous op (pauses too)"),
      KeyBinding([.home], .first, "first op"),
      KeyBinding([.end], .last, "end of \(stepped)"),
      KeyBinding([.character("]")], .nextDisagreement, hint: "wrong", "next wrong belief"),
      KeyBinding([.character("[")], .previousDisagreement, hint: "wrong", "previous wrong belief"),
      KeyBinding([.character("}")], .nextCheckpoint, hint: "later", "next checkpoint, same op"),
      KeyBinding([.character("{")], .previousCheckpoint, hint: "earlier", "previous checkpoint"),
      KeyBinding([.character("r")], .newSpecification, hint: "new", "new specification"),
      KeyBinding([.character("p")], .nextProbe, hint: "probe", "next probe"),
      KeyBinding([.character("b")], .toggleBreakpoint, hint: "break", off: "clear", "toggle breakpoint on op"),
      KeyBinding([.character("T")], .trainProbes, hint: "train", off: "stop", "train a probe, or stop it"),
      KeyBinding([.character("+"), .character("=")], .faster, hint: "faster", "play faster"),
      KeyBinding([.character("-")], .slower, hint: "slower", "play slower"),
    ]
  }
}
