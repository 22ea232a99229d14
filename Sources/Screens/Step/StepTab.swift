import Beliefs
import Corpus
import PlainText
import TextCanvas

/// The state of the Step tab: one program, truth beside belief, and the current step.
public struct StepTab: Tab {
  /// The requested subject.
  public internal(set) var target: Subject
  /// What is shown; nil until the first response.
  public internal(set) var traced: TracedGeneration?
  /// The run of what is shown.
  public internal(set) var run: RunSummary?
  /// The specification that is shown.
  var sample: SampleReference?
  /// What is being read.
  public internal(set) var awaited: Subject?
  /// The intervention in what is shown.
  var shownIntervention = Intervention()
  /// What was shown before, the latest last.
  var past: [Past] = []
  /// The step to go to once the pending response arrives, if not the same.
  var returnsTo: Int?
  /// The world that is being edited.
  public internal(set) var editor: WorldEditor?
  var walk = ProgramWalk()
  public internal(set) var breakpoints = Breakpoints()
  /// The example whose true world is shown, counted from 0.
  public internal(set) var example = TracedGeneration.probedExample
  /// The probe whose beliefs are shown, if the checkpoint has it.
  var probeName: ProbeName?
  /// The feature whose calibration is shown; nil shows none.
  public internal(set) var calibrated: Feature?
  /// Probes that are trained in the background.
  var probing = ProbeTrainingMonitor()
  /// Why the last request failed.
  public internal(set) var failure: String?
  /// Why there is nothing to show; nil while there is something, or it is pending.
  public internal(set) var emptiness: String?
  /// The reference of the run that is shown.
  var shownRun: RunReference?
  /// Why the last key did nothing, or something unexpected.
  var note: String?
  var random: SplitMix64

  /// Steps a second.
  public static let speeds = Playback.speeds

  /// A tab that shows its subject when it comes to the front, and begins to play.
  public init(_ start: Start) {
    target = start.subject
    random = SplitMix64(keys: start.randomSeed)
    walk = ProgramWalk(speed: start.preferences.speed)
    probeName = start.preferences.probe.flatMap(ProbeName.init(title:))
  }

  public var subject: Subject? { target }

  /// The current step, from 0 to the program's end.
  public var step: Int { walk.step }

  /// The breakpoint at which playback stopped here, if any.
  public var stop: Breakpoint? { walk.stop }

  /// Steps a second while playing.
  public var speed: Int { walk.playback.speed }

  public var isPlaying: Bool { walk.playback.isPlaying }

  /// The step at the end of what is shown.
  public var endStep: Int { traced?.endStep ?? 0 }

  /// The probe whose beliefs are shown; nil if there is none.
  public var probe: ProbeSummary? { traced?.probe.flatMap { run?.probes[$0] } }

  public var timeToNextChange: Duration? {
    [walk.playback.timeToNextMove, probing.timeToNextLook].compactMap { $0 }.min()
  }

  public var checkpointSteps: [Int] { run?.checkpoints ?? [] }

  public var summary: [String] {
    guard let run else { return [target.run.name] + (target.step.map { ["step " + Numbers.grouped($0)] } ?? []) }
    // The most informative first: the last are dropped where room is short.
    var texts = [run.name, "step " + Numbers.grouped(run.step)]
    if let accuracy = run.generativeAccuracy {
      texts.append("solves \(Numbers.percent(accuracy.share))")
      texts.append(
        "\(Numbers.grouped(accuracy.specificationCount)) \(accuracy.split.rawValue) specifications of lengths "
          + "\(accuracy.lengths.lowerBound)–\(accuracy.lengths.upperBound)")
    }
    texts.append(Numbers.grouped(run.samplesSeen) + " samples")
    if run.preset != run.name { texts.append("preset " + run.preset) }
    return texts
  }

  public func draw(into canvas: inout Canvas) {
    StepView.draw(self, into: &canvas)
    CalibrationView.draw(self, into: &canvas)
  }

  public func draw(_ pane: String, into canvas: inout Canvas) {
    if pane == CalibrationView.title, let calibrated {
      CalibrationView.draw(calibrated, self, into: &canvas)
    } else {
      StepView.draw(pane, self, into: &canvas)
    }
  }

  public func notice(_ body: Size) -> Notice? { StepView.notice(self)?.beyond(StepLayout(body)?.status) }

  public func panes(_ body: Size) -> [Pane] {
    let panes = StepView.panes(self, body)
    return layout(body).map { calibrated == nil ? panes : CalibrationView.panes(panes, $0, body) } ?? []
  }

  /// The two worlds.
  public func stage(_ body: Size) -> Rectangle? {
    layout(body).map { layout in
      Rectangle(
        x: layout.truth.x, y: layout.truth.y, columns: layout.belief.x + layout.belief.columns - layout.truth.x,
        rows: layout.truth.rows)
    }
  }

  /// Where everything lies in a body, calibration included if it is shown; nil if the body is too small.
  func layout(_ body: Size) -> StepLayout? { StepLayout(body, hasCalibration: calibrated != nil) }

