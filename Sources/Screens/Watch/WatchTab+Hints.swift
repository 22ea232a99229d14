extension WatchTab {
  public var hintedActions: [Action] {
    if awaitsRun { return [.train] }
    var actions: [Action] = [.playOrPause, .next, .back]
    let keptPlaces = keptPlaces
    // Where all are kept, the keys do no more than the two before.
    let leadsToKept = !keptPlaces.isEmpty && keptPlaces.count < (history?.checkpoints.count ?? 0)
    if leadsToKept { actions.append(keptPlaces.contains { $0 > place } ? .nextKept : .previousKept) }
    if isPlaying { actions += [.faster, .slower] }
    if !overlays.isEmpty { actions.append(.nextCurve) }
    actions += isTrainedHere ? [.pauseOrResume, .save, .stop] : canBeResumed ? [.pauseOrResume, .train] : [.train]
    actions += [.nextChart, .toggleLogarithm]
    if checkpoint != nil { actions.insert(.stepThrough, at: actions.count - (leadsToKept ? 1 : 0)) }
    actions.append(.nextAxis)
    if (findings?.probeNames.count ?? 0) > 1 { actions.append(.nextProbe) }
    return actions
  }

  /// Whether the run is trained by this program.
  var isTrainedHere: Bool { history?.session == .training || history?.session == .paused }

  /// Whether the run is unfinished and no process trains it.
  var canBeResumed: Bool { !isTrainedHere && history?.resumption != nil }

  public func isOn(_ action: Action) -> Bool {
    switch action {
    case .playOrPause: isPlaying
    case .pauseOrResume: history?.session == .paused || canBeResumed
    case .toggleLogarithm: isLogarithmic
    default: false
    }
  }
}
