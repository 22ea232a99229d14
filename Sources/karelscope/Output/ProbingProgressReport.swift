import Experiments
import Foundation

/// Reports the progress of a probing job on standard error, with the time left for its current phase.
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
      show("reading", "untrained model read \(done) of \(total) programs", Double(done) / Double(total))
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
