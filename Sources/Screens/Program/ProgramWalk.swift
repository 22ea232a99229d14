/// The state of stepping through programs in lockstep: the current step, moved by hand, or by playback up to the next
/// breakpoint.
public struct ProgramWalk: Hashable, Sendable {
  /// The facts of programs that playback needs. Their steps are 0 to `end`.
  struct Route: Hashable, Sendable {
    var end = 0
    /// The steps at which a belief about any of them is wrong, rising.
    var differing: [Int] = []
    /// The breakpoint that holds at a step, if any.
    var stops: [Int: Breakpoint] = [:]
  }

  /// A move by current one.
  enum Move: CaseIterable, Hashable, Sendable {
    case next, back
    case nextDisagreement, previousDisagreement
  }

  private(set) var step = 0
  /// The breakpoint at which playback stopped here, if any.
  private(set) var stop: Breakpoint?
  private(set) var playback: Playback
  /// Where playback stops.
  var breakpoints = Breakpoints()

  /// - Parameter speed: Steps a second while playing, one of ``Playback/speeds``.
  init(speed: Int? = nil) {
    playback = Playback(speed: speed)
  }

  /// The facts of some programs, none of which may be there yet.
  func route(through programs: [TracedGeneration]) -> Route {
    let steps = 0...(programs.map(\.endStep).max() ?? 0)
    let stops = steps.compactMap { step in
      programs.lazy.compactMap { breakpoints.first(at: step, in: $0) }.first.map { (step, $0) }
    }
    return Route(
      end: steps.upperBound, differing: steps.filter { step in programs.contains { $0.differs(at: step) } },
      stops: Dictionary(uniqueKeysWithValues: stops))
  }

  /// Goes to another step, or only pauses playback.
  ///
  /// - Returns: Whether there was such a step.
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

  /// Goes to a step, or only pauses playback.
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

  /// Toggles playback, from the first step if at the end.
  mutating func playOrPause(along route: Route) {
    let isAtEnd = step == route.end
    stop = nil
    playback.toggle(&step, last: route.end)
    if isAtEnd { halt(along: route) }
  }

  /// Continues playback from the current place.
  mutating func play(along route: Route) {
    playback.play()
    halt(along: route)
  }

  mutating func accelerate() { playback.accelerate() }

  mutating func slowDown() { playback.slowDown() }

  /// Advances time: playback continues to the next breakpoint or the end. No breakpoint is skipped, however
  /// fast it plays.
  mutating func advance(_ elapsed: Duration, along route: Route) {
    guard playback.isPlaying else { return }
    playback.advance(elapsed, &step, last: route.end) { route.stops[$0] != nil }
    if !playback.isPlaying { stop = route.stops[step] }
  }

  /// Starts another program.
  mutating func begin(along route: Route) {
    stand(at: 0, along: route)
    playback.restart()
    halt(along: route)
  }

  /// Continues in another program at the same step, or at its end.
  mutating func stay(along route: Route) {
    stand(at: step, along: route)
    if step == route.end { playback.pause() }
  }

  /// Continues in another program at a given step, or at its end.
  mutating func stay(at step: Int, along route: Route) {
    stand(at: step, along: route)
    stay(along: route)
  }

  private mutating func stand(at step: Int, along route: Route) {
    self.step = min(max(step, 0), route.end)
    stop = nil
  }

  /// Pauses playback if a breakpoint holds here.
  private mutating func halt(along route: Route) {
    guard playback.isPlaying, let breakpoint = route.stops[step] else { return }
    playback.pause()
    stop = breakpoint
  }
}
