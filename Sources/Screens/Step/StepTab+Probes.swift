import Beliefs
import Karel

extension StepTab {
  /// The next feature's calibration, after the last none.
  mutating func showNextCalibration() {
    let place = calibrated.flatMap(Feature.standard.firstIndex).map { $0 + 1 } ?? 0
    calibrated = place < Feature.standard.count ? Feature.standard[place] : nil
  }

  /// Trains what is missing on screen, or cancels the current training.
  mutating func trainProbes() -> [TabEffect] {
    guard let run else { return [] }
    var probes = run.missingProbes(probeName, [.original])
    if let calibrated, let probe, probe.calibrations[calibrated] == nil {
      probes = [ProbeTrainingRequest.Probe(probe.name)]
    }
    guard let probes else {
      if probing.isBusy { return probing.toggle(ProbeTrainingRequest(run: target.run, step: run.step, probes: [])) }
      note = "all probes are trained; p shows the next"
      return []
    }
    return probing.toggle(ProbeTrainingRequest(run: target.run, step: run.step, probes: probes))
  }

  /// Reads again, with the probes that are there now, and shows the first that is new.
  mutating func showProbes(of request: ProbeTrainingRequest) -> [TabEffect] {
    guard let run, request.run == target.run, request.step == run.step, awaited == nil else { return [] }
    let new = request.probes.first { $0.semantics == .original && run.probe($0.name) == nil }
    if let new { probeName = new.name }
    return ask(target)
  }
}

extension CompareTab {
  /// Trains what a column lacks, else the next kind of probe; or cancels the current training.
  mutating func trainProbes() -> [TabEffect] {
    guard let run = runToProbe else { return [] }
    let semantics =
      contrast == .semantics || showsResults
      ? Semantics.named.map(\.semantics) + [typedSemantics].compactMap { $0 } : [.original]
    let probes = run.missingProbes(probeName, semantics)
    guard probes != nil || probing.isBusy else {
      note = "all probes are trained; p shows the next"
      return []
    }
    return probing.toggle(ProbeTrainingRequest(run: target.run, step: run.step, probes: probes ?? []))
  }

  /// The checkpoint of the first column without a probe, else the current one.
  private var runToProbe: RunSummary? {
    let lacking = contrast == .checkpoints ? columns.first { $0.probe == nil }?.checkpoint : nil
    return lacking.flatMap { readings[$0]?.run } ?? run
  }

  /// Reads again, with the probes that are there now.
  mutating func showProbes(of request: ProbeTrainingRequest) -> [TabEffect] {
    guard request.run == target.run, readings[request.step] != nil else { return resultRequests }
    let subject = Subject(
      run: target.run, step: request.step, sample: target.sample, intervention: target.intervention)
    awaited.insert(subject)
    return [.request(.read(subject))] + resultRequests
  }
}
