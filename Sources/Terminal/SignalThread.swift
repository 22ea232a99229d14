import Dispatch
import Foundation
import Synchronization

/// Waits for signals on a thread of its own and writes their numbers to a descriptor.
///
/// There is no handler: one that ran on a thread in the middle of a matrix product was seen to break it, because oneDNN's
/// generated code does not keep clear of the stack below it. The signals are blocked in every other thread, and it does not
/// matter whether they were when the process began.
final class SignalThread: Sendable {
  private let isEnding = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)

  /// Begins to wait. The signals must be blocked in the calling thread, which the new one inherits.
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

  /// Stops waiting; returns when the thread hears no more.
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
