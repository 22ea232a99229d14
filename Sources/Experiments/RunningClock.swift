import Foundation
import Synchronization

/// Counts the time in which this process can run: not the time for which a signal has stopped it or the machine sleeps.
///
/// A thread looks at the system's clock all the time; where it could not for longer than any scheduler lets a thread wait,
/// nobody of the process could.
public final class RunningClock: Sendable {
  /// What was counted until the last look.
  struct Count {
    var last: ContinuousClock.Instant
    var running = Duration.zero

    /// Looks again.
    mutating func advance(to now: ContinuousClock.Instant) {
      let passed = now - last
      running += passed < RunningClock.longestGap ? passed : RunningClock.interval
      last = now
    }
  }

  /// The time between two looks, and the least between two that means a stop.
  static let interval = Duration.milliseconds(50)
  static let longestGap = Duration.seconds(1)

  private let count = Mutex(Count(last: .now))

  /// Begins to count.
  public init() {
    Thread { [weak self] in
      while self?.now != nil { usleep(UInt32(RunningClock.interval / .microseconds(1))) }
    }.start()
  }

  /// The time since the beginning in which the process could run.
  public var now: Duration {
    count.withLock { count in
      count.advance(to: .now)
      return count.running
    }
  }
}
