import Foundation
import Synchronization

/// Records the first SIGINT, SIGTERM or SIGHUP, so that work can stop cleanly; a second SIGINT or SIGTERM ends the
/// program at once, with 128 plus its number as exit status. A closing terminal may send SIGHUP several times.
///
/// A thread waits for the signals; there is no handler. A handler that interrupted a thread during a matrix product was
/// observed to corrupt it: oneDNN's generated code uses the stack below the stack pointer.
enum InterruptFlag {
  /// The number of the first signal, 0 until it arrives.
  private static let first = Atomic<Int32>(0)

  /// The recorded signal; nil before ``listen()``, or if none arrived.
  static var signal: Int32? {
    let number = first.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Starts listening. Call once, before other threads start: they inherit the blocked signals.
  static func listen() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // A program inherits ignored signals. With SIGHUP ignored, as by nohup, work is to outlast the terminal.
      let previous = Foundation.signal(number, SIG_DFL)
      if number == SIGHUP, isIgnoring(previous) {
        Foundation.signal(number, SIG_IGN)
        continue
      }
      sigaddset(&signals, number)
    }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let awaited = signals
    Thread.detachNewThread {
      var awaited = awaited
      var number: Int32 = 0
      while sigwait(&awaited, &number) == 0 {
        let isFirst = first.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged
        if !isFirst, number != SIGHUP { _exit(128 + number) }
      }
    }
  }

  private typealias Handler = @convention(c) (Int32) -> Void

  /// Whether this is SIG_IGN, which is a number rather than the address of a function.
  private static func isIgnoring(_ handler: Handler?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN as Handler?, to: Int.self)
  }
}
