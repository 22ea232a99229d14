import Corpus
import Files
import Foundation
import LanguageModel
import Records

/// Makes a run of checkpoints that another program trained, and evaluates each.
///
/// A new run appears complete or not at all. Into a run that was imported before, each further checkpoint is added
/// complete or not at all, so that a training elsewhere can be followed.
public struct ImportJob: Sendable {
  /// Progress of the job.
  public enum Progress: Sendable {
    /// A checkpoint is being read.
    case reading(step: Int)
    /// Specifications of a checkpoint's evaluation so far, and the total.
    case evaluating(step: Int, done: Int, of: Int)
    /// A checkpoint has been added.
    case added(Metrics)
  }

  /// By ascending step.
  public let sources: [ImportSource]
  /// The encoding of every checkpoint; nil to find it from their vocabularies.
  public var encoding: Encoding?
  /// The corpus's seed; nil for the one that the checkpoints or the run name, or 1.
  public var seed: UInt64?
  /// Validation specifications per evaluation; nil for the run's, or ``standardCount``.
  public var count: Int?
  public var threads: Int
  /// Polled for cancellation: the job then throws `CancellationError`.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// ``count`` for a new run.
  public static let standardCount = 1000

  /// - Precondition: There is at least one source.
  public init(_ sources: [ImportSource], threads: Int) {
    precondition(!sources.isEmpty)
    self.sources = sources
    self.threads = threads
  }

