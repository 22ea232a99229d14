import Dispatch
import Synchronization

/// A training that goes on beside its caller, who may pause it, have it saved, and stop it. It works on a thread of its own,
/// where no signal of the process is delivered.
public final class TrainingSession: Sendable {
  public enum State: Hashable, Sendable {
    case training
    /// Waiting after a step, for as long as it takes.
    case paused
    /// Saved, before its end.
    case stopped
    /// Saved, after its last step.
    case finished
    /// What went wrong; what was saved before is there.
    case failed(String)

    /// Whether nothing more will happen.
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
  /// Signalled when what is wanted has changed.
  private let change = DispatchSemaphore(value: 0)
  private let end = DispatchGroup()

  /// Begins or goes on with the training in `run`.
  ///
  /// - Parameter report: Is told of every step and line of metrics, on the training's thread.
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
      } catch let error as RunError {
        state = .failed(error.description)
      } catch {
        state = .failed("\(error)")
      }
      self.control.withLock { $0.state = state }
    }
  }

  public var state: State { control.withLock { $0.state } }

  /// Waits after the step being taken, until ``resume()``.
  public func pause() { want { $0.isPausing = true } }

  public func resume() { want { $0.isPausing = false } }

  /// Saves after the step being taken, or after the last one if it is paused; it takes one more step then, and pauses again.
  public func save() { want { $0.isSaving = true } }

  /// Saves after the step being taken, or after the last one if it is paused, and ends.
  public func stop() { want { $0.isStopping = true } }

  /// Returns when nothing more will happen.
  public func wait() { end.wait() }

  private func want(_ change: (inout Control) -> Void) {
    control.withLock { change(&$0) }
    self.change.signal()
  }

  /// Waits for as long as the training should pause.
  private func reply(to progress: TrainingJob.Progress) -> TrainingJob.Reply {
    guard case .step = progress else { return .goOn }
    while true {
      let reply: TrainingJob.Reply? = control.withLock { control in
        let isWanted = control.isStopping || control.isSaving
        control.state = control.isPausing && !isWanted ? .paused : .training
        if control.isStopping { return .stop }
        if control.isSaving {
          control.isSaving = false
          return .save
        }
        return control.isPausing ? nil : .goOn
      }
      if let reply { return reply }
      change.wait()
    }
  }
}
