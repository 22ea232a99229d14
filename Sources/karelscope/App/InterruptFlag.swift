import Foundation
import Synchronization

/// Notes the first SIGINT, SIGTERM or SIGHUP, so that work can end cleanly; a second one of the first two ends the program at
/// once, with 128 and its number as exit status. A terminal that goes may send SIGHUP several times.
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
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // Whoever started this program may have had them ignored, and a program inherits that. Who ignores SIGHUP, as nohup
      // does, wants the work to outlast the terminal.
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

  /// Whether this is the handler that stands for doing nothing: no function, but a number in place of its address.
  private static func isIgnoring(_ handler: Handler?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN as Handler?, to: Int.self)
  }
}
