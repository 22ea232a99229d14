import Karel

/// A tab that steps through programs: one, or several in lockstep.
public protocol SteppingTab: Tab where Action: SteppingAction {
  /// The stepping state.
  var walk: ProgramWalk { get }

  /// The programs that are shown; none until the first response.
  var programs: [TracedGeneration] { get }
}

extension SteppingTab {
  /// The current step, from 0 to the end of the longest program.
  public var step: Int { walk.step }

  /// The breakpoint at which playback stopped here, if any.
  public var stop: Breakpoint? { walk.stop }

  /// Where playback stops.
  public var breakpoints: Breakpoints { walk.breakpoints }

  public var isPlaying: Bool { walk.playback.isPlaying }

  /// Steps a second while playing.
  public var speed: Int { walk.playback.speed }

  /// The step at the end of the longest program.
  public var endStep: Int { programs.map(\.endStep).max() ?? 0 }

  /// Whether the toggle of stepping that an action stands for is on.
  func isSteppingOn(_ action: Action) -> Bool {
    switch action {
    case .playOrPause: isPlaying
    case .toggleBreakpoint: walk.op(in: programs).map { breakpoints.all.contains(.op($0)) } ?? false
    default: false
    }
  }
}
