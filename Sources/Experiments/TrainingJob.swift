import Corpus
import Foundation
import LanguageModel

/// Trains a model in a run's folder, step by step; can be stopped, killed and resumed without changing the result.
public final class TrainingJob {
  /// What the job reports.
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
    /// Steps taken, and the number the training has.
    public let step: Int
    public let steps: Int
    /// Samples taken since the job began or was resumed, and the seconds that took.
    public let samples: Int
    public let seconds: Double
    /// The batch's loss, before the step, in nats per token.
    public let loss: LossSum
  }

  /// What the listener wants; where it answers several times within a step, the last of these cases counts.
  public enum Reply: Comparable, Sendable {
    case goOn
    /// Save after this step, and go on.
    case save
    /// Save after this step, and end.
    case stop
  }

  public let run: RunDirectory
  /// The step that the job begins from; 0 for a new run.
  public let firstStep: Int
  /// The lines of the metrics up to that step.
  public let earlierMetrics: [Metrics]
  /// What was wrong with other lines, which stay in `damagedMetricsFile` alone.
  public let metricsDamage: LogDamage
  private let trainer: Trainer
  private let threads: Int
  private let lock: RunLock

  /// Steps between the saves from which a killed training can go on.
  public static let stepsPerSave = 100
  /// Steps between lines of metrics.
  public static let stepsPerLine = 20

  /// Prepares a training in `run`, which goes on from its newest checkpoint if it has one.
  ///
  /// - Parameter machine: Where it trains, to be noted in `run.json`.
  /// - Throws: ``RunError`` if another process trains there, or the newest checkpoint is not one of this run or has no
  ///   optimizer state; or what reading a checkpoint throws.
  public init(_ run: RunDirectory, threads: Int, machine: Machine? = nil) throws {
    lock = try RunLock(run.url)
    self.threads = max(1, threads)
    try run.removePartial()
    let (preset, seed) = (run.configuration.preset, run.configuration.seed)
    let newest = run.checkpointSteps.last
    if let machine, (newest ?? 0) < preset.steps {
      self.run = try run.noting(machine, threads: self.threads, step: newest ?? 0)
    } else {
      self.run = run
    }
    let parameters = try newest.map(run.model) ?? .initial(preset.model, seed: seed)
    firstStep = newest ?? 0
    trainer = Trainer(parameters, settings: preset.optimizer, threads: self.threads)
    if let newest { try TrainingJob.takeUp(newest, of: self.run, by: trainer) }
    (earlierMetrics, metricsDamage) = try run.truncateMetrics(after: firstStep)
  }

  /// Makes sure that training can go on from the checkpoint that was read, and finishes what saving it began.
  private static func takeUp(_ step: Int, of run: RunDirectory, by trainer: Trainer) throws {
    let (folder, preset) = (run.checkpoint(step), run.configuration.preset)
    if step < preset.steps {
      guard Optimizer.exists(in: folder) else {
        throw RunError(
          file: folder,
          problem: "found no optimizer.safetensors, expected one in the newest checkpoint, to go on from; "
            + "copy it there, or train another run")
      }
      try trainer.optimizer.read(from: folder)
      guard trainer.optimizer.step == step else {
        throw RunError(
          file: folder, problem: "optimizer.safetensors: step: found \(trainer.optimizer.step), expected \(step)")
      }
    }
    try removeOutdated(before: step, of: run)
  }

  /// Trains to the end, or until `report` says stop. To be called once.
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
      if isCheckpoint || step % TrainingJob.stepsPerLine == 0 || reply > .goOn {
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
        try run.append(metrics)
        reply = max(reply, report(.metrics(metrics)))
      }
      if isCheckpoint || step % TrainingJob.stepsPerSave == 0 || reply > .goOn { try save(step) }
      if reply == .stop { return step == preset.steps }
    }
    return true
  }

  /// What ends a training whose numbers have grown beyond all bounds. Going on from what was saved would end alike.
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

  /// Evaluates the model as it is, and keeps the first programs that it writes.
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

  /// Writes a checkpoint with the optimizer's state. One that could not be read again does not take the place of one that can.
  private func save(_ step: Int) throws {
    guard trainer.parameters.isFinite else { throw divergence(at: step, found: "a parameter") }
    try Checkpoint.write(trainer.parameters, optimizer: trainer.optimizer, to: run.checkpoint(step))
    try TrainingJob.removeOutdated(before: step, of: run)
  }

  /// Only the newest checkpoint keeps the optimizer's state; those that the preset does not ask for go once there is a newer
  /// one.
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
