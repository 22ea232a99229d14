import Beliefs
import Corpus
import Karel
import PlainText
import Records
import TextCanvas

/// The state of the Compare tab: robots in lockstep, and the current step.
public struct CompareTab: SteppingTab {
  /// The requested subject.
  public internal(set) var target: Subject
  /// The target's step when it was last read.
  var settledStep: Int?
  /// What the columns contrast.
  public internal(set) var contrast = Contrast.semantics
  /// The generations read for the target's specification, by the checkpoint's step.
  var readings: [Int: (reading: ProbedGeneration, run: RunSummary)] = [:]
  /// What is being read.
  public internal(set) var awaited: Set<Subject> = []
  /// From left to right; none until the first response.
  public internal(set) var columns: [CompareColumn] = []
  /// How many of the columns after the first are left out at the left, where not all fit.
  var hiddenColumns = 0
  /// Which of the columns there could be are made, where they are too many.
  var columnPage = 0
  var body = Size(columns: 0, rows: 0)
  /// The title of the pane that is focused.
  var focusedPane: String?
  public internal(set) var walk = ProgramWalk()
  /// The semantics of a column of their own.
  public internal(set) var typedSemantics: Semantics?
  /// The probe whose beliefs are shown, if the checkpoint has it.
  var probeName: ProbeName?
  /// Probe results, shown in place of the worlds on request.
  var results = CompareResults()
  /// Probes that are trained in the background.
  var probing = ProbeTrainingMonitor()
  public internal(set) var failure: String?
  /// Why nothing could be read; nil while something is shown, or pending.
  var unreadable: String?
  /// A note on what is shown in place of the request.
  var note: String?
  var random: SplitMix64

  /// What columns can contrast.
  public enum Contrast: CaseIterable, Hashable, Sendable {
    /// The semantics; program and hidden states are the same.
    case semantics
    /// The checkpoint that writes the program; the specification is the same.
    case checkpoints
    /// The probe; program, hidden states and world are the same.
    case probes
  }

  /// The maximum number of columns.
  static let maximumColumns = 4

  /// Whether commands to be copied are spelled in ASCII.
  let drawsASCII: Bool

  public init(_ start: Start) {
    target = start.subject
    drawsASCII = start.drawsASCII
    random = SplitMix64(keys: start.randomSeed)
    walk = ProgramWalk(speed: start.preferences.speed)
    probeName = start.preferences.probe.flatMap(ProbeName.init(title:))
  }

  public var subject: Subject? { target }
  public var programs: [TracedGeneration] { columns.map(\.traced) }
  public var timeToNextChange: Duration? { walk.playback.timeToNextMove }

  /// The run that is shown, as the target's checkpoint says it.
  var run: RunSummary? { readings[target.step ?? -1]?.run ?? readings.values.first?.run }

  public var checkpointSteps: [Int] { run?.checkpoints ?? results.findings?.checkpoints.map(\.step) ?? [] }

  public var summary: [String] {
    var texts = [target.run.name]
    if contrast != .checkpoints, let step = target.step { texts.append("step " + Numbers.grouped(step)) }
    return texts + target.texts
  }

  public func draw(into canvas: inout Canvas) {
    showsResults ? CompareResultsView.draw(self, into: &canvas) : CompareView.draw(self, into: &canvas)
  }

  public func draw(_ pane: String, into canvas: inout Canvas) {
    showsResults ? CompareResultsView.draw(pane, self, into: &canvas) : CompareView.draw(pane, self, into: &canvas)
  }

  public var emptiness: Emptiness? {
    showsResults ? nil : unreadable.map { Emptiness(of: target.run, reason: $0) }
  }

  public func notice(_ body: Size) -> Notice? {
    CompareView.notice(self)?.beyond(CompareLayout(body, self)?.status)
  }

  public func panes(_ body: Size) -> [Pane] {
    showsResults ? CompareResultsView.panes(self, body) : CompareView.panes(self, body)
  }

  public mutating func focus(on pane: String?) { focusedPane = pane }

  public mutating func goBack() -> Bool {
    defer { results.isShown = false }
    return showsResults
  }
}

