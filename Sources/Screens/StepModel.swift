import Beliefs
import Corpus

/// The state of the Step view: one program, truth beside belief, and where in it one stands.
public struct StepModel: Screen {
  /// The run that everything on screen comes from.
  public let run: RunSummary
  /// What is shown; nil until the first reading has come.
  public internal(set) var traced: TracedReading?
  /// The specification whose reading is on its way.
  public internal(set) var awaited: SampleReference?
  /// The step one stands at, 0 to the program's end.
  public internal(set) var step = 0
  var playback = Playback()
  /// The example whose true world is shown, counted from 0.
  public internal(set) var example = TracedReading.probedExample
  /// The number of the probe whose beliefs are shown.
  public internal(set) var probe = 0
  /// The first line of help on screen; nil while help is closed.
  public internal(set) var helpOffset: Int?
  /// Why the last request came to nothing.
  public internal(set) var failure: String?
  /// The seed of the corpus that new specifications come from.
  let corpusSeed: UInt64
  var size = Size(columns: 0, rows: 0)
  var random: SplitMix64

  /// Steps a second.
  public static let speeds = Playback.speeds

  /// A view that asks for the reading of `first` when it starts.
  ///
  /// - Parameter randomSeed: Decides which specifications follow.
  public init(run: RunSummary, first: SampleReference, randomSeed: UInt64 = 0) {
    self.run = run
    awaited = first
    corpusSeed = first.seed
    random = SplitMix64(keys: randomSeed)
  }

  /// A view of a reading that is there already; new specifications come from the corpus of a seed.
  public init(run: RunSummary, showing traced: TracedReading, corpusSeed: UInt64, randomSeed: UInt64 = 0) {
    self.run = run
    self.traced = traced
    self.corpusSeed = corpusSeed
    random = SplitMix64(keys: randomSeed)
  }

  /// Steps a second while playing.
  public var speed: Int { playback.speed }

  public var isPlaying: Bool { playback.isPlaying }

  /// The step at the end of what is shown.
  public var endStep: Int { traced?.endStep ?? 0 }

  public var timeToNextChange: Duration? { playback.timeToNextMove }

  public func draw(into canvas: inout Canvas) { StepView.draw(self, into: &canvas) }
}
