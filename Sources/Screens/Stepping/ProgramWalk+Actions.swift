import Karel

/// What the keys of stepping do, in every tab that steps.
extension ProgramWalk {
  /// What an action led to.
  struct Outcome {
    /// Why the key did nothing.
    var note: String?
    var effects: [TabEffect] = []
  }

  /// Performs an action; nil if it is none of these.
  ///
  /// - Parameter programs: What is shown; without any, playback does not begin.
  mutating func perform(_ action: some SteppingAction, through programs: [TracedGeneration]) -> Outcome? {
    let route = route(through: programs)
    switch action {
    case .playOrPause: if !programs.isEmpty { playOrPause(along: route) }
    case .next: make(.next, along: route)
    case .back: make(.back, along: route)
    case .nextDisagreement: return seek(.nextDisagreement, through: programs, along: route)
    case .previousDisagreement: return seek(.previousDisagreement, through: programs, along: route)
    case .first: jump(to: .percent(0), along: route)
    case .last: jump(to: .percent(100), along: route)
    case .faster: accelerate()
    case .slower: slowDown()
    case .toggleBreakpoint:
      guard let op = op(in: programs) else { break }
      breakpoints.apply(.toggle(.op(op)))
      return Outcome(effects: [.stop(at: breakpoints)])
    default: return nil
    }
    return Outcome()
  }

  /// The op at the current step of the first program that has one there.
  func op(in programs: [TracedGeneration]) -> Op? { programs.first { step < $0.endStep }?.ops[step] }

  /// Goes to another wrong belief, or only pauses playback; reports if there is none.
  private mutating func seek(_ move: Move, through programs: [TracedGeneration], along route: Route) -> Outcome {
    guard !make(move, along: route), !programs.isEmpty else { return Outcome() }
    return Outcome(note: KeyNotice.disagreement(move, hasProbe: programs.contains { $0.probe != nil }))
  }
}
