import Dispatch
import Foundation
import Synchronization

/// Waits for signals on its own thread and writes their numbers to a descriptor.
///
/// There is no handler: one that interrupted a thread during a matrix product was observed to corrupt it, because
/// oneDNN's generated code uses the stack below the stack pointer. The signals are blocked in every other thread,
/// regardless of
/// whether they were blocked when the process started.
final class SignalThread: Sendable {
  private let isEnding = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)

  /// Starts waiting. The signals must be blocked in the calling thread, from which the new thread inherits the mask.
  init(for signals: [Int32], descriptor: Int32) {
    Thread.detachNewThread { [self] in
      var set = signalSet(signals)
      var number: Int32 = 0
      while sigwait(&set, &number) == 0, !isEnding.load(ordering: .acquiring) {
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(descriptor, &byte, 1)
      }
      ended.signal()
    }
  }

  /// Stops waiting; returns when the thread has ended.
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
