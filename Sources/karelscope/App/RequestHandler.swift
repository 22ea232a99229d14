import ArgumentParser
import Beliefs
import Corpus
import Experiments
import Files
import Foundation
import LanguageModel
import Probing
import Screens
import Synchronization
import Tensors

/// Handles the tabs' requests one at a time, on the calling thread. Caches runs, the most recently used models with
/// their probes, and training histories.
final class RequestHandler: Sendable {
  /// The state kept between requests.
  private struct Held {
    /// With the modification times of their `run.json`.
    var runs: [RunReference: (run: RunDirectory, written: Date?)] = [:]
    /// Most recently used last.
    var models: [LoadedCheckpoint] = []
    var watchers: [RunReference: TrainingWatcher] = [:]
    var probeWatchers: [RunReference: ProbeWatcher] = [:]
    var onDemandProbes = OnDemandProbes()
    /// The trainings started by this process.
    var sessions: [RunReference: TrainingSession] = [:]
  }

  private struct LoadedCheckpoint {
    let reference: RunReference
    var summary: RunSummary
    let model: ProbedModel
    let parameters: Parameters
    /// Of the layers steered so far.
    var steering: [Int: SteeringProbe] = [:]
    /// The modification time of its files.
    let written: [Date?]
  }

  /// The number of cached models: one for each column of Compare, and one for Step.
  private static let modelCount = 5

  /// How long the library's runs are loaded before the partial result is shown.
  private static let moment = Duration.milliseconds(50)

  /// The folders searched for runs.
  private let folders: [URL]
  /// Whether a request for probes waits until they are trained, so that scripts are reproducible.
  private let waitsForProbes: Bool
  private let held = Mutex(Held())
  /// Whether the instrument is quitting, so that work that can be cancelled is not awaited.
  private let isEnding = Atomic(false)

  init(folders: [URL], waitsForProbes: Bool) {
    self.folders = folders
    self.waitsForProbes = waitsForProbes
  }

  @Sendable func respond(to request: Request) -> Response {
    do {
      return try held.withLock { try respond(to: request, &$0) }
    } catch {
      return .failed(request, reason: "\(error)")
    }
  }

  private func respond(to request: Request, _ held: inout Held) throws -> Response {
    switch request {
    case .read(let subject):
      let run = try open(subject.run, &held)
      let checkpoint = try load(run, subject, &held)
      let push = try subject.intervention.steering.map { try self.push($0, run, &held) }
      let sample = subject.sample.resolved(run.configuration.preset.programLengths)
      let intervention = subject.intervention
      var reading = try run.naming(checkpoint: checkpoint.summary.step) {
        try checkpoint.model.read(
          intervention.specification ?? sample.specification, forced: intervention.ops, isEnding: intervention.isWhole,
          push: push)
      }
      reading.reference = sample.reference
      return .reading(reading, by: checkpoint.summary, of: subject)
    case .history(let reference):
      return .history(try look(reference, &held), of: reference)
    case .findings(let reference):
      let run = try open(reference, &held)
      var watcher = held.probeWatchers[reference] ?? ProbeWatcher(run)
      defer { held.probeWatchers[reference] = watcher }
      return .findings(try watcher.look(with: held.onDemandProbes.results(reference)), of: reference)
    case .probe(let request):
      try held.onDemandProbes.begin(request, in: open(request.run, &held), waits: waitsForProbes)
      return try look(&held)
    case .probing: return try look(&held)
    case .stopProbing:
      held.onDemandProbes.stop()
      return try look(&held)
    case .train(let name):
      let run = try begin(name, &held)
      let seed = try open(run, &held).configuration.seed
      return .training(run, seed: seed, into: RequestHandler.typed(run.path))
    case .control(let reference, let control):
      if let session = held.sessions[reference], !session.state.isOver {
        session.obey(control)
      } else if control == .resume {
        try requireNoTraining(held)
        let run = try open(reference, &held)
        held.sessions[reference] = TrainingSession(run, threads: defaultThreadCount, machine: .current)
      } else {
        throw RunError(file: URL(fileURLWithPath: reference.path), problem: "is not being trained here")
      }
      return .history(try look(reference, &held), of: reference)
    case .library: return .library(RunCatalog(searching: folders))
    case .catalogEntries(let references):
      let loaded = Set(held.models.map { [$0.reference.path, "\($0.summary.step)"] })
      return .catalogEntries(
        RunCatalog.contents(references, within: RequestHandler.moment) { loaded.contains([$0.path, "\($1)"]) })
    case .complete(let request): return .completions(completions(of: request), of: request)
    case .write(let picture):
      let url = URL(fileURLWithPath: picture.file)
      let isReplacement = FileManager.default.fileExists(atPath: url.path)
      try AtomicFile.write(Data(picture.bytes), to: url)
      return .wrote(file: picture.file, isReplacement: isReplacement)
    }
  }

