/// What a training does that goes on beside the screen.
public enum SessionState: Hashable, Sendable {
  case training
  /// Waiting after a step until resumed.
  case paused
  /// Saved and stopped before the last step.
  case stopped
  /// Saved after the last step.
  case finished
  /// It failed, with a reason in one line; earlier saves remain.
  case failed(reason: String)

  /// Whether the training has ended.
  public var isOver: Bool {
    switch self {
    case .training, .paused: false
    case .stopped, .finished, .failed: true
    }
  }

  /// Why it failed; nil if it did not.
  public var failure: String? {
    if case .failed(let reason) = self { reason } else { nil }
  }
}
