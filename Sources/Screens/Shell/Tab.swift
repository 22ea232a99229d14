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

  /// The keys worth a hint in the current state, the most useful first; the last two always fit.
  var hints: [KeyText] { get }

  /// What is shown, in a few words each, the most informative first.
  var summary: [String] { get }

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

/// The initial state of tabs.
public struct Start: Sendable {
  public var subject: Subject
  /// Determines the order of specifications.
  public var randomSeed: UInt64
  public var preferences: Preferences
  /// Whether what is drawn is shown in ASCII, so that a command to be copied must be spelled in it.
  public var drawsASCII: Bool

  public init(
    subject: Subject, randomSeed: UInt64, preferences: Preferences = Preferences(), drawsASCII: Bool = false
  ) {
    self.subject = subject
    self.randomSeed = randomSeed
    self.preferences = preferences
    self.drawsASCII = drawsASCII
  }
}

/// The user's preferences for tabs.
public struct Preferences: Hashable, Sendable {
  /// Steps a second in playback, one of ``speeds``; nil for the tab's default.
  public var speed: Int?
  /// The probe to read beliefs with, where there is one of that name, for example `linear·grid`.
  public var probe: String?

  public init(speed: Int? = nil, probe: String? = nil) {
    self.speed = speed
    self.probe = probe
  }

  public static let speeds = Playback.speeds
}

/// A tab's name: lower case in commands, capitalised on its tab.
public struct TabName: RawRepresentable, Hashable, Sendable {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// For example `Step`.
  public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// An effect that a tab requests.
public enum TabEffect: Hashable, Sendable {
  /// Background work; the response arrives later.
  case request(Request)
  /// Bring another tab to the front, and show it something.
  case open(Subject, in: TabName)
  /// Share this with the other tabs from now on.
  case adopt(Subject)
  /// Let the user type the tab's filter.
  case editFilter
  /// Set these breakpoints in every tab.
  case stop(at: Breakpoints)
}

/// A place to jump to.
public enum JumpTarget: Hashable, Sendable {
  /// By its number, from 1.
  case number(Int)
  /// A percentage of the way from the first to the last, from 0 to 100.
  case percent(Int)

  /// The place among those from 0 to `last`.
  func index(last: Int) -> Int {
    switch self {
    case .number(let number): min(max(number, 1) - 1, last)
    case .percent(let percent): (min(max(percent, 0), 100) * last + 50) / 100
    }
  }

  /// The notice for a place out of range, with the place taken instead; nil if it is in range.
  func remark(count: Int) -> String? {
    switch self {
    case .number(let number) where !(1...max(1, count)).contains(number):
      ":\(number) is not in 1 to \(count); showing the \(number < 1 ? "first" : "last")"
    case .percent(let percent) where !(0...100).contains(percent):
      ":\(percent)% is not in 0% to 100%; showing the \(percent < 0 ? "start" : "end")"
    case .number, .percent: nil
    }
  }
}

/// A line about what has happened or what is pending.
public struct Notice: Hashable, Sendable {
  public var text: String
  public var style: Style

  public init(_ text: String, _ style: Style) {
    self.text = text
    self.style = style
  }

  static func failure(_ reason: String) -> Notice { Notice("✗ " + reason, .failure) }
}

/// A part of a tab that can be focused, explained, and shown alone.
public struct Pane: Hashable, Sendable {
  /// As it is written at the pane's top left.
  public var title: String
  /// Where it lies in the body; of no extent where the body has no room for it, and it can only be shown alone.
  public var rectangle: Rectangle
  /// What is in it: signs and numbers, and what each says in one line.
  public var explanations: [Explanation]

  public struct Explanation: Hashable, Sendable {
    public var name: String
    public var text: String

    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// - Parameter rectangle: Nil where the body has no room for it.
  init(_ title: String, _ rectangle: Rectangle?, _ explanations: [(name: String, text: String)]) {
    self.title = title
    self.rectangle = rectangle ?? Rectangle(x: 0, y: 0, columns: 0, rows: 0)
    self.explanations = explanations.map { Explanation($0.name, $0.text) }
  }

  /// Whether it has room beside others.
  public var isBesideOthers: Bool { rectangle.columns > 0 && rectangle.rows > 0 }
}

extension Tab {
  public static var needsRun: Bool { true }
  public static var waitsForRun: Bool { false }
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
  public func notice(_ body: Size) -> Notice? { nil }
  public static var modes: [KeyMode] { [] }
  public mutating func obey(_ command: TypedCommand) -> [TabEffect]? { nil }
  public mutating func stop(at breakpoints: Breakpoints) {}
  public func stage(_ body: Size) -> Rectangle? { nil }
  public mutating func focus(on pane: String?) {}

  public mutating func press(_ key: Key) -> [TabEffect]? {
    Self.bindings.first { $0.keys.contains(key) }.map { perform($0.action) }
  }
}
