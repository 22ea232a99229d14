import TextCanvas

/// One of the instrument's tabs, with its state: told what a person wants and what has come, it changes and says what it
/// wants done; asked to draw, it draws. It touches no clock, file, thread or terminal.
///
/// A view is drawn into the *body*: the screen without the row of tabs above and the row of keys below.
public protocol Tab: Sendable {
  /// What its own keys ask for.
  associatedtype Action: Hashable, Sendable

  static var name: TabName { get }
  /// What one does in it, in one sentence.
  static var abstract: String { get }
  /// Its own keys, in the order that help shows. They come before those of every view.
  static var bindings: [KeyBinding<Action>] { get }
  /// What can be done in it for which other keys count.
  static var modes: [KeyMode] { get }
  static var help: HelpText { get }
  /// Whether it has nothing to show without a run.
  static var needsRun: Bool { get }
  /// Whether it can be opened on a folder in which a run is yet to begin.
  static var waitsForRun: Bool { get }
  /// The least body that it can be drawn in.
  static var minimum: Size { get }

  /// A view that has asked for nothing yet.
  init(_ start: Start)

  /// What it shows, for other views to take over; nil leaves it to what was shown before.
  var subject: Subject? { get }

  /// Comes to the front, where `subject` is what was shown before.
  mutating func show(_ subject: Subject) -> [TabEffect]

  mutating func perform(_ action: Action) -> [TabEffect]

  /// Takes in a key; nil if it is none of the view's.
  mutating func press(_ key: Key) -> [TabEffect]?

  /// Does what a typed command says; nil if it is none of the view's.
  mutating func obey(_ command: TypedCommand) -> [TabEffect]?

  /// Playing stops where these hold, from now on.
  mutating func stop(at breakpoints: Breakpoints)

  /// Takes in what the mouse did on a cell of a body of this extent, counted from the body's top left.
  mutating func handle(_ event: MouseEvent, in body: Size) -> [TabEffect]

  /// Takes in a response, which may answer a request of another tab.
  mutating func receive(_ response: Response) -> [TabEffect]

  /// Lets time pass. Called only while ``timeToNextChange`` is not nil.
  mutating func advance(_ elapsed: Duration) -> [TabEffect]

  /// The body has this extent from now on.
  mutating func resize(_ body: Size)

  /// Closes what was opened last in it; false if there is nothing to close.
  mutating func goBack() -> Bool

  /// Goes to a place; false if it has no places.
  mutating func jump(to target: JumpTarget) -> Bool

  /// How many places there are to go to; nil for a view that never has any.
  var placeCount: Int? { get }

  /// Begins another order of specifications.
  mutating func reseed(_ seed: UInt64)

  /// The text that what it lists must contain.
  var filter: String { get set }

  /// The steps of the checkpoints that it can show.
  var checkpointSteps: [Int] { get }

  /// The time until it changes by itself; nil while it stands still.
  var timeToNextChange: Duration? { get }

  /// Why the last thing it wanted done came to nothing, in one line; nil if it did not.
  var failure: String? { get }

  /// What of its own keys is worth a hint as things stand, the most useful first.
  var hintedActions: [Action] { get }

  /// Whether what a key turns on is on, so that the key now turns it off.
  func isOn(_ action: Action) -> Bool

  /// The keys worth a hint as things stand, the most useful first; the last two always find room.
  var hints: [KeyText] { get }

  /// What is shown, in few words each, the most telling first.
  var summary: [String] { get }

  /// What a person must know now, where the body has no room to say it.
  func notice(_ body: Size) -> Notice?

  /// The parts of a body that can be focused, in their order.
  func panes(_ body: Size) -> [Pane]

  /// A pane, by its title, is focused from now on, or none. Where the body has no room for it, it takes the room of another.
  mutating func focus(on pane: String?)

  /// The part of a body that one looks at while another is explained; nil if none matters more than others.
  func stage(_ body: Size) -> Rectangle?

  /// Draws the whole body.
  func draw(into canvas: inout Canvas)

  /// Draws a pane, by its title, as large as the canvas.
  func draw(_ pane: String, into canvas: inout Canvas)
}

/// What views begin with.
public struct Start: Sendable {
  public var subject: Subject
  /// Decides which specifications follow.
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

/// What a person likes views to begin with.
public struct Preferences: Hashable, Sendable {
  /// Moves a second while playing, one of ``speeds``; nil leaves it to the view.
  public var speed: Int?
  /// The probe to read beliefs with, where there is one of that name, for example `linear·grid`.
  public var probe: String?

  public init(speed: Int? = nil, probe: String? = nil) {
    self.speed = speed
    self.probe = probe
  }

  public static let speeds = Playback.speeds
}

/// A view's name: lower case in commands, capitalised on its tab.
public struct TabName: RawRepresentable, Hashable, Sendable {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// For example `Step`.
  public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// Something a view wants done.
public enum TabEffect: Hashable, Sendable {
  /// Work to be done beside the screen; the response comes later.
  case request(Request)
  /// Bring another view to the front, and show it something.
  case open(Subject, in: TabName)
  /// Show this in other views as well from now on.
  case adopt(Subject)
  /// Let the person type the view's filter.
  case editFilter
  /// Have playing stop where these hold, in every view.
  case stop(at: Breakpoints)
}

/// A place among those that one can step through.
public enum JumpTarget: Hashable, Sendable {
  /// By its number, from 1.
  case number(Int)
  /// So much of the way from the first to the last, from 0 to 100.
  case percent(Int)

  /// The place among those from 0 to `last`.
  func index(last: Int) -> Int {
    switch self {
    case .number(let number): min(max(number, 1) - 1, last)
    case .percent(let percent): (min(max(percent, 0), 100) * last + 50) / 100
    }
  }

  /// That there is no such place among so many, and which is taken for it; nil if there is one.
  func remark(count: Int) -> String? {
    switch self {
    case .number(let number) where !(1...max(1, count)).contains(number):
      ":\(number) is none of 1 to \(count); this is the \(number < 1 ? "first" : "last")"
    case .percent(let percent) where !(0...100).contains(percent):
      ":\(percent)% is none of 0% to 100%; this is the \(percent < 0 ? "start" : "end")"
    case .number, .percent: nil
    }
  }
}

/// A line that tells a person what has happened or what is awaited.
public struct Notice: Hashable, Sendable {
  public var text: String
  public var style: Style

  public init(_ text: String, _ style: Style) {
    self.text = text
    self.style = style
  }

  static func failure(_ reason: String) -> Notice { Notice("✗ " + reason, .failure) }
}

/// A part of a view that can be focused, explained, and shown alone.
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
