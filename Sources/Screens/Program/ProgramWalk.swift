/// Where in a program one stands, and how one moves through it: by hand, or by itself as far as the next breakpoint.
struct ProgramWalk: Hashable, Sendable {
  /// What of a program matters to one who goes through it. Its steps are 0 to `end`.
  struct Route: Hashable, Sendable {
    var end = 0
    /// The steps at which a belief is wrong, rising.
    var differing: [Int] = []
    /// The breakpoint that holds at a step, where one does.
    var stops: [Int: Breakpoint] = [:]
  }

  /// A move by hand.
  enum Move: CaseIterable, Hashable, Sendable {
    case next, back
    case nextDisagreement, previousDisagreement
  }

  private(set) var step = 0
  /// What made it stop at this step, if it stopped by itself.
  private(set) var stop: Breakpoint?
  private(set) var playback: Playback

  /// - Parameter speed: Steps a second while playing, one of ``Playback/speeds``.
  init(speed: Int? = nil) {
    playback = Playback(speed: speed)
  }

  /// Goes to another step, or only pauses if it was playing.
  ///
  /// - Returns: Whether there was somewhere to go to.
  @discardableResult
  mutating func make(_ move: Move, along route: Route) -> Bool {
    guard !playback.isPlaying else {
      playback.pause()
      return true
    }
    let before = step
    switch move {
    case .next: stand(at: step + 1, along: route)
    case .back: stand(at: step - 1, along: route)
    case .nextDisagreement: stand(at: route.differing.first { $0 > step } ?? step, along: route)
    case .previousDisagreement: stand(at: route.differing.last { $0 < step } ?? step, along: route)
    }
    return step != before
  }

  /// Goes to a step, or only pauses if it was playing.
  mutating func make(moveTo step: Int, along route: Route) {
    guard !playback.isPlaying else { return playback.pause() }
    stand(at: step, along: route)
  }

  /// Pauses at a place.
  mutating func jump(to target: JumpTarget, along route: Route) {
    playback.pause()
    stand(at: target.index(last: route.end), along: route)
  }

  mutating func pause() { playback.pause() }

  /// Plays, from the first step if it stands at the end, or pauses.
  mutating func playOrPause(along route: Route) {
    let isAtEnd = step == route.end
    stop = nil
    playback.toggle(&step, last: route.end)
    if isAtEnd { halt(along: route) }
  }

  /// Plays on from where it stands.
  mutating func play(along route: Route) {
    playback.play()
    halt(along: route)
  }

  mutating func accelerate() { playback.accelerate() }

  mutating func slowDown() { playback.slowDown() }

  /// Lets time pass: while it plays, it goes on to the next breakpoint or the end. No breakpoint is passed over, however
  /// fast it plays.
  mutating func advance(_ elapsed: Duration, along route: Route) {
    guard playback.isPlaying else { return }
    playback.advance(elapsed, &step, last: route.end) { route.stops[$0] != nil }
    if !playback.isPlaying { stop = route.stops[step] }
  }

  /// Begins another program.
  mutating func begin(along route: Route) {
    stand(at: 0, along: route)
    playback.restart()
    halt(along: route)
  }

  /// Goes on in another program at the same step, or at its end.
  mutating func stay(along route: Route) {
    stand(at: step, along: route)
    if step == route.end { playback.pause() }
  }

  /// Goes on in another program at some step, or at its end.
  mutating func stay(at step: Int, along route: Route) {
    stand(at: step, along: route)
    stay(along: route)
  }

  private mutating func stand(at step: Int, along route: Route) {
    self.step = min(max(step, 0), route.end)
    stop = nil
  }

  /// Stops if it plays and a breakpoint holds here.
  private mutating func halt(along route: Route) {
    guard playback.isPlaying, let breakpoint = route.stops[step] else { return }
    playback.pause()
    stop = breakpoint
  }
}
