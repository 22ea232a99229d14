import Beliefs
import Corpus
import PlainText
import Records
import TextCanvas

/// The state of the Step tab: one program, truth beside belief, and the current step.
public struct StepTab: SteppingTab {
  /// The requested subject.
  public internal(set) var target: Subject
  /// What is shown; nil until the first response.
  var shown: Shown?
  /// What is being read.
  public internal(set) var awaited: Subject?
  /// How far the training of the probe is that the awaited steering needs first; nil while none is trained.
  var preparation: (done: Int, total: Int)?
  /// What was shown before, the latest last.
  var past: [Past] = []
  /// The step to go to once the pending response arrives, if not the same.
  var returnsTo: Int?
  /// The world that is being edited.
  public internal(set) var editor: WorldEditor?
  public internal(set) var walk = ProgramWalk()
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
  /// Why nothing could be read; nil while something is shown, or pending.
  var unreadable: String?
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

  public var timeToNextChange: Duration? { walk.playback.timeToNextMove }

  public var checkpointSteps: [Int] { run?.checkpoints ?? [] }

  public var summary: [String] {
    guard let run else { return [target.run.name] + (target.step.map { ["step " + Numbers.grouped($0)] } ?? []) }
    // The most informative first: the last are dropped where room is short.
    var texts = [run.name, "step " + Numbers.grouped(run.step)]
    if let accuracy = run.generativeAccuracy {
      texts.append("solves \(Numbers.percent(accuracy.satisfied.share))")
      texts.append(
        "\(Numbers.grouped(accuracy.satisfied.total)) \(accuracy.split.rawValue) specifications of lengths "
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

  public var emptiness: Emptiness? { unreadable.map { Emptiness(of: target.run, reason: $0) } }

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

  public enum Action: SteppingAction, CaseIterable {
    case playOrPause, next, back, first, last
    case nextDisagreement, previousDisagreement
    case faster, slower
    case nextCheckpoint, previousCheckpoint
    case newSpecification, nextExample, nextProbe
    case forcePick, forcePut, forceRight, forceLeft, forceMove, forceEnd
    case steerRight, steerLeft
    case editWorld, undo, toggleBreakpoint
    case calibrate, trainProbes

    public static let stepped = "the program"

    /// The actions that force an op, in the order of the model's choice; the end comes last.
    static let forcing: [Action] = [.forcePick, .forcePut, .forceRight, .forceLeft, .forceMove, .forceEnd]
  }

  public static let bindings: [KeyBinding<Action>] =
    Action.bindings(
      .playOrPause, .next, .back, .first, .last, .nextDisagreement, .previousDisagreement, .nextCheckpoint,
      .previousCheckpoint, .newSpecification) + [
      KeyBinding([.character("e")], .nextExample, hint: "example", "next example in TRUTH")
    ] + Action.bindings(.nextProbe, .toggleBreakpoint) + [
      KeyBinding([.character("K")], .forcePick, "force pickMarker here"),
      KeyBinding([.character("P")], .forcePut, "force putMarker here"),
      KeyBinding([.character("R")], .forceRight, "force turnRight here"),
      KeyBinding([.character("L")], .forceLeft, "force turnLeft here"),
      KeyBinding([.character("M")], .forceMove, "force move here"),
      KeyBinding([.character("E")], .forceEnd, "force the end here"),
      KeyBinding([.character(">")], .steerRight, hint: "steer", off: "stop", "steer right, or stop it"),
      KeyBinding([.character("<")], .steerLeft, hint: "steer", off: "stop", "steer left, or stop it"),
      KeyBinding([.character("w")], .editWorld, hint: "world", "edit the input world"),
      KeyBinding([.character("u")], .undo, hint: "undo", "undo the last change"),
      KeyBinding([.character("k")], .calibrate, hint: "sure", off: "feature", "probe calibration"),
    ] + Action.bindings(.trainProbes, .faster, .slower)

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