/// One of the robots side by side.
public struct CompareColumn: Sendable {
  /// For example `FLIP`, `STEP 1,000`, `LINEAR·START`.
  public let title: String
  /// The program's run under the column's semantics, and what the column's probe read.
  public let traced: TracedGeneration
  /// Nil if none was trained.
  public let probe: ProbeSummary?
  /// The checkpoint that wrote the program.
  public let checkpoint: Int
  /// The first step after which its world, or where worlds are the same its belief, is not that of the first column.
  public internal(set) var divergence: Int?

  /// The column's own step when the longest program is at `step`.
  func place(_ step: Int) -> Int { min(step, traced.endStep) }

  /// The world on screen.
  func world(at step: Int) -> World {
    traced.traces[TracedGeneration.probedExample].states[traced.mainState(at: place(step))]
  }

  /// The probe's belief about the world on screen.
  func belief(at step: Int) -> Belief? {
    traced.belief(at: place(step), offset: traced.mainOffset(at: place(step)))
  }
}

extension CompareTab {
  public static let name = TabName(rawValue: "compare")
  public static let abstract = "Compare robots in lockstep: re-interpreted ops, checkpoints, or probes side by side."
  public static let minimum = CompareLayout.minimum

  public enum Action: SteppingAction, CaseIterable {
    case playOrPause, next, back, first, last
    case nextDisagreement, previousDisagreement, nextDivergence
    case nextContrast, nextColumns
    case nextCheckpoint, previousCheckpoint
    case newSpecification, nextProbe, toggleBreakpoint
    case faster, slower
    case stepThrough
    case trainProbes
    case results, nextMeasure, nextOffset, toggleLogarithm, scrollUp, scrollDown

    public static let stepped = "the programs"
  }

  public static let bindings: [KeyBinding<Action>] =
    Action.bindings(.playOrPause, .next, .back, .first, .last) + [
      KeyBinding([.character("c")], .nextContrast, hint: "columns", "what the columns compare"),
      KeyBinding([.character("C")], .nextColumns, hint: "others", "show hidden columns"),
      KeyBinding([.character("d")], .nextDivergence, hint: "diff", "next divergence"),
    ]
    + Action.bindings(
      .nextDisagreement, .previousDisagreement, .nextCheckpoint, .previousCheckpoint, .newSpecification, .nextProbe,
      .toggleBreakpoint, .trainProbes) + [
      KeyBinding([.character("v")], .results, hint: "results", off: "worlds", "results or worlds"),
      KeyBinding([.character("m")], .nextMeasure, hint: "measure", "results: next measure"),
      KeyBinding([.character("o")], .nextOffset, hint: "state", "results: next offset"),
      KeyBinding([.character("l")], .toggleLogarithm, hint: "log", off: "linear", "results: logarithmic axis"),
      KeyBinding([.up], .scrollUp, "results or help up"),
      KeyBinding([.down], .scrollDown, "results or help down"),
      KeyBinding([.character("s")], .stepThrough, hint: "step", "this program in Step"),
    ] + Action.bindings(.faster, .slower)

  public static let help = HelpText(
    paragraphs: [
      "Semantics: one program, one set of hidden states. ORIGINAL runs it as written; FLIP exchanges the turns; in ADVERSARIAL "
        + "every op does something else. Under or beside each, BELIEF: what a probe trained on those states says; where room is "
        + "short, both are in one board: in each cell truth left, belief right.",
      "If probes did the work themselves, they would learn every semantics as well as the original.",
      "Checkpoints: what each wrote for the same specification. Probes: what each reads from the same states.",
      "v, results: probe accuracy on test programs under each semantics, and the drop from "
        + "re-interpretation. Log axis where a linear one would hide the first phases; l switches.",
    ],
    signs: [
      [("○•▲  ", .truth), ("  start, path and robot", .plain)],
      [("▲ ░▒▓", .belief), ("  believed robot and cells", .plain)],
      [("▲", .truth), ("▼   ", .belief), ("  in one cell: truth, belief", .plain)],
      [("△    ", .quiet), ("  the first column's robot, or the goal", .plain)],
      [("◆ 3  ", .accent), ("  diverges from the first at op 3", .plain)],
      [("= ", .quiet), ("≠  ", .disagreement), ("  belief correct, wrong", .plain)],
      [("» ● ", .accent), ("  forced op; breakpoint", .plain)],
    ])
}
