import Beliefs
import Records

extension StepTab {
  /// The next feature's calibration, after the last none.
  mutating func showNextCalibration() {
    let place = calibrated.flatMap(Feature.standard.firstIndex).map { $0 + 1 } ?? 0
    calibrated = place < Feature.standard.count ? Feature.standard[place] : nil
  }

  /// Trains what is missing on screen, or calls off the current training.
  mutating func trainProbes() -> [TabEffect] {
    if let stop = probing.stop() { return stop }
    guard let run else { return [] }
    var probes = run.missingProbes(probeName, [.original])
    if let calibrated, let probe, probe.calibrations[calibrated] == nil {
      probes = [ProbeTrainingRequest.Probe(probe.name)]
    }
    guard let probes else {
      note = "all probes are trained; p shows the next"
      return []
    }
    return probing.start(ProbeTrainingRequest(run: target.run, step: run.step, probes: probes))
  }

  /// Reads again, with the probes that are there now, and shows the first that is new.
  mutating func showProbes(of request: ProbeTrainingRequest) -> [TabEffect] {
    guard let run, request.run == target.run, request.step == run.step, awaited == nil else { return [] }
    let new = request.probes.first { $0.semantics == .original && run.probe($0.name) == nil }
    if let new { probeName = new.name }
    return ask(target)
  }
}
