import TextCanvas

/// One of the instrument's tabs, with its state: given input and responses, it changes state and returns the effects it
/// wants done; asked to draw, it draws. It touches no clock, file, thread or terminal.
///
/// A tab is drawn into the *body*: the screen without the row of tabs above and the row of keys below.
public protocol Tab: Sendable {
  /// The actions of its own keys.
  associatedtype Action: Hashable, Sendable

  static var name: TabName { get }
  /// What it is for, in one sentence.
  static var abstract: String { get }
  /// What it has to offer where another tab has nothing to show; nil if that is no way on.
  static var offer: String? { get }
  /// Its own keys, in the order that help shows. They come before those of every tab.
  static var bindings: [KeyBinding<Action>] { get }
  /// Its modes that have keys of their own.
  static var modes: [KeyMode] { get }
  static var help: HelpText { get }
  /// Whether it has nothing to show without a run.
  static var needsRun: Bool { get }
  /// Whether it can be opened on a folder in which a run is yet to begin.
  static var waitsForRun: Bool { get }
  /// The least body that it can be drawn in.
  static var minimum: Size { get }

  /// A tab that has made no request yet.
  init(_ start: Start)

  /// What it shows, for other tabs to take over; nil leaves it to what was shown before.
  var subject: Subject? { get }

  /// Comes to the front; `subject` is what was shown before.
  mutating func show(_ subject: Subject) -> [TabEffect]

  mutating func perform(_ action: Action) -> [TabEffect]

  /// Handles a key; nil if it is not one of the tab's.
  mutating func press(_ key: Key) -> [TabEffect]?

  /// Performs a typed command; nil if it is not one of the tab's.
  mutating func obey(_ command: TypedCommand) -> [TabEffect]?

  /// Playback stops at these breakpoints from now on.
  mutating func stop(at breakpoints: Breakpoints)

  /// Handles a mouse event on a cell of a body of this extent, relative to the body's top left.
  mutating func handle(_ event: MouseEvent, in body: Size) -> [TabEffect]

  /// Receives a response, possibly to a request of another tab.
  mutating func receive(_ response: Response) -> [TabEffect]

  /// Whether the response to a request to read something still matters to it.
  func awaits(_ request: Request) -> Bool

  /// Advances time. Called only while ``timeToNextChange`` is not nil.
  mutating func advance(_ elapsed: Duration) -> [TabEffect]

  /// The body has this extent from now on.
  mutating func resize(_ body: Size)

  /// Closes what was opened last; false if there is nothing to close.
  mutating func goBack() -> Bool

  /// Jumps to a place; false if it has no places.
  mutating func jump(to target: JumpTarget) -> Bool

  /// The number of places to jump to; nil for a tab that never has any.
  var placeCount: Int? { get }

  /// Reseeds the order of specifications.
  mutating func reseed(_ seed: UInt64)

  /// The filter on what it lists.
  var filter: String { get set }

  /// The steps of the checkpoints that it can show.
  var checkpointSteps: [Int] { get }

  /// The time until it changes by itself; nil while it stands still.
  var timeToNextChange: Duration? { get }

  /// Why its last request failed, in one line; nil if it did not.
  var failure: String? { get }

  /// Its own actions worth a hint in the current state, the most useful first.
  var hintedActions: [Action] { get }

  /// Whether a toggle is on, so that its key turns it off.
  func isOn(_ action: Action) -> Bool

  /// The hints of the mode it is in, whose keys replace all others; nil outside modes.
  var modeHints: [KeyText]? { get }

  /// What is shown, in a few words each, the most informative first.
  var summary: [String] { get }

  /// Why it has nothing to show; nil while there is something, or it is pending.
  var emptiness: Emptiness? { get }

  /// A notice for the user that has no room in the body.
  func notice(_ body: Size) -> Notice?

  /// The parts of a body that can be focused, in their order.
  func panes(_ body: Size) -> [Pane]

  /// A pane, by its title, is focused from now on, or none. Where the body has no room for it, it takes the room of another.
  mutating func focus(on pane: String?)

  /// The part of a body to keep visible while another is explained; nil if there is none.
  func stage(_ body: Size) -> Rectangle?

  /// Draws the whole body.
  func draw(into canvas: inout Canvas)

  /// Draws a pane, by its title, as large as the canvas.
  func draw(_ pane: String, into canvas: inout Canvas)
}

extension Tab {
  public static var offer: String? { nil }
  public static var needsRun: Bool { true }
  public static var waitsForRun: Bool { false }
  public func awaits(_ request: Request) -> Bool { false }
  public var subject: Subject? { nil }
  public mutating func advance(_ elapsed: Duration) -> [TabEffect] { [] }
  public mutating func jump(to target: JumpTarget) -> Bool { false }
  public var placeCount: Int? { nil }
  public mutating func goBack() -> Bool { false }
  public mutating func reseed(_ seed: UInt64) {}
  public var checkpointSteps: [Int] { [] }
  public var filter: String {
    get { "" }
    set {}
  }
  public var timeToNextChange: Duration? { nil }
  public var hintedActions: [Action] { Self.bindings.map(\.action) }
  public func isOn(_ action: Action) -> Bool { false }
  public var modeHints: [KeyText]? { nil }
  public var emptiness: Emptiness? { nil }
  public func notice(_ body: Size) -> Notice? { nil }
  public static var modes: [KeyMode] { [] }
  public mutating func obey(_ command: TypedCommand) -> [TabEffect]? { nil }
  public mutating func stop(at breakpoints: Breakpoints) {}
  public func stage(_ body: Size) -> Rectangle? { nil }
  public mutating func focus(on pane: String?) {}

  public mutating func press(_ key: Key) -> [TabEffect]? {
    Self.bindings.first { $0.keys.contains(key) }.map { perform($0.action) }
  }
  public mutating func handle(_ event: MouseEvent, in body: Size) -> [TabEffect] {
    switch event.action {
    case .press: []
    case .wheelUp: press(.up) ?? []
    case .wheelDown: press(.down) ?? []
    }
  }
}
