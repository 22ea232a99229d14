import Foundation
import Synchronization

/// Caches the hidden states of the last probed checkpoint.
public final class ActivationCache: Sendable {
  private struct Entry {
    let key: String
    let modified: Date?
    let width: Int
    let traces: ProbingJob.Traces
  }

  private let entry = Mutex<Entry?>(nil)

  public init() {}

  /// Calls `body` with a checkpoint's hidden states, which are generated on a cache miss; one caller at a time.
  ///
  /// - Parameters:
  ///   - progress: Called with the programs generated so far, and the total.
  ///   - isCancelled: Whether to stop generating and throw `CancellationError`.
  func withActivations<Result: Sendable>(
    of run: RunDirectory, step: Int, sizes: ProbingPlan.Sizes, threads: Int,
    progress: @Sendable (Int, Int) -> Void, isCancelled: @escaping @Sendable () -> Bool,
    body: (_ width: Int, ProbingJob.Traces) throws -> Result
  ) throws -> Result {
    try entry.withLock { entry in
      let folder = run.checkpoint(step)
      let modified = try? FileManager.default.attributesOfItem(atPath: folder.path)[.modificationDate] as? Date
      let key = "\(folder.path) \(sizes)"
      if entry?.key != key || entry?.modified != modified {
        entry = nil
        var plan = ProbingPlan()
        plan.sizes = sizes
        var job = ProbingJob(run, step: step, plan: plan, threads: threads)
        job.isCancelled = isCancelled
        let parameters = try run.model(step)
        let traces = try job.traces(of: parameters) { part in
          if case .wrote(let done, let total) = part { progress(done, total) }
        }
        entry = Entry(key: key, modified: modified, width: parameters.configuration.width, traces: traces)
      }
      return try body(entry!.width, entry!.traces)
    }
  }
}
