import Experiments
import Foundation

/// Tells a probing's progress on standard error, and how long its present part may take.
final class ProbingProgressReport {
  let line = ProgressLine()
  private let step: Int
  private var part = ""
  private var start = ContinuousClock.now

  /// - Parameter step: The checkpoint's.
  init(_ step: Int) {
    self.step = step
  }

  func report(_ progress: ProbingJob.Progress) {
    switch progress {
    case .wrote(let done, let total):
      show("writing", "wrote \(done) of \(total) programs", Double(done) / Double(total))
    case .reread(let done, let total):
      show("reading", "the model before training read \(done) of \(total) programs", Double(done) / Double(total))
    case .trained(let share):
      show("training", String(format: "trained %.0f%% of the probes", 100 * share), share)
    }
  }

  private func show(_ part: String, _ text: String, _ share: Double) {
    if part != self.part { (self.part, start) = (part, .now) }
    let spent = ContinuousClock.now - start
    let left = share > 0 ? ", \((spent * ((1 - share) / share)).text) left" : ""
    line.show("step \(step): \(text)\(left)")
  }
}
