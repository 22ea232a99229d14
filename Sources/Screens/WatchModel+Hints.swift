extension WatchModel {
  public var hintedActions: [Action] {
    var actions: [Action] = [.playOrPause, .next, .back]
    if isPlaying { actions += [.faster, .slower] }
    if !overlays.isEmpty { actions.append(.nextCurve) }
    let isTrainedHere = history?.session == .training || history?.session == .paused
    actions += isTrainedHere ? [.pauseOrResume, .save, .stop] : [.train]
    actions += [.nextChart, .toggleLogarithm]
    if checkpoint != nil { actions.append(.stepThrough) }
    actions.append(.nextAxis)
    if (findings?.probeNames.count ?? 0) > 1 { actions.append(.nextProbe) }
    return actions
  }

  public func isOn(_ action: Action) -> Bool {
    switch action {
    case .playOrPause: isPlaying
    case .pauseOrResume: history?.session == .paused
    case .toggleLogarithm: isLogarithmic
    default: false
    }
  }
}
