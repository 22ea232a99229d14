import Beliefs
import Corpus
import Files
import Foundation
import Karel
import LanguageModel
import Probing
import Synchronization
import Tensors

/// Trains and tests the probes of one checkpoint and saves them in the run.
public struct ProbingJob: Sendable {
  /// Progress of the job.
  public enum Progress: Sendable {
    /// Programs generated so far, and the total.
    case wrote(Int, of: Int)
    /// Programs processed by the model at initialisation so far, and the total.
    case reread(Int, of: Int)
    /// The fraction of the probes' training that is done.
    case trained(Double)
  }

  public let run: RunDirectory
  public let step: Int
  public var plan: ProbingPlan
  public var threads: Int
  /// Polled for cancellation: the job then throws `CancellationError`. Finished results stay.
  public var isCancelled: @Sendable () -> Bool = { false }

  public init(_ run: RunDirectory, step: Int, plan: ProbingPlan = ProbingPlan(), threads: Int) {
    self.run = run
    self.step = step
    self.plan = plan
    self.threads = threads
  }

  /// The hidden states for training, standardisation and early stopping, and testing.
  public struct Traces {
    public let training, validation, test: ActivationDataset
  }

  /// Generates programs for specifications of the run's own corpus. Programs and hidden states depend neither on
  /// semantics nor on the probes' seeds; the sample of training states depends on the run's seed.
  ///
  /// - Throws: ``RunError`` if the model has no such layer; errors of reading the checkpoint.
  public func traces(progress: (Progress) -> Void) throws -> Traces { try traces(of: model(), progress: progress) }

  /// The checkpoint's model, if it has the plan's layers.
  private func model() throws -> Parameters {
    let parameters = try run.model(step)
    try checkLayers(of: parameters.configuration)
    return parameters
  }

  private func checkLayers(of model: Configuration) throws {
    for case .layer(let number) in plan.layers where number > model.layerCount {
      throw RunError(
        file: run.checkpoint(step), problem: "layer: found \(number), expected 0 to \(model.layerCount)")
    }
  }

  func traces(of parameters: Parameters, progress: (Progress) -> Void) throws -> Traces {
    let corpus = run.configuration.corpus
    let sizes = plan.sizes
    let total = sizes.training + sizes.validation + sizes.test
    var done = 0
    func traces(_ split: Split, _ count: Int, limit: Int? = nil) throws -> ActivationDataset {
      defer { done += count }
      var choice = ActivationDataset.Choice()
      choice.layers = plan.layers
      choice.position = plan.position
      choice.isCorrectOnly = plan.isCorrectOnly
      choice.keepsLast = plan.keepsLast
      choice.limit = limit
      choice.seed = run.configuration.seed
      return try ActivationDataset(
        of: parameters, samples: 0..<count, choice, threads: threads,
        progress: {
          progress(.wrote(done + $0, of: total))
          if isCancelled() { throw CancellationError() }
        }
      ) { corpus.sample($0, of: split) }
    }
    return Traces(
      training: try traces(.train, sizes.training, limit: sizes.states),
      validation: try traces(.validation, sizes.validation), test: try traces(.test, sizes.test))
  }

  /// Exports hidden states and labels of the plan's layers, one semantics and offset; see `ActivationDataset.write`.
  ///
  /// - Precondition: The plan has a layer.
  public func dump(
    semantics: Semantics, offset: Int, version: String, to url: URL, progress: (Progress) -> Void
  ) throws {
    try AtomicFile.check(url)
    let traces = try traces(progress: progress)
    try ActivationDataset.write(
      [(.train, traces.training), (.validation, traces.validation), (.test, traces.test)],
      plan.traces(plan.layers[0], example: plan.examples[0]),
      layerCount: run.configuration.preset.model.layerCount, semantics: semantics, offset: offset,
      origin: origin.merging(["version": version]) { $1 }, to: url)
  }

  /// The provenance of the exported states.
  private var origin: [String: String] {
    let sizes = plan.sizes
    return [
      "run": run.name, "preset": run.configuration.preset.name, "seed": "\(run.configuration.seed)",
      "corpusSeed": "\(run.configuration.corpus.seed)", "checkpoint": "\(step)",
      "specifications": "\(sizes.training) train, \(sizes.validation) validation, \(sizes.test) test",
      "states": "\(sizes.states) at most of the train split",
    ]
  }

