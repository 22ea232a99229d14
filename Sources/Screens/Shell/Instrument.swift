import TextCanvas

/// The whole instrument: its tabs, and what they share: keys, help, focus, the command line.
public struct Instrument: Screen {
  /// The tabs in order. A new tab is added here.
  public static let tabs: [any Tab.Type] = [StepTab.self, WatchTab.self, CompareTab.self, LibraryTab.self]

  /// In the order of ``Instrument/tabs``.
  public internal(set) var tabs: [any Tab]
  /// The number of the tab at the front.
  public internal(set) var shown: Int
  /// What was shown last.
  public internal(set) var subject: Subject
  /// The number of the tab that opened the one at the front; nil if the user chose it.
  var opener: Int?
  /// The first line of help on screen; nil while help is closed.
  public internal(set) var helpOffset: Int?
  /// The title of the focused pane, by the number of its tab.
  var focus: [Int: String] = [:]
  /// Whether the focused pane is explained.
  public internal(set) var showsInformation = false
  /// The lines of the explanation that are scrolled away.
  var informationOffset = 0
  /// Whether the user wants the focused pane full screen; ``showsPaneAlone`` is what is shown.
  public internal(set) var isFullScreen = false
  /// The command line, while one is typed.
  public internal(set) var line: TypedLine?
  /// The commands that were typed, the latest last.
  var commands: [String] = []
  /// The completion candidates, after Tab, if more than one.
  var candidates: [String] = []
  /// Where playback stops.
  var breakpoints = Breakpoints()
  /// The outcome of the last command.
  var notice: Notice?
  /// Whether pictures of the screen are for a light background.
  public var isLight = false
  var size = Size(columns: 0, rows: 0)

  /// All tabs, with one of them at the front; the first if none has the name.
  public init(_ start: Start, showing name: TabName) {
    tabs = Instrument.tabs.map { $0.init(start) }
    shown = Instrument.tabs.firstIndex { $0.name == name } ?? 0
    subject = start.subject
  }

  /// All tabs, with one of them at the front in a state that it has reached already.
  public init(_ start: Start, showing view: some Tab) {
    self.init(start, showing: type(of: view).name)
    tabs[shown] = view
  }

  public var failure: String? { tabs[shown].failure }

  /// Shows a line at the foot of the screen until the next key.
  public mutating func remark(_ text: String) { notice = .failure(text) }

  /// Nothing moves under help.
  public var timeToNextChange: Duration? { helpOffset == nil ? tabs[shown].timeToNextChange : nil }

  /// The least extent that the tab at the front can be drawn in.
  public var minimum: Size { Instrument.minimum(of: type(of: tabs[shown])) }

  /// The least extent that a tab can be drawn in, with the rows of tabs and of keys.
  public static func minimum(of view: any Tab.Type) -> Size {
    Size(columns: view.minimum.columns, rows: view.minimum.rows + 2)
  }

  /// The extent of what lies between the row of tabs and the row of keys.
  var body: Size { Size(columns: size.columns, rows: size.rows - 2) }

  /// The panes of the tab at the front.
  var panes: [Pane] { tabs[shown].panes(body) }

  /// The focused pane, where there is room for it.
  public var focusedPane: Pane? {
    let title = focus[shown]
    return panes.first { $0.title == title }
  }

  /// Whether the focused pane is on screen alone: by the user's choice, or because it has no room beside others.
  var showsPaneAlone: Bool { focusedPane.map(isAlone) ?? false }

  /// The same of a pane that is focused.
  func isAlone(_ pane: Pane) -> Bool { isFullScreen || !pane.isBesideOthers }

  /// The explanation of a focused pane of a body.
  func explanation(of pane: Pane, in body: Size) -> InformationPanel {
    let isAlone = isAlone(pane)
    return InformationPanel(pane, stage: isAlone ? nil : tabs[shown].stage(body), isFullScreen: isAlone)
  }

  /// The most lines of the explanation on screen that can be scrolled away; 0 if there is none.
  var lastInformationOffset: Int {
    guard showsInformation, let focusedPane else { return 0 }
    return explanation(of: focusedPane, in: body).lastOffset(body)
  }

  /// The help of the tab at the front.
  var help: HelpView { HelpView(type(of: tabs[shown])) }
}
