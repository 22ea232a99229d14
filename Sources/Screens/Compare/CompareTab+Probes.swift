import Karel
import Records

extension CompareTab {
  /// Trains what a column lacks, else the next kind of probe; or calls off the current training.
  mutating func trainProbes() -> [TabEffect] {
    if let stop = probing.stop() { return stop }
    guard let run = runToProbe else { return [] }
    let semantics =
      contrast == .semantics || showsResults
      ? Semantics.named.map(\.semantics) + [typedSemantics].compactMap { $0 } : [.original]
    guard let probes = run.missingProbes(probeName, semantics) else {
      note = "all probes are trained; p shows the next"
      return []
    }
    return probing.start(ProbeTrainingRequest(run: target.run, step: run.step, probes: probes))
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
