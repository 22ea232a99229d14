import PlainText
import TextCanvas

/// The state of the Library tab: the available runs, and the current line.
public struct LibraryTab: Tab {
  /// What was shown last; its specification is the one that a checkpoint is opened with.
  var target: Subject
  /// Nil until the first response.
  public internal(set) var library: RunCatalog?
  /// The number of the current line among those that the filter leaves.
  public internal(set) var selected = 0
  public var filter = "" { didSet { if filter != oldValue { selected = 0 } } }
  public internal(set) var failure: String?
  /// The runs that are listed and still to be read, in their order.
  public internal(set) var unread: [RunReference] = []
  /// The outcome of the last key.
  var remark: Notice?
  /// The row of the list that the mouse pressed last, and the line that it chose.
  var pressed: (y: Int, line: Int)?

  public init(_ start: Start) {
    target = start.subject
  }

  /// The lines that the filter leaves.
  var rows: [RunCatalog.Row] { library?.rows(filter: filter) ?? [] }

  public mutating func show(_ subject: Subject) -> [TabEffect] {
    target = subject
    remark = nil
    return [.request(.library)]
  }

  public mutating func receive(_ response: Response) -> [TabEffect] {
    switch response {
    case .library(var library):
      failure = nil
      let isReading = !unread.isEmpty
      unread = library.runs.filter { $0.content == .unread }.map(\.reference)
      // Their previous contents are shown until they are read again.
      if let known = self.library?.contents { library.update(known) }
      update { $0 = library }
      return isReading ? [] : readRest
    case .catalogEntries(let contents):
      update { $0?.update(contents) }
      unread.removeAll { contents[$0] != nil }
      return readRest
    case .failed(.library, let reason): failure = reason
    case .failed(.catalogEntries, let reason):
      failure = reason
      unread = []
    default: break
    }
    return []
  }

  private var readRest: [TabEffect] { unread.isEmpty ? [] : [.request(.catalogEntries(unread))] }

  /// Changes the list; the current line stays the same one.
  private mutating func update(_ change: (inout RunCatalog?) -> Void) {
    let before = rows.indices.contains(selected) ? rows[selected].identity : nil
    change(&library)
    selected = rows.firstIndex { $0.identity == before } ?? min(selected, max(0, rows.count - 1))
  }

  public mutating func perform(_ action: Action) -> [TabEffect] {
    remark = nil
    switch action {
    case .up: move(by: -1)
    case .down: move(by: 1)
    case .pageUp: move(by: -10)
    case .pageDown: move(by: 10)
    case .first: selected = 0
    case .last: selected = max(0, rows.count - 1)
    case .open:
      guard rows.indices.contains(selected) else { break }
      if case .run = rows[selected] { return open(in: WatchTab.name) }
      return open(in: StepTab.name)
    case .step: return open(in: StepTab.name)
    case .watch: return open(in: WatchTab.name)
    case .compare: return open(in: CompareTab.name)
    case .filter: return [.editFilter]
    case .lookAgain: return [.request(.library)]
    }
    return []
  }

  public mutating func resize(_ body: Size) {}

  public var placeCount: Int? { rows.count }

  public mutating func jump(to target: JumpTarget) -> Bool {
    selected = target.index(last: max(0, rows.count - 1))
    return true
  }

  private mutating func move(by distance: Int) {
    selected = min(max(selected + distance, 0), max(0, rows.count - 1))
  }

  /// Shows the current run or checkpoint in another tab, with the specification that was shown last.
  private mutating func open(in name: TabName) -> [TabEffect] {
    guard rows.indices.contains(selected) else { return [] }
    let facts: RunCatalog.Facts
    switch rows[selected].entry.content {
    case .unread:
      remark = Notice("not read yet", .accent)
      return []
    case .run(let found): facts = found
    case .broken(let reason):
      remark = .failure("cannot be opened: \(reason)")
      return []
    }
    var subject = target
    subject.run = rows[selected].entry.reference
    subject.step = nil
    if case .checkpoint(let checkpoint, _, _) = rows[selected] { subject.step = checkpoint.step }
    subject.sample = target.sample.inCorpus(of: facts.seed)
    return [.open(subject, in: name)]
  }

  public var summary: [String] {
    guard let library else { return [] }
    let checkpoints = library.runs.reduce(0) { count, entry in
      if case .run(let facts) = entry.content { count + facts.checkpoints.count } else { count }
    }
    return [Numbers.counted(library.runs.count, "run"), Numbers.counted(checkpoints, "checkpoint")]
  }

  public func notice(_ body: Size) -> Notice? { remark ?? failure.map { .failure($0) } }

  public func panes(_ body: Size) -> [Pane] { LibraryView.panes(body) }

  public func draw(into canvas: inout Canvas) { LibraryView.draw(self, into: &canvas) }

  public func draw(_ pane: String, into canvas: inout Canvas) { LibraryView.draw(pane, self, into: &canvas) }
}

extension LibraryTab {
  public static let name = TabName(rawValue: "library")
  public static let abstract = "List the available runs, checkpoints and probes, their size, and what is loaded."
  public static let needsRun = false
  public static let minimum = Size(columns: 38, rows: 6)

  public enum Action: CaseIterable, Hashable, Sendable {
    case open, step, watch, compare, filter, lookAgain
    case up, down, pageUp, pageDown, first, last
  }

  public static let bindings: [KeyBinding<Action>] = [
    KeyBinding([.enter], .open, hint: "open", "open in Watch or Step"),
    KeyBinding([.down, .character("n")], .down, hint: "down", "next line, or help down"),
    KeyBinding([.up, .character("N")], .up, hint: "up", "previous line, or help up"),
    KeyBinding([.character("/")], .filter, hint: "filter", "filter lines by text"),
    KeyBinding([.character("s")], .step, "open in Step"),
    KeyBinding([.character("w")], .watch, "open in Watch"),
    KeyBinding([.character("c")], .compare, hint: "compare", "open in Compare"),
    KeyBinding([.character("r")], .lookAgain, "rescan the folders"),
    KeyBinding([.pageDown], .pageDown, "ten lines down"),
    KeyBinding([.pageUp], .pageUp, "ten lines up"),
    KeyBinding([.home], .first, "first line"),
    KeyBinding([.end], .last, "last line"),
  ]

  public static let help = HelpText(
    paragraphs: [
      "Runs, each with its checkpoints: the model at a step of its training, the probes that read "
        + "its hidden states, and the share of specifications that it satisfies.",
      "Listed are the bundled runs, and those under the folder given with --run, else under the current "
        + "one.",
    ],
    signs: [
      [("●", .series1), ("  loaded: the model is in memory", .plain)],
      [("✗", .failure), ("  a run that cannot be read", .plain)],
    ])
}
