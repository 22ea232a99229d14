extension StepTab {
  public var modeHints: [KeyText]? { editor?.hints }

  public var hintedActions: [Action] {
    guard let traced else { return [.newSpecification] }
    let lacksProbe = probe == nil
    var actions: [Action] = [.playOrPause, .next, .back]
    if awaitedTurn != nil { actions.append(isOn(.steerLeft) ? .steerLeft : .steerRight) }
    if isPlaying { actions += [.faster, .slower] }
    if lacksProbe { actions.append(.trainProbes) }
    if calibrated != nil { actions += lacksCalibration ? [.calibrate, .trainProbes] : [.calibrate] }
    if !past.isEmpty { actions.append(.undo) }
    let wrong = (0..<endStep).filter(traced.differs)
    if let last = wrong.last {
      actions.append(last > step || wrong[0] >= step ? .nextDisagreement : .previousDisagreement)
    }
    if let first = checkpointSteps.first, let last = checkpointSteps.last, first < last {
      actions.append(first < target.step ?? .max ? .previousCheckpoint : .nextCheckpoint)
    }
    actions += [.newSpecification, .toggleBreakpoint, .steerRight]
    if !lacksProbe { actions.append(.calibrate) }
    actions.append(.editWorld)
    if !lacksProbe, canTrainProbes { actions.append(.trainProbes) }
    if (run?.probeNames().count ?? 0) > 1 { actions.append(.nextProbe) }
    return (actions + [.nextExample]).withoutRepeats
  }

  public func isOn(_ action: Action) -> Bool {
    switch action {
    case .calibrate: calibrated != nil
    case .trainProbes: probing.isBusy
    case .steerRight: awaitedTurn == .turnRight
    case .steerLeft: awaitedTurn == .turnLeft
    default: isSteppingOn(action)
    }
  }

  /// Whether the requested calibration is missing.
  private var lacksCalibration: Bool { calibrated.map { probe?.calibrations[$0] == nil } ?? false }

  /// Whether there is a probe to train or test, or one being trained.
  private var canTrainProbes: Bool {
    probing.isBusy || lacksCalibration || run?.missingProbes(probeName, [.original]) != nil
  }
}
