/// The state of the Watch view: a training as far as it has come, and the checkpoint in it where one stands.
public struct WatchModel: Screen {
  /// What is shown; nil until the first look at the run.
  public internal(set) var history: TrainingHistory?
  /// The number of the checkpoint one stands at.
  public internal(set) var place = 0
  /// Whether one stands at the latest checkpoint, and goes with it when another comes.
  public internal(set) var isFollowing = true
  var playback = Playback()
  /// What the charts are drawn over.
  public internal(set) var axis = Axis.samples
  public internal(set) var isLogarithmic = false
  /// The number of the first chart on screen.
  public internal(set) var firstChart = 0
  /// The number of the first program on screen.
  public internal(set) var firstProgram = 0
  /// The first line of help on screen; nil while help is closed.
  public internal(set) var helpOffset: Int?
  /// Why the last look at the run came to nothing.
  public internal(set) var failure: String?
  /// Whether a look at the run is on its way.
  var isLooking = false
  /// The time since the last look.
  var sinceLook = Duration.zero
  var size = Size(columns: 0, rows: 0)

  /// What charts can be drawn over.
  public enum Axis: CaseIterable, Hashable, Sendable {
    case samples, steps, time
  }

  /// Checkpoints a second.
  public static let speeds = Playback.speeds
  /// The time between two looks at a training that is not finished.
  public static let lookInterval = Duration.seconds(1)

  /// A view that looks at the run when it starts.
  public init() {}

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
    let look = looksAgain && !isLooking ? max(.zero, WatchModel.lookInterval - sinceLook) : nil
    return [playback.timeToNextMove, look].compactMap { $0 }.min()
  }

  /// Whether the run may still change.
  var looksAgain: Bool { history != nil && (history?.state != .finished || failure != nil) }

  public func draw(into canvas: inout Canvas) { WatchView.draw(self, into: &canvas) }
}
