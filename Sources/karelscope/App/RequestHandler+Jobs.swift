import Beliefs
import Experiments
import Foundation
import Probing
import Screens
import Tensors
import Terminal

/// What takes long: the training of probes. It leaves nothing on disk, since a run may be read-only.
extension RequestHandler {
  /// A layer of a checkpoint that is steered.
  struct SteeringKey: Hashable {
    let run: RunReference
    let step: Int
    /// The modification time of the checkpoint's files.
    let written: [Date?]
    /// As `HiddenLayer` numbers them.
    let layer: Int

    init(_ checkpoint: LoadedCheckpoint, _ steering: BeliefSteering) {
      run = checkpoint.reference
      step = checkpoint.summary.step
      written = checkpoint.written
      layer = steering.layer ?? max(1, checkpoint.parameters.configuration.layerCount * 2 / 3)
    }
  }

  /// Trains and tests probes, and keeps them in memory.
  func probingJob(_ request: ProbeTrainingRequest, in run: RunDirectory) -> RequestJob {
    RequestJob(.probing) { [self] control in
      @Sendable func progress(_ state: ProbingProgress.State) -> Response {
        .probing(ProbingProgress(request: request, state: state))
      }
      var probing = try InteractiveProbing(request, in: run, cache: activations)
      probing.isCancelled = control.isCancelled
      let findings = try probing { part in
        switch part {
        case .wrote(let done, let total): control.post(progress(.writing(done, of: total)))
        case .trained(let share): control.post(progress(.training(share)))
        }
      }
      try held.withLock { held in
        guard try open(request.run, &held).continues(run) else {
          throw RunError(file: run.url, problem: "another run has replaced the one whose probes were trained")
        }
        held.onDemandProbes.keep(findings, request)
        held.models.removeAll { $0.reference == request.run && $0.summary.step == request.step }
      }
      return progress(.finished(seconds: findings.seconds))
    }
  }

  /// Trains the probe of a layer along which a model is steered, and then reads the steered model.
  func steeringJob(_ subject: Subject, _ key: SteeringKey, in run: RunDirectory) -> RequestJob {
    RequestJob(.steering) { [self] control in
      var job = SteeringJob(run, step: key.step, threads: defaultThreadCount)
      job.layers = [key.layer]
      job.isCancelled = control.isCancelled
      (job.sizes.training, job.sizes.validation) = (1000, 250)
      control.post(.preparing(subject, done: 0, total: job.sizes.training + job.sizes.validation))
      let probe = try job.probes(of: run.model(key.step)) { progress in
        if case .wrote(let done, let total) = progress { control.post(.preparing(subject, done: done, total: total)) }
      }[0]
      held.withLock { $0.steeringProbes[key] = probe }
      return begin(.read(subject)).response(to: .read(subject), control)
    }
  }
}

extension InteractiveProbing {
  /// What a tab requests: the probes that a checkpoint lacks are trained, the others tested.
  ///
  /// - Throws: `RunError` if a probe of the request is invalid; errors from reading a saved probe.
  fileprivate init(_ request: ProbeTrainingRequest, in run: RunDirectory, cache: ActivationCache) throws {
    let keys = try request.probes.map { probe in
      guard let kind = ProbeKind(rawValue: probe.name.kind) else {
        throw RunError(
          file: run.url,
          problem: "probe: found \(probe.name.kind), expected one of "
            + ProbeKind.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return ProbeKey(kind: kind, semantics: probe.semantics, frame: probe.name.frame)
    }
    let width = run.configuration.preset.model.width
    let kept = try keys.compactMap { try run.wholeProbe(request.step, $0, width: width) }
    let names = Set(kept.map(\.key.name))
    self.init(
      run, step: request.step, training: keys.filter { !names.contains($0.name) }, cache: cache,
      threads: defaultThreadCount)
    tested = kept
  }
}
