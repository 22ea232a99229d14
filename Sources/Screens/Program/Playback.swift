/// Playback through numbered places at a chosen speed, up to the last one.
struct Playback: Hashable, Sendable {
  private(set) var isPlaying = false
  /// The place of the speed in ``speeds``.
  private var speedPlace = 1
  /// The time since the previous place, while playing.
  private var sinceMove = Duration.zero

  /// Places a second.
  static let speeds = [1, 2, 4, 8, 15, 30]

  /// - Parameter speed: Places a second, one of ``speeds``.
  init(speed: Int? = nil) {
    if let place = speed.flatMap({ Playback.speeds.firstIndex(of: $0) }) { speedPlace = place }
  }

  /// Places a second while playing.
  var speed: Int { Playback.speeds[speedPlace] }

  /// Whether it plays, and how fast, for example `paused · 2 steps a second`.
  func text(place: String) -> String {
    (isPlaying ? "playing" : "paused") + " · \(speed) \(place)\(speed == 1 ? "" : "s") a second"
  }

  /// The time until the next place; nil while it stands still.
  var timeToNextMove: Duration? { isPlaying ? max(.zero, moveDuration - sinceMove) : nil }

  private var moveDuration: Duration { .seconds(1) / speed }

  /// Toggles playback, from the start if at the last place.
  mutating func toggle(_ place: inout Int, last: Int) {
    isPlaying.toggle()
    sinceMove = .zero
    if isPlaying, place == last { place = 0 }
  }

  /// Continues playback from the current place.
  mutating func play() {
    isPlaying = true
    sinceMove = .zero
  }

  mutating func pause() { isPlaying = false }

  /// Restarts the time to the next place.
  mutating func restart() { sinceMove = .zero }

  mutating func accelerate() { speedPlace = min(speedPlace + 1, Playback.speeds.count - 1) }

  mutating func slowDown() { speedPlace = max(speedPlace - 1, 0) }

  /// Advances time. However much it is, no place is skipped.
  ///
  /// - Parameter stops: Whether to pause at a place that has been reached.
  mutating func advance(
    _ elapsed: Duration, _ place: inout Int, last: Int, stops: (Int) -> Bool = { _ in false }
  ) {
    guard isPlaying else { return }
    sinceMove += elapsed
    while isPlaying, sinceMove >= moveDuration {
      sinceMove -= moveDuration
      place = min(place + 1, last)
      isPlaying = place < last && !stops(place)
    }
  }
}