  /// Trains and tests the plan's probes on the checkpoint's hidden states, and saves each probe and its results in the
  /// run as soon as it is finished.
  ///
  /// - Parameter progress: Called on several threads, one at a time.
  /// - Returns: The plan's results, including existing ones.
  /// - Throws: ``RunError`` if another process trains probes of this run, or results exist and the plan neither resumes
  ///   nor replaces; `CancellationError`; errors of reading the checkpoint and writing files.
  public func trainProbes(progress: @escaping (Progress) -> Void) throws -> [ProbeResult] {
    let model = try model()
    let lock = try run.lockProbes(step)
    defer { withExtendedLifetime(lock) {} }
    let archive = try ProbeArchive(run, step: step)
    try check(archive)
    let tasks = plan.layers.map { layer in
      let tasks = plan.tasks(layer)
      return (layer: layer, tasks: plan.isResuming ? archive.remaining(of: tasks) : tasks)
    }
    if tasks.contains(where: { !$0.tasks.isEmpty }) {
      let traces = try traces(of: model, progress: progress)
      let untrained =
        tasks.contains { $0.tasks.contains { $0.control == .untrained } }
        ? try rereadTraces(traces, progress: progress) : nil
      let executor = ProbingExecutor(
        step: step, width: model.configuration.width, traces: traces, untrained: untrained,
        training: plan.training, threads: threads, isCancelled: isCancelled,
        kept: plan.isResuming ? archive.byKey : [:])
      let shares = tasks.map { executor.cost($0.tasks) }
      let total = shares.reduce(0, +)
      for (number, (layer, tasks)) in tasks.enumerated() {
        let done = shares[..<number].reduce(0, +)
        try executor.train(tasks, layer: layer) {
          progress(.trained((done + $0) / total))
        } finish: {
          try archive.add($0, keepsMLPs: plan.keepsMLPs, keepsExisting: plan.isResuming)
        }
      }
    }
    let keys = Set(plan.layers.flatMap(plan.tasks).flatMap { task in task.features.map(task.resultKey) })
    return archive.results.filter { $0.key.map { keys.contains($0.with(states: .all)) } ?? false }
  }

  /// Checks, before any work, that the plan can run and its results can be written.
  ///
  /// - Throws: ``RunError`` if the model has no such layer, or results exist and the plan neither resumes nor replaces;
  ///   `FileError` if nothing can be written.
  public func check() throws {
    let model = run.configuration.preset.model
    try checkLayers(of: model)
    try check(ProbeArchive(run, step: step))
  }

  private func check(_ archive: ProbeArchive) throws {
    let all = plan.layers.flatMap(plan.tasks)
    let count = archive.count(of: all)
    guard plan.isResuming || plan.isReplacing || count == 0 else {
      throw RunError(
        file: run.probes(step),
        problem:
          "holds \(count) of these \(all.reduce(0) { $0 + $1.features.count }) results already; --resume keeps "
          + "them, --replace trains them again")
    }
    try RunDirectory.makeFolder(run.probes(step).deletingLastPathComponent())
    let exists = FileManager.default.fileExists(atPath: run.probes(step).path)
    try AtomicFile.check(exists ? run.probeResultsFile(step) : run.probes(step))
  }

  /// The hidden states of the same programs in the run's model at initialisation.
  private func rereadTraces(_ traces: Traces, progress: (Progress) -> Void) throws -> Traces {
    let configuration = run.configuration
    let parameters = Parameters.initial(configuration.preset.model, seed: configuration.seed)
    let sets: [(Split, ActivationDataset)] = [
      (.train, traces.training), (.validation, traces.validation), (.test, traces.test),
    ]
    let total = sets.reduce(0) { $0 + $1.1.programs.count }
    var done = 0
    let reread = try sets.map { split, set in
      defer { done += set.programs.count }
      return try set.reread(
        by: parameters, threads: threads,
        progress: {
          progress(.reread(done + $0, of: total))
          if isCancelled() { throw CancellationError() }
        }
      ) { configuration.corpus.sample($0, of: split) }
    }
    return Traces(training: reread[0], validation: reread[1], test: reread[2])
  }
}
