extension CompareTab {
  public var hintedActions: [Action] {
    let lacksProbe = columns.contains { $0.probe == nil }
    if showsResults {
      return [
        .next, .back, .nextMeasure, .nextOffset, .nextProbe, .results, .trainProbes, .toggleLogarithm, .stepThrough,
      ]
    }
    guard !columns.isEmpty else { return [.newSpecification, .results] }
    var actions: [Action] = [.playOrPause, .next, .back]
    if isPlaying { actions += [.faster, .slower] }
    if lacksProbe { actions.append(.trainProbes) }
    actions += [.nextContrast] + (leavesColumnsOut ? [.nextColumns] : []) + [.results]
    if columns.contains(where: { $0.divergence != nil }) { actions.append(.nextDivergence) }
    if (0..<endStep).contains(where: { step in columns.contains { $0.traced.differs(at: step) } }) {
      actions.append(.nextDisagreement)
    }
    actions += [.newSpecification, .toggleBreakpoint]
    if let first = checkpointSteps.first, let last = checkpointSteps.last, first < last {
      actions.append(first < target.step ?? .max ? .previousCheckpoint : .nextCheckpoint)
    }
    return (actions + [.trainProbes, .nextProbe, .stepThrough]).withoutRepeats
  }

  public func isOn(_ action: Action) -> Bool {
    switch action {
    case .results: showsResults
    case .toggleLogarithm: isLogarithmic
    case .trainProbes: probing.isBusy
    default: isSteppingOn(action)
    }
  }
}
