import Corpus
import Files
import Foundation
import LanguageModel

/// Trains a model in a run's folder; it can be stopped, killed and resumed without changing the result.
public final class TrainingJob {
  /// Progress of the job.
  public enum Progress: Sendable {
    /// A step was taken.
    case step(Step)
    /// A checkpoint is being evaluated.
    case evaluating(step: Int)
    /// A line was added to the metrics.
    case metrics(Metrics)
  }

  /// One optimizer step.
  public struct Step: Sendable {
    /// Steps taken, and the total.
    public let step: Int
    public let steps: Int
    /// Samples processed since the job started or resumed, and the seconds that took.
    public let samples: Int
    public let seconds: Double
    /// The batch's loss, before the step, in nats per token.
    public let loss: LossSum
  }

  /// The listener's reply; of several replies within a step, the greatest counts.
  public enum Reply: Comparable, Sendable {
    case proceed
    /// Save after this step and continue.
    case save
    /// Save after this step and stop.
    case stop
  }

  public let run: RunDirectory
  /// The step from which the job starts; 0 for a new run.
  public let firstStep: Int
  /// The lines of the metrics up to that step.
  public let earlierMetrics: [Metrics]
  /// The errors of invalid lines, which remain only in ``damagedMetrics``.
  public let metricsDamage: LogDamage
  /// A copy of the metrics as they were, if any lines were invalid.
  public let damagedMetrics: URL?
  private let trainer: Trainer
  private let threads: Int
  private let lock: RunLock

  /// Steps between saves from which a killed training can resume.
  public static let stepsPerSave = 100
  /// Steps between lines of metrics.
  public static let stepsPerLine = 20

  /// Prepares training in `run`, from its newest checkpoint if there is one.
  ///
  /// - Parameter machine: The machine to record in `run.json`.
  /// - Throws: ``RunError`` if another process trains the run; `FileError` if the newest checkpoint does not match the
  ///   run, has no optimizer state or cannot be read.
  public init(_ run: RunDirectory, threads: Int, machine: Machine? = nil) throws {
    lock = try RunLock(run.url)
    self.threads = max(1, threads)
    try run.removePartial()
    let (preset, seed) = (run.configuration.preset, run.configuration.seed)
    let newest = run.checkpointSteps.last
    if let machine, (newest ?? 0) < preset.steps {
      self.run = try run.recording(machine, threads: self.threads, step: newest ?? 0)
    } else {
      self.run = run
    }
    let parameters = try newest.map(run.model) ?? .initial(preset.model, seed: seed)
    firstStep = newest ?? 0
    trainer = Trainer(parameters, settings: preset.optimizer, threads: self.threads)
    if let newest { try TrainingJob.resume(newest, of: self.run, with: trainer) }
    let metrics = try run.truncateMetrics(after: firstStep)
    (earlierMetrics, metricsDamage, damagedMetrics) = (metrics.lines, metrics.damage, metrics.copy)
  }

  /// Reads the optimizer state of the checkpoint to resume from, and finishes an interrupted save.
  private static func resume(_ step: Int, of run: RunDirectory, with trainer: Trainer) throws {
    let (folder, preset) = (run.checkpoint(step), run.configuration.preset)
    if step < preset.steps {
      guard Optimizer.exists(in: folder) else {
        throw FileError(
          folder, found: "no optimizer.safetensors", expected: "one in the newest checkpoint, to resume from",
          remedy: "copy it there, or train another run")
      }
      try trainer.optimizer.read(from: folder)
      guard trainer.optimizer.step == step else {
        throw FileError(
          folder, "optimizer.safetensors: step", found: "\(trainer.optimizer.step)", expected: "\(step)")
      }
    }
    try removeOutdated(before: step, of: run)
  }