  public mutating func goBack() -> Bool {
    defer { calibrated = nil }
    return calibrated != nil
  }
}

extension StepTab {
  public static let name = TabName(rawValue: "step")
  public static let abstract = "Step through a program: the true robot beside the one the model represents."
  public static let minimum = StepLayout.minimum

  public enum Action: CaseIterable, Hashable, Sendable {
    case playOrPause, next, back, first, last
    case nextDisagreement, previousDisagreement
    case faster, slower
    case nextCheckpoint, previousCheckpoint
    case newSpecification, nextExample, nextProbe
    case forcePick, forcePut, forceRight, forceLeft, forceMove, forceEnd
    case steerRight, steerLeft
    case editWorld, undo, toggleBreakpoint
    case calibrate, trainProbes

    /// The actions that force an op, in the order of the model's choice; the end comes last.
    static let forcing: [Action] = [.forcePick, .forcePut, .forceRight, .forceLeft, .forceMove, .forceEnd]
  }

  public static let bindings: [KeyBinding<Action>] = [
    KeyBinding([.character(" ")], .playOrPause, hint: "play", off: "pause", "play or pause"),
    KeyBinding([.character("n"), .right], .next, hint: "next", "next op (pauses playback)"),
    KeyBinding([.character("N"), .left], .back, hint: "back", "previous op (pauses too)"),
    KeyBinding([.home], .first, "first op"),
    KeyBinding([.end], .last, "end of the program"),
    KeyBinding([.character("]")], .nextDisagreement, hint: "wrong", "next wrong belief"),
    KeyBinding([.character("[")], .previousDisagreement, hint: "wrong", "previous wrong belief"),
    KeyBinding([.character("}")], .nextCheckpoint, hint: "later", "next checkpoint, same op"),
    KeyBinding([.character("{")], .previousCheckpoint, hint: "earlier", "previous checkpoint"),
    KeyBinding([.character("r")], .newSpecification, hint: "new", "new specification"),
    KeyBinding([.character("e")], .nextExample, hint: "example", "next example in TRUTH"),
    KeyBinding([.character("p")], .nextProbe, hint: "probe", "next probe"),
    KeyBinding([.character("b")], .toggleBreakpoint, hint: "break", off: "clear", "toggle breakpoint on op"),
    KeyBinding([.character("K")], .forcePick, "force pickMarker here"),
    KeyBinding([.character("P")], .forcePut, "force putMarker here"),
    KeyBinding([.character("R")], .forceRight, "force turnRight here"),
    KeyBinding([.character("L")], .forceLeft, "force turnLeft here"),
    KeyBinding([.character("M")], .forceMove, "force move here"),
    KeyBinding([.character("E")], .forceEnd, "force the end here"),
    KeyBinding([.character(">")], .steerRight, hint: "steer", "steer right"),
    KeyBinding([.character("<")], .steerLeft, "steer left"),
    KeyBinding([.character("w")], .editWorld, hint: "world", "edit the input world"),
    KeyBinding([.character("u")], .undo, hint: "undo", "undo the last change"),
    KeyBinding([.character("k")], .calibrate, hint: "sure", off: "feature", "probe calibration"),
    KeyBinding([.character("T")], .trainProbes, hint: "train", off: "stop", "train a probe, or stop it"),
    KeyBinding([.character("+"), .character("=")], .faster, hint: "faster", "play faster"),
    KeyBinding([.character("-")], .slower, hint: "slower", "play slower"),
  ]

  /// The key that forces an op, by its place in the model's choice.
  static func key(forcing place: Int) -> String {
    bindings.first { $0.action == Action.forcing[place] }?.text.keys.first ?? ""
  }

  public static let help = HelpText(
    paragraphs: [
      "A language model wrote this program from five examples. It never saw a robot move.",
      "TRUTH: the world after the current op. BELIEF: that world as a probe, a small classifier, decodes it from the state "
        + "before the op was written.",
      "linear·start: directions relative to the robot's start, ·grid: north up.",
      "−2 to +2: ops before, after. So far, test, majority: accuracy here, on tests, of the majority class. Position: from "
        + "○.",
      "K P R L M E force another op, > < steer its belief: the model continues. w edits a world. u undoes. Playback "
        + "stops at breakpoints (b, :break).",
    ],
    signs: [
      [("○•▲", .truth), ("  start, path and robot", .plain)],
      [("▲  ", .belief), ("  the believed robot", .plain)],
      [("░▒▓", .belief), ("  probability from 3, 15, 50%", .plain)],
      [("▚ ·", .belief), ("  believed ahead: wall, free", .plain)],
      [("△ ", .truth), ("△", .quiet), ("  true position, goal", .plain)],
      [("= ", .quiet), ("≠", .disagreement), ("  belief correct, wrong", .plain)],
      [("✓ ✗", .plain), ("  example satisfied or not", .plain)],
      [("»●", .accent), ("~", .belief), ("  op forced; breakpoint; steered", .plain)],
    ])
}
