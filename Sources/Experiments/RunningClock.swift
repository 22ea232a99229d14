import Foundation
import Synchronization

/// Measures the time during which this process can run, excluding time in which it is stopped by a signal or the
/// machine sleeps.
///
/// A thread samples the system's clock; a gap longer than any scheduling delay means that the whole process was
/// stopped.
public final class RunningClock: Sendable {
  /// The time counted until the last sample.
  struct Count {
    var last: ContinuousClock.Instant
    var running = Duration.zero

    /// Takes a sample.
    mutating func advance(to now: ContinuousClock.Instant) {
      let passed = now - last
      running += passed < RunningClock.longestGap ? passed : RunningClock.interval
      last = now
    }
  }

  /// The sampling interval, and the shortest gap that means a stop.
  static let interval = Duration.milliseconds(50)
  static let longestGap = Duration.seconds(1)

  private let count = Mutex(Count(last: .now))

  /// Starts the clock.
  public init() {
    Thread { [weak self] in
      while self?.now != nil { usleep(UInt32(RunningClock.interval / .microseconds(1))) }
    }.start()
  }

  /// The running time since the start.
  public var now: Duration {
    count.withLock { count in
      count.advance(to: .now)
      return count.running
    }
  }
}
