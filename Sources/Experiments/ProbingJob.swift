import Beliefs
import Corpus
import Foundation
import Karel
import LanguageModel
import Probing
import Synchronization
import Tensors

/// Trains and tests the probes of one checkpoint, and writes them into the run.
public struct ProbingJob: Sendable {
  /// What the job reports.
  public enum Progress: Sendable {
    /// Programs were written, of all there are to write.
    case wrote(Int, of: Int)
    /// Programs were read by the model at initialisation, of all there are to read.
    case reread(Int, of: Int)
    /// A share of the probes' training is done.
    case trained(Double)
  }

  public let run: RunDirectory
  public let step: Int
  public var plan: ProbingPlan
  public var threads: Int
  /// Whether somebody wants the job to end: it then throws `CancellationError`. What is finished by then stays.
  public var isCancelled: @Sendable () -> Bool = { false }

  public init(_ run: RunDirectory, step: Int, plan: ProbingPlan = ProbingPlan(), threads: Int) {
    self.run = run
    self.step = step
    self.plan = plan
    self.threads = threads
  }

  /// The hidden states that probes are trained, standardised and tested on.
  public struct Traces {
    public let training, validation, test: ActivationDataset
  }

  /// Lets the checkpoint write programs for specifications of the run's own corpus. Programs and hidden states depend neither
  /// on semantics nor on the probes' seeds; which training states are drawn depends on the run's seed.
  ///
  /// - Throws: ``RunError`` if the model has no such layer; whatever reading the checkpoint throws.
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

  /// Writes hidden states and labels of one layer, semantics and offset; see `ActivationDataset.write`.
  ///
  /// - Precondition: The plan has one layer.
  public func dump(semantics: Semantics, offset: Int, to url: URL, progress: (Progress) -> Void) throws {
    try AtomicFile.check(url)
    let traces = try traces(progress: progress)
    try ActivationDataset.write(
      [(.train, traces.training), (.validation, traces.validation), (.test, traces.test)],
      plan.traces(plan.layers[0], example: plan.examples[0]), semantics: semantics, offset: offset, origin: origin,
      to: url)
  }

  /// Where the traces come from, for those who meet them elsewhere.
  private var origin: [String: String] {
    let sizes = plan.sizes
    return [
      "run": run.name, "preset": run.configuration.preset.name, "seed": "\(run.configuration.seed)",
      "checkpoint": "\(step)",
      "specifications": "\(sizes.training) train, \(sizes.validation) validation, \(sizes.test) test",
      "states": "\(sizes.states) at most of the train split",
    ]
  }

  /// Trains the plan's probes on the checkpoint's traces, tests them, and writes probes and results into the run, each as
  /// soon as it is there.
  ///
  /// - Parameter progress: Called on several threads, one at a time.
  /// - Returns: The plan's results, those included that were there already.
  /// - Throws: ``RunError`` if another process trains probes of this run, or results are there and the plan does not say what
  ///   to do with them; `CancellationError`; whatever reading the checkpoint and writing files throws.
  public func trainProbes(progress: @escaping (Progress) -> Void) throws -> [ProbeResult] {
    let model = try model()
    let lock = try run.lockProbes(step)
    defer { withExtendedLifetime(lock) {} }
    let archive = try ProbeArchive(run, step: step, width: model.configuration.width)
    try check(archive)
    let tasks = plan.layers.map { layer in
      let tasks = plan.tasks(layer)
      return (layer: layer, tasks: plan.isResuming ? archive.rest(of: tasks) : tasks)
    }
    if tasks.contains(where: { !$0.tasks.isEmpty }) {
      let traces = try traces(of: model, progress: progress)
      let untrained =
        tasks.contains { $0.tasks.contains { $0.control == .untrained } }
        ? try rereadTraces(traces, progress: progress) : nil
      let work = ProbingExecutor(
        step: step, width: model.configuration.width, traces: traces, untrained: untrained,
        training: plan.training, threads: threads, isCancelled: isCancelled,
        kept: plan.isResuming ? archive.byKey : [:])
      let shares = tasks.map { work.cost($0.tasks) }
      let total = shares.reduce(0, +)
      for (number, (layer, tasks)) in tasks.enumerated() {
        let done = shares[..<number].reduce(0, +)
        try work.train(tasks, layer: layer) {
          progress(.trained((done + $0) / total))
        } finish: {
          try archive.add($0, keepsMLPs: plan.keepsMLPs, keepsExisting: plan.isResuming)
        }
      }
    }
    let keys = Set(plan.layers.flatMap(plan.tasks).flatMap { task in task.features.map(task.resultKey) })
    return archive.results.filter { $0.key.map(keys.contains) ?? false }
  }

  /// Finds out before any work whether it could be written.
  ///
  /// - Throws: ``RunError`` if the model has no such layer, or results are there and the plan does not say what to do with them;
  ///   `AtomicFileError` if nothing can be written.
  public func check() throws {
    let model = run.configuration.preset.model
    try checkLayers(of: model)
    try check(ProbeArchive(run, step: step, width: model.width))
  }

  private func check(_ archive: ProbeArchive) throws {
    let all = plan.layers.flatMap(plan.tasks)
    let count = archive.count(of: all)
    guard plan.isResuming || plan.isReplacing || count == 0 else {
      throw RunError(
        file: run.probes(step),
        problem:
          "holds \(count) of these \(all.reduce(0) { $0 + $1.features.count }) results already; --resume leaves them "
          + "as they are, --replace trains them anew")
    }
    try RunDirectory.makeFolder(run.probes(step).deletingLastPathComponent())
    let isThere = FileManager.default.fileExists(atPath: run.probes(step).path)
    try AtomicFile.check(isThere ? run.probeResultsFile(step) : run.probes(step))
  }

  /// The same programs' states as the run's model had them before its training.
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