  /// Trains to the end, or until `report` returns `stop`. Must be called only once.
  ///
  /// - Returns: Whether the training is finished.
  @discardableResult
  public func train(report: (Progress) -> Reply) throws -> Bool {
    let preset = run.configuration.preset
    guard firstStep < preset.steps else { return true }
    let last = earlierMetrics.last
    let secondsBefore = last?.seconds ?? 0
    var processorSeconds = last?.processorSeconds ?? 0
    var source = BatchSource(preset, seed: run.configuration.seed)
    let clock = RunningClock()
    var secondsHere = 0.0
    var recent = LossSum()

    for step in firstStep + 1...preset.steps {
      let (begin, processorBegin) = (clock.now, ProcessorClock.now)
      let rate = preset.schedule.factor(at: step - 1)
      let result = trainer.step(try source.batches(at: step - 1), rate: rate)
      guard result.gradientNorm.isFinite else { throw divergence(at: step, found: "a gradient") }
      recent.add(result.loss)
      secondsHere += (clock.now - begin) / .seconds(1)
      processorSeconds += ProcessorClock.now - processorBegin

      var reply = report(
        .step(
          Step(
            step: step, steps: preset.steps, samples: (step - firstStep) * preset.batchSize, seconds: secondsHere,
            loss: result.loss)))
      let isCheckpoint = preset.isCheckpoint(step)
      if isCheckpoint || step % TrainingJob.stepsPerLine == 0 || reply > .proceed {
        var metrics = Metrics(
          step: step, samples: step * preset.batchSize, tokens: recent.tokens.reduce(0, +),
          seconds: secondsBefore + secondsHere,
          processorSeconds: processorSeconds, loss: Metrics.Losses(recent), learningRateFactor: rate,
          gradientNorm: result.gradientNorm)
        recent = LossSum()
        if isCheckpoint {
          reply = max(reply, report(.evaluating(step: step)))
          metrics.evaluation = try evaluate(step)
        }
        try run.append([metrics])
        reply = max(reply, report(.metrics(metrics)))
      }
      if isCheckpoint || step % TrainingJob.stepsPerSave == 0 || reply > .proceed { try save(step) }
      if reply == .stop { return step == preset.steps }
    }
    return true
  }

  /// The error of a diverged training. Resuming from a saved checkpoint would diverge again.
  private func divergence(at step: Int, found: String) -> RunError {
    let saved =
      run.checkpointSteps.last.map { "the newest checkpoint, of step \($0), is from before" }
      ?? "no checkpoint was saved before it"
    return RunError(
      file: run.url,
      problem:
        "step \(step): found \(found) that is not finite, expected a training that does not diverge; \(saved); "
        + "train another run with lower rates: --set optimizer.muonRate=… --set optimizer.adamRate=…")
  }

  /// Evaluates the current model and saves its first programs.
  private func evaluate(_ step: Int) throws -> Evaluation {
    do {
      let (evaluation, answers) = try Evaluation.run(
        trainer.parameters, samples: run.configuration.evaluationSamples, threads: threads)
      try run.writeSamples(answers.prefix(RunDirectory.keptSampleCount), step: step)
      return evaluation
    } catch GenerationError.notFinite {
      throw divergence(at: step, found: "a hidden state or logit")
    }
  }

  /// Writes a checkpoint with the optimizer's state, unless a parameter is not finite.
  private func save(_ step: Int) throws {
    guard trainer.parameters.isFinite else { throw divergence(at: step, found: "a parameter") }
    try Checkpoint.write(trainer.parameters, optimizer: trainer.optimizer, to: run.checkpoint(step))
    try TrainingJob.removeOutdated(before: step, of: run)
  }

  /// Removes the optimizer state of all but the newest checkpoint, and older checkpoints that the preset does not list.
  private static func removeOutdated(before newest: Int, of run: RunDirectory) throws {
    for old in run.checkpointSteps where old < newest {
      if run.configuration.preset.isCheckpoint(old) {
        try Optimizer.remove(from: run.checkpoint(old))
      } else {
        try AtomicDirectory.remove(run.checkpoint(old))
      }
    }
  }
}
