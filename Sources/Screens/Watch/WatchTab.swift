import TextCanvas

/// The state of the Watch tab: a training so far, and the current checkpoint.
public struct WatchTab: Tab {
  /// The run that is watched, and what else was shown last.
  public internal(set) var target: Subject
  /// What is shown; nil until the run is first read.
  public internal(set) var history: TrainingHistory?
  /// The number of the current checkpoint.
  public internal(set) var place = 0
  /// The step of the checkpoint to select once the run has been read.
  var soughtStep: Int?
  /// Whether the cursor follows the latest checkpoint.
  public internal(set) var isFollowing = true
  var playback = Playback()
  /// What the charts are drawn over.
  public internal(set) var axis = Axis.samples
  /// Whether the user wants it logarithmic; nil for automatic.
  var wantsLogarithm: Bool?
  /// The number of the first chart on screen.
  public internal(set) var firstChart = 0
  /// The number of the first program on screen.
  public internal(set) var firstProgram = 0
  /// Why the last read of the run failed.
  public internal(set) var failure: String?
  /// The run's probe results; nil until first read.
  public internal(set) var findings: ProbeFindings?
  /// Why they could not be read.
  var findingsFailure: String?
  /// The number of checkpoints when probe results were last requested.
  var probedCount: Int?
  /// The probe whose results are shown, if it has some.
  var probeName: ProbeName?
  /// Other runs whose curves are drawn over the others.
  public internal(set) var overlays: [Overlay] = []
  /// Which of a chart's curves is drawn of overlays.
  var overlaidCurve = 0
  /// The outcome of the last key.
  var remark: Notice?
  /// Whether a read of the run is pending.
  var isLooking = false
  /// The time since the last read.
  var sinceLook = Duration.zero
  var body = Size(columns: 0, rows: 0)

  /// What charts can be drawn over.
  public enum Axis: CaseIterable, Hashable, Sendable {
    case samples, steps, time
  }

  /// Checkpoints a second.
  public static let speeds = Playback.speeds
  /// The polling interval of a training that is not finished.
  public static let lookInterval = Duration.seconds(1)

  /// A tab that reads the run when it comes to the front.
  /// Whether commands to be copied are spelled in ASCII.
  let drawsASCII: Bool

  public init(_ start: Start) {
    target = start.subject
    playback = Playback(speed: start.preferences.speed)
    drawsASCII = start.drawsASCII
  }

  /// Checkpoints a second while playing.
  public var speed: Int { playback.speed }

  public var isPlaying: Bool { playback.isPlaying }

  /// The current checkpoint; nil if there is none yet.
  public var checkpoint: TrainingHistory.Checkpoint? {
    guard let history, history.checkpoints.indices.contains(place) else { return nil }
    return history.checkpoints[place]
  }

  /// The number of the latest checkpoint, 0 if there is none.
  var lastPlace: Int { max(0, (history?.checkpoints.count ?? 0) - 1) }

  public var timeToNextChange: Duration? {
    let look = looksAgain && !isLooking ? max(.zero, lookInterval - sinceLook) : nil
    return [playback.timeToNextMove, look].compactMap { $0 }.min()
  }

  /// Whether the axis is logarithmic: by the user's choice, else if a linear one would hide the phases before the last.
  public var isLogarithmic: Bool { wantsLogarithm ?? hidesPhasesOnLinearAxis }

  /// Whether the phases before the last have hardly any of a linear axis.
  private var hidesPhasesOnLinearAxis: Bool {
    history?.hidesPhases(on: axis, to: histories.compactMap { $0.end(on: axis) }.max() ?? 0) ?? false
  }

  /// Whether there is no run yet, but one may appear.
  var awaitsRun: Bool { history == nil && failure != nil }

  /// Whether there is anything to poll.
  var looksAgain: Bool { history != nil || awaitsRun }

  /// The polling interval of the run: longer once it is finished, when only an outside writer changes it.
  var lookInterval: Duration {
    let mayGoOn = history?.state != .finished || failure != nil || !looksAtOverlays.isEmpty
    return mayGoOn ? .seconds(1) : .seconds(5)
  }

  public func draw(into canvas: inout Canvas) { WatchView.draw(self, into: &canvas) }

  public func draw(_ pane: String, into canvas: inout Canvas) { WatchView.draw(pane, self, into: &canvas) }

  public func notice(_ body: Size) -> Notice? {
    if let remark { return remark }
    // Shown where charts would be.
    guard !awaitsRun else { return nil }
    let reason = failure ?? history?.session?.failure
    return reason.map { Notice.failure($0.shortened(in: target.run)) }?.beyond(WatchLayout(body)?.status)
  }

