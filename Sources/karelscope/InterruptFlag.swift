import Foundation
import Synchronization

/// Notes the first SIGINT or SIGTERM, so that work can end cleanly; a second one ends the program at once, with 128 and its
/// number as exit status.
///
/// A thread waits for the signals; there is no handler. One that ran on a thread in the middle of a matrix product was seen
/// to break it: oneDNN's generated code does not keep clear of the stack below it.
enum InterruptFlag {
  /// The number of the first signal, 0 until it comes.
  private static let first = Atomic<Int32>(0)

  /// The signal that was noted; none before ``listen()``, or if none came.
  static var signal: Int32? {
    let number = first.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Begins to take notice. To be called once, before there are other threads: they inherit that the signals are blocked.
  static func listen() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      // Whoever started this program may have had them ignored, and a program inherits that.
      Foundation.signal(number, SIG_DFL)
      sigaddset(&signals, number)
    }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let awaited = signals
    Thread.detachNewThread {
      var awaited = awaited
      var number: Int32 = 0
      while sigwait(&awaited, &number) == 0 {
        let isFirst = first.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged
        if !isFirst { _exit(128 + number) }
      }
    }
  }
}