  /// Imports the checkpoints into `folder`; those that the run has already are skipped.
  ///
  /// - Parameters:
  ///   - version: The version of this program, for a new run.
  ///   - progress: Called on the calling thread.
  /// - Returns: The run, and the steps added.
  /// - Throws: ``RunError`` if the folder holds something else, checkpoints differ in shape, or the run was imported
  ///   with other settings; errors of reading checkpoints and writing files; `CancellationError`.
  public func run(
    into folder: URL, version: String, progress: (Progress) -> Void = { _ in }
  ) throws -> (run: RunDirectory, steps: [Int]) {
    if RunDirectory.isRun(folder) { return try add(to: RunDirectory(folder), progress) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    guard names.isEmpty, !isFile(folder) else {
      throw RunError(file: folder, problem: "already exists, expected a new folder or an imported run")
    }
    let models = try models(agreeingWith: nil, sources, progress)
    let origin = try Checkpoint.origin(sources[0].folder)
    var configuration = RunConfiguration(
      version: version, seed: seed ?? origin.seed ?? 1,
      preset: Preset(
        imported: models[0], steps: sources.map(\.step), batchSize: origin.batchSize ?? 1,
        evaluationCount: count ?? ImportJob.standardCount))
    configuration.libraryVersion = nil
    configuration.instructionSet = nil
    configuration.deviations = ImportJob.deviations(models[0], batchSize: origin.batchSize)
    configuration.imported = []
    try AtomicDirectory.write(to: folder) { partial in
      try add(sources, to: RunDirectory(creating: partial, configuration), progress)
    }
    return (try RunDirectory(folder), sources.map(\.step))
  }

  private func isFile(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && !isFolder.boolValue
  }

  /// Adds the checkpoints that a run does not have yet.
  private func add(
    to run: RunDirectory, _ progress: (Progress) -> Void
  ) throws -> (run: RunDirectory, steps: [Int]) {
    let lock = try RunLock(run.url)
    defer { withExtendedLifetime(lock) {} }
    // Read again under the lock.
    let run = try RunDirectory(run.url)
    let file = run.url.appendingPathComponent("run.json")
    guard let imported = run.configuration.imported else {
      throw RunError(
        file: run.url, problem: "holds a run that was trained here, expected an imported one; name another folder")
    }
    func agree<Value: Equatable>(_ option: String, _ given: Value?, _ recorded: Value) throws {
      guard let given, given != recorded else { return }
      throw RunError(file: file, problem: "found \(option) \(recorded), expected \(given), as asked for; leave it out")
    }
    try agree("seed", seed, run.configuration.seed)
    try agree("count", count, run.configuration.preset.evaluationCount)
    try agree("encoding", encoding, run.configuration.preset.model.encoding)
    try run.removePartial()
    let known = Set(run.checkpointSteps)
    for source in sources {
      guard let earlier = imported.first(where: { $0.step == source.step }), earlier.from != source.folder.path
      else { continue }
      throw RunError(
        file: source.folder,
        problem: "found step \(source.step), which the run has from \(earlier.from), expected another step")
    }
    let new = sources.filter { source in
      !known.contains(source.step) || !imported.contains { $0.step == source.step }
    }
    guard !new.isEmpty else { return (run, []) }
    _ = try models(agreeingWith: run.configuration.preset.model, new, progress)
    try add(new, to: run, progress)
    return (try RunDirectory(run.url), new.map(\.step))
  }

  /// The shapes of checkpoints, which are all the same. Each model is read, so that nothing is begun with one that is
  /// not whole.
  private func models(
    agreeingWith known: Configuration?, _ sources: [ImportSource], _ progress: (Progress) -> Void
  ) throws -> [Configuration] {
    var models: [Configuration] = []
    for source in sources {
      if isCancelled() { throw CancellationError() }
      progress(.reading(step: source.step))
      let model = try read(source).configuration
      if let expected = known ?? models.first, let difference = model.firstDifference(from: expected) {
        throw RunError(
          file: source.folder.appendingPathComponent("config.json"),
          problem: "\(difference.field): found \(difference.found), expected \(difference.expected), as the "
            + (known == nil ? "checkpoint of step \(sources[0].step) has it" : "run's run.json has it"))
      }
      models.append(model)
    }
    return models
  }

  private func read(_ source: ImportSource) throws -> Parameters {
    try Checkpoint.read(source.folder, encoding: encoding ?? Checkpoint.encoding(of: source.folder))
  }

  /// Evaluates checkpoints and adds each to a run: the configuration first, as no checkpoint may be beyond its steps,
  /// and the metrics last.
  private func add(_ sources: [ImportSource], to run: RunDirectory, _ progress: (Progress) -> Void) throws {
    var run = run
    let samples = run.configuration.evaluationSamples
    for source in sources {
      progress(.reading(step: source.step))
      let parameters = try read(source)
      let evaluation: Evaluation
      let answers: [Evaluation.Answer]
      do {
        (evaluation, answers) = try Evaluation.run(parameters, samples: samples, threads: threads) { done in
          if isCancelled() { throw CancellationError() }
          progress(.evaluating(step: source.step, done: done, of: samples.count))
        }
      } catch let error as GenerationError {
        throw RunError(file: source.folder, problem: error.description)
      }
      var configuration = run.configuration
      configuration.add(source)
      run = RunDirectory(url: run.url, configuration: configuration)
      try run.writeConfiguration()
      try Checkpoint.write(
        parameters, precision: Checkpoint.storedPrecision(source.folder), to: run.checkpoint(source.step))
      try run.writeSamples(answers.prefix(RunDirectory.keptSampleCount), step: source.step)
      let metrics = Metrics(importedAt: source.step, batchSize: configuration.preset.batchSize, evaluation)
      try run.insert(metrics)
      progress(.added(metrics))
    }
  }

  private static func deviations(_ model: Configuration, batchSize: Int?) -> [String] {
    [
      "trained by another program and imported: of its training, only the checkpoints are known here",
      "model of \(Parameters.count(model)) parameters instead of 350 million",
      batchSize == nil ? "samples are counted as steps, since the checkpoints do not name a batch size" : nil,
    ].compactMap { $0 }
  }
}

extension RunConfiguration {
  /// Adds a checkpoint to those of an imported run.
  fileprivate mutating func add(_ source: ImportSource) {
    var checkpoints = (imported ?? []).filter { $0.step != source.step }
    checkpoints.append(ImportedCheckpoint(step: source.step, from: source.folder.path))
    imported = checkpoints.sorted { $0.step < $1.step }
    let steps = Set(preset.checkpointSteps + [preset.steps, source.step]).sorted()
    preset.steps = steps[steps.count - 1]
    preset.checkpointSteps = steps.dropLast()
  }
}

extension Preset {
  /// The settings of a run that was trained elsewhere; those that are not known have neutral values.
  ///
  /// - Parameter steps: Of its checkpoints, ascending; at least one.
  fileprivate init(imported model: Configuration, steps: [Int], batchSize: Int, evaluationCount: Int) {
    self.init(
      name: "imported", model: model, programLengths: .paper, batchSize: batchSize, steps: steps[steps.count - 1],
      warmUp: 0, decayStart: 1, optimizer: OptimizerSettings(), lossWeights: .uniform, stages: [],
      checkpointSteps: steps.dropLast(), evaluationCount: evaluationCount)
  }
}

extension Metrics {
  /// The line of an imported checkpoint. Its losses are those on the references of the evaluation, as those of the
  /// training are not known; nor are its seconds, rates and gradients, which are 0.
  fileprivate init(importedAt step: Int, batchSize: Int, _ evaluation: Evaluation) {
    self.init(
      step: step, samples: step * batchSize, tokens: nil, seconds: 0, processorSeconds: 0,
      loss: Losses(
        text: log(evaluation.perplexity), program: log(evaluation.programPerplexity),
        outputDirection: evaluation.directionPerplexity.map { log($0) },
        outputPosition: evaluation.positionPerplexity.map { log($0) },
        outputMarkers: evaluation.markersPerplexity.map { log($0) }),
      learningRateFactor: 0, gradientNorm: 0, evaluation: evaluation)
  }
}

extension RunDirectory {
  /// Inserts a line into the metrics by its step, in place of an earlier one of that step.
  fileprivate func insert(_ metrics: Metrics) throws {
    let lines = try metricsLog().lines.filter { $0.step != metrics.step } + [metrics]
    try AtomicFile.write(try RunDirectory.jsonLines(lines.sorted { $0.step < $1.step }), to: metricsFile)
  }
}