  public func panes(_ body: Size) -> [Pane] { WatchView.panes(self, body) }

  public var summary: [String] { WatchView.summary(self) }

  public var checkpointSteps: [Int] { history?.checkpoints.map(\.step) ?? [] }
}

extension WatchTab {
  public static let name = TabName(rawValue: "watch")
  public static let abstract = "Watch a training: its charts, its phases, and the programs written at each checkpoint."
  public static let minimum = WatchLayout.minimum
  public static let waitsForRun = true

  public enum Action: CaseIterable, Hashable, Sendable {
    case playOrPause, next, back, first, last
    case faster, slower
    case nextChart, previousChart, nextAxis, toggleLogarithm
    case scrollUp, scrollDown
    case nextProbe, nextCurve
    case nextKept, previousKept
    case stepThrough
    case train, pauseOrResume, save, stop
  }

  public static let bindings: [KeyBinding<Action>] = [
    KeyBinding([.character(" ")], .playOrPause, hint: "play", off: "pause", "play or pause"),
    KeyBinding([.right, .character("n")], .next, hint: "next", "next checkpoint"),
    KeyBinding([.left, .character("N")], .back, hint: "back", "previous checkpoint"),
    KeyBinding([.character("}")], .nextKept, hint: "kept", "next kept checkpoint"),
    KeyBinding([.character("{")], .previousKept, hint: "kept", "previous kept checkpoint"),
    KeyBinding([.character("t")], .train, hint: "train", "press twice: train quick"),
    KeyBinding([.character("p")], .pauseOrResume, hint: "pause", off: "resume", "pause or resume training"),
    KeyBinding([.character("w")], .save, hint: "save", "save the training"),
    KeyBinding([.character("S")], .stop, hint: "stop", "save and stop training"),
    KeyBinding([.home], .first, "first checkpoint"),
    KeyBinding([.end], .last, "latest, and follow"),
    KeyBinding([.character("c")], .nextChart, hint: "chart", "next chart"),
    KeyBinding([.character("C")], .previousChart, "previous chart"),
    KeyBinding([.character("x")], .nextAxis, hint: "axis", "over samples, steps, time"),
    KeyBinding([.character("l")], .toggleLogarithm, hint: "log", off: "linear", "log or linear axis"),
    KeyBinding([.character("g")], .nextProbe, hint: "probe", "next probe's results"),
    KeyBinding([.character("o")], .nextCurve, hint: "curves", "next curve of overlays"),
    KeyBinding([.character("s")], .stepThrough, hint: "step", "this checkpoint in Step"),
    KeyBinding([.character("+"), .character("=")], .faster, hint: "faster", "play faster"),
    KeyBinding([.character("-")], .slower, hint: "slower", "play slower"),
    KeyBinding([.up], .scrollUp, "programs or help up"),
    KeyBinding([.down], .scrollDown, "programs or help down"),
  ]

  public static let help = HelpText(
    paragraphs: [
      "A training run, from random weights to a model that writes robot programs. At each checkpoint it wrote programs "
        + "for the same specifications.",
      "Babbling: the same few programs for any input. Syntax: many programs, few correct. Semantics: they satisfy their "
        + "specifications. Derived from metrics.",
      "Charts use a logarithmic axis where a linear one would hide the first phases; l switches. A checkpoint whose "
        + "weights were kept has a ◉: s opens it in Step. Others have only metrics.",
      "PROGRAMS, solved: all five examples satisfied. Unique: share of distinct programs. RIGHT IN ALL FIVE: the final "
        + "state, by component.",
      "SEMANTIC CONTENT: how well probes decode the robot's state from hidden states. :overlay DIR draws another run's "
        + "curves over these.",
    ],
    signs: [
      [("●", .series1), ("▲", .series2), ("■", .series3), ("   checkpoints of a line", .plain)],
      [("◆", .series4), ("◇", .series5), ("□", .series6), ("   curves of overlaid runs", .plain)],
      [("│   ", .quiet), ("  the current checkpoint", .plain)],
      [("◉   ", .quiet), ("  a checkpoint with weights", .plain)],
      [("┊   ", .quiet), ("  where a phase begins", .plain)],
      [("bab syn sem", .quiet), ("  the phases, in short", .plain)],
      [("┄   ", .quiet), ("  value of the references", .plain)],
      [("✓ ✗ ", .plain), ("  specification satisfied or not", .plain)],
      [("×3  ", .plain), ("  an op three times in a row", .plain)],
      [("n = ", .quiet), ("  specifications behind each share", .plain)],
      [("≈   ", .quiet), ("  time left at the recent pace", .plain)],
      [("seed", .quiet), ("  of corpus and initial parameters", .plain)],
    ])
}
