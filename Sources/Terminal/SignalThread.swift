import Dispatch
import Foundation
import Synchronization

/// Waits for signals on its own thread.
///
/// There is no handler: one that interrupted a thread during a matrix product was observed to corrupt it, because
/// oneDNN's generated code uses the stack below the stack pointer. The signals are blocked in every other thread,
/// regardless of whether they were blocked when the process started.
public final class SignalThread: Sendable {
  private let isEnding = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)

  /// Blocks signals in the calling thread, from which threads inherit that. Call before other threads start.
  ///
  /// - Returns: The signals that were blocked before.
  @discardableResult
  public static func block(_ signals: [Int32]) -> sigset_t {
    var set = signalSet(signals)
    var previous = sigset_t()
    pthread_sigmask(SIG_BLOCK, &set, &previous)
    return previous
  }

  /// Starts waiting. The signals must be blocked in the calling thread.
  ///
  /// - Parameter receive: Called with each signal's number, on the thread that waits.
  public init(for signals: [Int32], receive: @escaping @Sendable (Int32) -> Void) {
    Thread.detachNewThread { [self] in
      var set = signalSet(signals)
      var number: Int32 = 0
      while sigwait(&set, &number) == 0, !isEnding.load(ordering: .acquiring) { receive(number) }
      ended.signal()
    }
  }

  /// Stops waiting, where SIGWINCH is among the signals; returns when the thread has ended.
  func end() {
    isEnding.store(true, ordering: .releasing)
    kill(getpid(), SIGWINCH)
    ended.wait()
  }
}

/// The set of these signals.
func signalSet(_ numbers: [Int32]) -> sigset_t {
  var set = sigset_t()
  sigemptyset(&set)
  for number in numbers { sigaddset(&set, number) }
  return set
}
