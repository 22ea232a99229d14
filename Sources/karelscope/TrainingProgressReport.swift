import Experiments
import Foundation

/// Tells a training's progress on standard error: one line that renews itself on a terminal, a plain line a while elsewhere.
final class TrainingProgressReport {
  private let run: RunDirectory
  private let firstStep: Int
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastShown = ContinuousClock.now
  private var hasOpenLine = false

  /// The time between plain lines.
  private static let plainInterval = Duration.seconds(15)
  private static let terminalInterval = Duration.milliseconds(200)

  init(_ run: RunDirectory, firstStep: Int) {
    self.run = run
    self.firstStep = firstStep
  }

  func begin() {
    let preset = run.configuration.preset
    if firstStep == 0 {
      line("training \(preset.name), seed \(run.configuration.seed), \(preset.steps) steps, into \(run.url.path)")
    } else {
      line("going on with \(run.url.path) after step \(firstStep) of \(preset.steps)")
    }
  }

  func report(_ progress: TrainingJob.Progress) {
    switch progress {
    case .step(let step):
      let interval =
        isTerminal ? TrainingProgressReport.terminalInterval : TrainingProgressReport.plainInterval
      guard ContinuousClock.now - lastShown >= interval else { return }
      lastShown = .now
      show(text(step))
    case .evaluating(let step):
      if isTerminal { show("step \(step): evaluating") }
    case .metrics(let metrics):
      guard let evaluation = metrics.evaluation else { return }
      line(
        String(
          format: "step %d: accuracy %.3f of %d %@, unique programs %.3f, program perplexity %.3f, "
            + "right in all five: direction %.3f, position %.3f, markers %.3f",
          metrics.step, evaluation.generativeAccuracy, evaluation.specifications,
          run.configuration.evaluationSplit, evaluation.uniquePrograms, evaluation.programPerplexity,
          evaluation.directionRight, evaluation.positionRight, evaluation.markersRight))
    }
  }

  func end(isInterrupted: Bool) {
    if isInterrupted {
      line("saved; go on with: karelscope train --out \(run.url.path) --resume")
    } else {
      line("done")
    }
  }

  private func text(_ step: TrainingJob.Step) -> String {
    let rate = Double(step.samples) / max(step.seconds, 1e-9)
    let left = Double(step.steps - step.step) * step.seconds / Double(step.step - firstStep)
    return String(
      format: "step %d of %d, loss %.3f nats a token, program %.3f, %.0f samples/s, %@ left", step.step, step.steps,
      step.loss.mean(), step.loss.mean([.program]), rate, TrainingProgressReport.duration(left))
  }

  /// Hours, minutes and seconds, as far as they matter.
  private static func duration(_ seconds: Double) -> String {
    let seconds = Int(seconds.rounded())
    if seconds >= 3600 { return String(format: "%d h %02d min", seconds / 3600, seconds % 3600 / 60) }
    if seconds >= 60 { return String(format: "%d min %02d s", seconds / 60, seconds % 60) }
    return "\(seconds) s"
  }

  /// Shows `text` until the next one.
  private func show(_ text: String) {
    if isTerminal {
      write("\r\u{1B}[K" + text)
      hasOpenLine = true
    } else {
      write(text + "\n")
    }
  }

  /// Writes `text` to stay.
  private func line(_ text: String) {
    write((hasOpenLine ? "\r\u{1B}[K" : "") + text + "\n")
    hasOpenLine = false
  }

  private func write(_ text: String) {
    // Progress that nobody can read is no reason to stop.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
