import Dispatch
import Synchronization

/// A background training run that can be paused, saved and stopped. It runs on its own thread, which receives no
/// signals.
public final class TrainingSession: Sendable {
  public enum State: Hashable, Sendable {
    case training
    /// Waiting after a step until resumed.
    case paused
    /// Saved and stopped before the last step.
    case stopped
    /// Saved after the last step.
    case finished
    /// The error message; earlier saves remain.
    case failed(String)

    /// Whether the training has ended.
    public var isOver: Bool {
      switch self {
      case .training, .paused: false
      case .stopped, .finished, .failed: true
      }
    }
  }

  private struct Control {
    var state = State.training
    var isPausing = false
    var isSaving = false
    var isStopping = false
  }

  private let control = Mutex(Control())
  /// Signalled when a request arrives.
  private let change = DispatchSemaphore(value: 0)
  private let end = DispatchGroup()

  /// Starts or resumes training in `run`.
  ///
  /// - Parameter report: Called with every step and line of metrics, on the training thread.
  public init(
    _ run: RunDirectory, threads: Int, machine: Machine? = nil,
    report: @escaping @Sendable (TrainingJob.Progress) -> Void = { _ in }
  ) {
    DispatchQueue(label: "training", qos: .utility).async(group: end) {
      let state: State
      do {
        let job = try TrainingJob(run, threads: threads, machine: machine)
        let isFinished = try job.train { progress in
          report(progress)
          return self.reply(to: progress)
        }
        state = isFinished ? .finished : .stopped
      } catch {
        state = .failed("\(error)")
      }
      self.control.withLock { $0.state = state }
    }
  }

  public var state: State { control.withLock { $0.state } }

  /// Pauses after the current step, until ``resume()``.
  public func pause() { request { $0.isPausing = true } }

  public func resume() { request { $0.isPausing = false } }

  /// Saves after the current step, or after the last one if paused; a paused training then takes one more step.
  public func save() { request { $0.isSaving = true } }

  /// Saves after the current step, or after the last one if paused, and stops.
  public func stop() { request { $0.isStopping = true } }

  /// Waits until the training has ended.
  public func wait() { end.wait() }

  private func request(_ change: (inout Control) -> Void) {
    control.withLock { change(&$0) }
    self.change.signal()
  }

  /// Blocks while the training is paused.
  private func reply(to progress: TrainingJob.Progress) -> TrainingJob.Reply {
    guard case .step = progress else { return .proceed }
    while true {
      let reply: TrainingJob.Reply? = control.withLock { control in
        let isRequested = control.isStopping || control.isSaving
        control.state = control.isPausing && !isRequested ? .paused : .training
        if control.isStopping { return .stop }
        if control.isSaving {
          control.isSaving = false
          return .save
        }
        return control.isPausing ? nil : .proceed
      }
      if let reply { return reply }
      change.wait()
    }
  }
}
