import Experiments
import Foundation

/// Tells a training's progress on standard error.
struct TrainingProgressReport {
  private let run: RunDirectory
  private let firstStep: Int
  private let line = ProgressLine()

  init(_ run: RunDirectory, firstStep: Int) {
    self.run = run
    self.firstStep = firstStep
  }

  func begin() {
    let preset = run.configuration.preset
    if firstStep == 0 {
      line.keep("training \(preset.name), seed \(run.configuration.seed), \(preset.steps) steps, into \(run.url.path)")
    } else {
      line.keep("going on with \(run.url.path) after step \(firstStep) of \(preset.steps)")
    }
  }

  func report(_ progress: TrainingJob.Progress) {
    switch progress {
    case .step(let step):
      line.show(text(step))
    case .evaluating(let step):
      line.show("step \(step): evaluating")
    case .metrics(let metrics):
      guard let evaluation = metrics.evaluation else { return }
      line.keep(
        String(
          format: "step %ld: accuracy %.3f of %ld %@, unique programs %.3f, program perplexity %.3f, "
            + "right in all five: direction %.3f, position %.3f, markers %.3f",
          metrics.step, evaluation.generativeAccuracy, evaluation.specifications,
          run.configuration.evaluationSplit, evaluation.uniquePrograms, evaluation.programPerplexity,
          evaluation.directionRight, evaluation.positionRight, evaluation.markersRight))
    }
  }

  func end(isFinished: Bool) {
    line.keep(
      isFinished ? "done" : "saved; go on with: karelscope train --out \(run.url.path.shellWord) --resume")
  }

  private func text(_ step: TrainingJob.Step) -> String {
    let rate = Double(step.samples) / max(step.seconds, 1e-9)
    let left = Duration.seconds(Double(step.steps - step.step) * step.seconds / Double(step.step - firstStep))
    return String(
      format: "step %ld of %ld, loss %.3f nats a token, program %.3f, %.0f samples/s, %@ left", step.step, step.steps,
      step.loss.mean(), step.loss.mean([.program]), rate, left.text)
  }
}