  private func look(_ reference: RunReference, _ held: inout Held) throws -> TrainingHistory {
    let run = try open(reference, &held)
    var watcher = held.watchers[reference] ?? TrainingWatcher(run)
    defer { held.watchers[reference] = watcher }
    var history = try watcher.look()
    // A finished training does not know what other processes have done since.
    if let session = held.sessions[reference],
      !session.state.isOver || !run.isLocked && history.state != .finished
    {
      history.session = TrainingHistory.Session(session.state)
      // The training may not have locked the folder yet.
      if !session.state.isOver { history.resumption = nil }
    }
    return history
  }

  /// The progress of the most recently requested probes.
  private func look(_ held: inout Held) throws -> Response {
    guard let progress = held.onDemandProbes.look() else {
      throw ValidationError("no probes are being trained")
    }
    if case .finished = progress.state {
      held.models.removeAll { $0.reference == progress.request.run && $0.summary.step == progress.request.step }
    }
    return .probing(progress)
  }

  /// Starts a training in a new folder, with the first seed that no sibling folder uses.
  private func begin(_ name: String, _ held: inout Held) throws -> RunReference {
    guard let preset = Preset.named(name) else {
      throw ValidationError("train: found \(name), expected one of \(Preset.all.map(\.name).joined(separator: ", "))")
    }
    try requireNoTraining(held)
    let folder = folders.first ?? URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    func url(_ seed: UInt64) -> URL { folder.appendingPathComponent("\(name)-seed\(seed)") }
    let seed = (1...UInt64.max).first { !FileManager.default.fileExists(atPath: url($0).path) }!
    let run = try RunDirectory(
      creating: url(seed), RunConfiguration(version: Karelscope.configuration.version, seed: seed, preset: preset))
    let reference = RunReference(run)
    held.runs[reference] = (run, nil)
    held.sessions[reference] = TrainingSession(run, threads: defaultThreadCount, machine: .current)
    return reference
  }

  /// - Throws: `ValidationError` if this process is training a model, which uses every processor.
  private func requireNoTraining(_ held: Held) throws {
    guard let (reference, session) = held.sessions.first(where: { !$0.value.state.isOver }) else { return }
    throw ValidationError(
      "\(reference.name) is \(session.state == .paused ? "paused" : "being trained") here; "
        + "S in Watch saves and stops it first")
  }

  /// A training that was stopped before its last step.
  struct EndedTraining {
    let folder: URL
    /// Why it could not be saved; nil if it was.
    let failure: String?
  }

  /// Saves and stops the running trainings, and cancels the training of probes.
  ///
  /// - Returns: The unfinished trainings.
  func endTrainings() -> [EndedTraining] {
    isEnding.store(true, ordering: .relaxed)
    held.withLock { $0.onDemandProbes }.end()
    let sessions = held.withLock { $0.sessions }.filter { !$0.value.state.isOver }
    for session in sessions.values { session.stop() }
    return sessions.sorted { $0.key.path < $1.key.path }.compactMap { reference, session in
      session.wait()
      let folder = URL(fileURLWithPath: reference.path)
      switch session.state {
      case .stopped: return EndedTraining(folder: folder, failure: nil)
      case .failed(let reason): return EndedTraining(folder: folder, failure: reason)
      case .training, .paused, .finished: return nil
      }
    }
  }

