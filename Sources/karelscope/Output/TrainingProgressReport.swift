import Experiments
import Foundation
import PlainText
import Screens

/// Reports the progress of a training on standard error.
final class TrainingProgressReport {
  private let run: RunDirectory
  private let firstStep: Int
  private let line = ProgressLine(plainInterval: .seconds(60))
  private let levels: PhaseLevels
  private var observations: [Phases.Observation]
  private var phases: Phases
  private var pace = TrainingPace()
  private let clock = RunningClock()
  private var evaluationBegin: Duration?

  init(_ job: TrainingJob) {
    run = job.run
    firstStep = job.firstStep
    levels = run.configuration.phaseLevels
    observations = job.earlierMetrics.compactMap(Phases.Observation.init)
    phases = Phases(observations, levels: levels)
  }

  func begin() {
    let preset = run.configuration.preset
    if firstStep == 0 {
      line.keep("training \(preset.name), seed \(run.configuration.seed), \(preset.steps) steps, into \(run.url.path)")
      line.keep("differences from Jin & Rinard (2024):")
      for deviation in run.configuration.deviations { line.keep("  \(deviation)") }
    } else {
      line.keep("resuming \(run.url.path) after step \(firstStep) of \(preset.steps)")
    }
    guard firstStep < preset.steps else { return }
    line.keep(
      "evaluation on \(preset.evaluationCount) \(run.configuration.evaluationSplit) specifications, "
        + "at each checkpoint:")
    line.keep("                            program   correct in all five examples")
    line.keep("   step  accuracy  unique  perplexity  direction  position  markers")
  }

  func report(_ progress: TrainingJob.Progress) {
    switch progress {
    case .step(let step):
      pace.addStep(samples: step.samples, seconds: step.seconds)
      line.show(text(step))
    case .evaluating(let step):
      evaluationBegin = clock.now
      line.show("step \(step): evaluating")
    case .metrics(let metrics):
      guard let evaluation = metrics.evaluation else { return }
      if let evaluationBegin { pace.addEvaluation(seconds: (clock.now - evaluationBegin) / .seconds(1)) }
      line.keep(
        String(
          format: "%7ld  %8.3f  %6.3f  %10.3f  %9.3f  %8.3f  %7.3f", metrics.step, evaluation.generativeAccuracy,
          evaluation.uniquePrograms, evaluation.programPerplexity, evaluation.directionRight, evaluation.positionRight,
          evaluation.markersRight))
      reportPhases(after: metrics)
    }
  }

  func end(isFinished: Bool) {
    line.keep(
      isFinished ? "done" : "saved; resume with: karelscope train --out \(run.url.path.shellWord) --resume")
  }

  /// Reports the phases that began by this checkpoint.
  private func reportPhases(after metrics: Metrics) {
    let before = phases
    observations += [Phases.Observation(metrics)].compactMap { $0 }
    phases = Phases(observations, levels: levels)
    for (name, old, new) in [
      ("syntax", before.syntax, phases.syntax), ("semantics", before.semantics, phases.semantics),
    ] {
      if old == nil, let new {
        line.keep("\(name) acquisition began by step \(new / run.configuration.preset.batchSize), \(new) samples")
      }
    }
  }

  /// Current phase, step, time left, samples per second, and the losses of the last batch; usually at most 80 columns.
  private func text(_ step: TrainingJob.Step) -> String {
    let left = pace.secondsLeft(after: step.step, of: run.configuration.preset).map { Duration.seconds($0).text }
    let phase = phases.latest.map { "\($0.rawValue), " } ?? ""
    return phase
      + String(
        format: "step %ld of %ld, %@ left, %.0f samples/s, loss %.2f, program %.2f nats", step.step, step.steps,
        left ?? "?", pace.samplesPerSecond ?? 0, step.loss.mean(), step.loss.mean([.program]))
  }
}
