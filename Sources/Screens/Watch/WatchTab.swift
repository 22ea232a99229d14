import TextCanvas

/// The state of the Watch view: a training as far as it has come, and the checkpoint in it where one stands.
public struct WatchTab: Tab {
  /// The run that is watched, and what else was shown last.
  public internal(set) var target: Subject
  /// What is shown; nil until the first look at the run.
  public internal(set) var history: TrainingHistory?
  /// The number of the checkpoint one stands at.
  public internal(set) var place = 0
  /// The step of the checkpoint to stand at once the run has been looked at.
  var soughtStep: Int?
  /// Whether one stands at the latest checkpoint, and goes with it when another comes.
  public internal(set) var isFollowing = true
  var playback = Playback()
  /// What the charts are drawn over.
  public internal(set) var axis = Axis.samples
  /// Whether a person wants it logarithmic; nil as long as nobody said.
  var wantsLogarithm: Bool?
  /// The number of the first chart on screen.
  public internal(set) var firstChart = 0
  /// The number of the first program on screen.
  public internal(set) var firstProgram = 0
  /// Why the last look at the run came to nothing.
  public internal(set) var failure: String?
  /// What probes found in the run; nil until the first look.
  public internal(set) var findings: ProbeFindings?
  /// Why that could not be read.
  var findingsFailure: String?
  /// The checkpoints there were when it was last asked what probes found.
  var probedCount: Int?
  /// The probe whose results are shown, if it has some.
  var probeName: ProbeName?
  /// Other runs whose curves are drawn over the others.
  public internal(set) var overlays: [Overlay] = []
  /// Which of a chart's curves is drawn of overlays.
  var overlaidCurve = 0
  /// What came of the last key.
  var remark: Notice?
  /// Whether a look at the run is on its way.
  var isLooking = false
  /// The time since the last look.
  var sinceLook = Duration.zero
  var body = Size(columns: 0, rows: 0)

  /// What charts can be drawn over.
  public enum Axis: CaseIterable, Hashable, Sendable {
    case samples, steps, time
  }

  /// Checkpoints a second.
  public static let speeds = Playback.speeds
  /// The time between two looks at a training that is not finished.
  public static let lookInterval = Duration.seconds(1)

  /// A view that looks at the run when it comes to the front.
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

  /// The checkpoint one stands at; nil if there is none yet.
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

  /// Whether the axis is logarithmic: as it was wanted, else if a linear one would hide the phases before the last.
  public var isLogarithmic: Bool { wantsLogarithm ?? hidesPhasesOnLinearAxis }

  /// Whether the phases before the last have hardly any of a linear axis.
  private var hidesPhasesOnLinearAxis: Bool {
    history?.hidesPhases(on: axis, to: histories.compactMap { $0.end(on: axis) }.max() ?? 0) ?? false
  }

  /// Whether there was no run to look at, and there may be one yet.
  var awaitsRun: Bool { history == nil && failure != nil }

  /// Whether there is anything to look at again.
  var looksAgain: Bool { history != nil || awaitsRun }

  /// The time between two looks at the run: longer where it is finished, and only an outside writer changes it.
  var lookInterval: Duration {
    let mayGoOn = history?.state != .finished || failure != nil || !looksAtOverlays.isEmpty
    return mayGoOn ? .seconds(1) : .seconds(5)
  }

  public func draw(into canvas: inout Canvas) { WatchView.draw(self, into: &canvas) }

  public func draw(_ pane: String, into canvas: inout Canvas) { WatchView.draw(pane, self, into: &canvas) }

  public func notice(_ body: Size) -> Notice? {
    if let remark { return remark }
    // Said where charts would be.
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
    KeyBinding([.left, .character("N")], .back, hint: "back", "checkpoint before"),
    KeyBinding([.character("}")], .nextKept, hint: "kept", "next kept checkpoint"),
    KeyBinding([.character("{")], .previousKept, hint: "kept", "kept checkpoint before"),
    KeyBinding([.character("t")], .train, hint: "train", "twice: train quick here"),
    KeyBinding([.character("p")], .pauseOrResume, hint: "pause", off: "resume", "pause or go on training"),
    KeyBinding([.character("w")], .save, hint: "save", "save what is trained here"),
    KeyBinding([.character("S")], .stop, hint: "stop", "save and stop training"),
    KeyBinding([.home], .first, "first checkpoint"),
    KeyBinding([.end], .last, "latest, and follow"),
    KeyBinding([.character("c")], .nextChart, hint: "chart", "next chart"),
    KeyBinding([.character("C")], .previousChart, "chart before"),
    KeyBinding([.character("x")], .nextAxis, hint: "axis", "over samples, steps, time"),
    KeyBinding([.character("l")], .toggleLogarithm, hint: "log", off: "linear", "logarithmic axis or not"),
    KeyBinding([.character("g")], .nextProbe, hint: "probe", "another probe's results"),
    KeyBinding([.character("o")], .nextCurve, hint: "curves", "other curves of overlays"),
    KeyBinding([.character("s")], .stepThrough, hint: "step", "this checkpoint in Step"),
    KeyBinding([.character("+"), .character("=")], .faster, hint: "faster", "play faster"),
    KeyBinding([.character("-")], .slower, hint: "slower", "play slower"),
    KeyBinding([.up], .scrollUp, "programs or help up"),
    KeyBinding([.down], .scrollDown, "programs or help down"),
  ]

  public static let help = HelpText(
    paragraphs: [
      "A training, from random numbers to a model that writes programs for a robot. At each checkpoint it wrote a program "
        + "for the same specifications.",
      "Babbling: the same few programs whatever is asked. Syntax: many programs, few right. Semantics: they come to do what "
        + "is asked. Found from the figures.",
      "Charts are over a logarithmic axis where a linear one would hide the first phases; l switches. A checkpoint whose "
        + "weights were kept has a ◉: s opens it in Step. Of others there are only figures.",
      "PROGRAMS, solved: all five examples right. Unique: different programs, as a share. RIGHT IN ALL FIVE: what is right "
        + "at the end, taken apart.",
      "SEMANTIC CONTENT: how much of the robot's state probes read in the hidden states. :overlay DIR draws another run's "
        + "curves over these.",
    ],
    signs: [
      [("●", .series1), ("▲", .series2), ("■", .series3), ("   checkpoints of a line", .plain)],
      [("◆", .series4), ("◇", .series5), ("□", .series6), ("   curves of overlaid runs", .plain)],
      [("│   ", .quiet), ("  the checkpoint at hand", .plain)],
      [("◉   ", .quiet), ("  a checkpoint with weights kept", .plain)],
      [("┊   ", .quiet), ("  where a phase begins", .plain)],
      [("bab syn sem", .quiet), ("  the phases, in short", .plain)],
      [("┄   ", .quiet), ("  what the references show", .plain)],
      [("✓ ✗ ", .plain), ("  specification solved, not solved", .plain)],
      [("×3  ", .plain), ("  an op three times in a row", .plain)],
      [("n = ", .quiet), ("  specifications behind each share", .plain)],
      [("≈   ", .quiet), ("  time left at the last lines' pace", .plain)],
      [("seed", .quiet), ("  decides corpus and first parameters", .plain)],
    ])
}