  /// The run in a folder. If another run has replaced it, everything cached for the old one is discarded.
  private func open(_ reference: RunReference, _ held: inout Held) throws -> RunDirectory {
    let path = (reference.path as NSString).expandingTildeInPath
    let url = try reference == BundledRun.missing ? BundledRun.url() : URL(fileURLWithPath: path)
    let written = RequestHandler.modificationDate(url.appendingPathComponent("run.json"))
    if let known = held.runs[reference], known.written == written { return known.run }
    let run = try RunDirectory(url)
    if let known = held.runs[reference]?.run.configuration,
      (known.seed, known.preset) != (run.configuration.seed, run.configuration.preset)
    {
      held.watchers[reference] = nil
      held.probeWatchers[reference] = nil
      held.models.removeAll { $0.reference == reference }
      held.onDemandProbes.forget(reference)
    }
    held.runs[reference] = (run, written)
    return run
  }

  /// The checkpoint's model with its probes, from the cache if that is up to date.
  private func load(_ run: RunDirectory, _ subject: Subject, _ held: inout Held) throws -> LoadedCheckpoint {
    // A training evaluates more checkpoints than it saves.
    let step = try subject.step.map { try run.step(nearest: $0) } ?? run.step(named: "latest")
    let written = [run.checkpoint(step), run.probes(step)].map(RequestHandler.modificationDate)
    held.models.removeAll { $0.reference == subject.run && $0.summary.step == step && $0.written != written }
    if let place = held.models.firstIndex(where: { $0.reference == subject.run && $0.summary.step == step }) {
      held.models.append(held.models.remove(at: place))
    } else {
      let parameters = try run.model(step)
      let probes = try run.keptProbes(step, width: parameters.configuration.width)
        .joined(held.onDemandProbes.probes(subject.run, step))
      held.models.append(
        LoadedCheckpoint(
          reference: subject.run,
          summary: try RunSummary(
            run, step: step, probes: probes.map(\.key), found: held.onDemandProbes.results(subject.run)[step] ?? []),
          model: ProbedModel(parameters, probes: probes), parameters: parameters, written: written))
      if held.models.count > RequestHandler.modelCount { held.models.removeFirst() }
    }
    let last = held.models.count - 1
    // A running training adds checkpoints.
    held.models[last].summary.checkpoints = run.checkpointSteps
    return held.models[last]
  }

  /// Steering for the most recently used model, along a probe that is trained at the first use of its layer.
  private func push(_ steering: BeliefSteering, _ run: RunDirectory, _ held: inout Held) throws -> ProbedModel.Push {
    let last = held.models.count - 1
    let checkpoint = held.models[last]
    let layer = steering.layer ?? max(1, checkpoint.parameters.configuration.layerCount * 2 / 3)
    let probe: SteeringProbe
    if let trained = checkpoint.steering[layer] {
      probe = trained
    } else {
      var job = SteeringJob(run, step: checkpoint.summary.step, threads: defaultThreadCount)
      job.layers = [layer]
      job.isCancelled = { [self] in isEnding.load(ordering: .relaxed) }
      (job.sizes.training, job.sizes.validation) = (1000, 250)
      probe = try job.probes(of: checkpoint.parameters)[0]
      held.models[last].steering[layer] = probe
    }
    return ProbedModel.Push(probe, as: steering.turn, from: steering.step, strength: steering.strength)
  }

  /// A path as typed from the current folder.
  static func typed(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? "./" + path.dropFirst(here.count) : path
  }

  static func modificationDate(_ folder: URL) -> Date? {
    try? FileManager.default.attributesOfItem(atPath: folder.path)[.modificationDate] as? Date
  }
}

extension TrainingSession {
  fileprivate func obey(_ control: TrainingControl) {
    switch control {
    case .pause: pause()
    case .resume: resume()
    case .save: save()
    case .stop: stop()
    }
  }
}

extension TrainingHistory.Session {
  fileprivate init(_ state: TrainingSession.State) {
    switch state {
    case .training: self = .training
    case .paused: self = .paused
    case .stopped, .finished: self = .ended
    case .failed(let reason): self = .failed(reason: reason)
    }
  }
}

extension RunReference {
  init(_ run: RunDirectory) {
    self.init(path: run.url.path, name: run.name)
  }
}

extension RunDirectory {
  /// A checkpoint's saved probes that tabs can show, in display order. Probes still being trained are missing.
  ///
  /// - Throws: Errors from reading an existing file.
  func keptProbes(_ step: Int, width: Int) throws -> [Probe] {
    try parallelMap(keptProbes(step), threads: defaultThreadCount) { key, _ in
      try wholeProbe(step, key, width: width)
    }.compactMap { $0 }
  }
}
