import Foundation
import Synchronization

/// Notes the first SIGINT or SIGTERM, so that work can end cleanly; a second one ends the program at once, with 128 and its
/// number as exit status.
enum InterruptFlag {
  /// The signal that was noted; none before ``listen()``, or if none came.
  static var signal: Int32? {
    let number = firstSignal.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Begins to take notice.
  static func listen() {
    var action = sigaction()
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = note
    #else
      action.__sigaction_handler.sa_handler = note
    #endif
    // What a signal interrupts, the system goes on with.
    action.sa_flags = SA_RESTART
    firstSignal.store(0, ordering: .relaxed)
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM] {
      sigaction(number, &action, nil)
      sigaddset(&numbers, number)
    }
    // Whoever started this program may have blocked them, and a program inherits that.
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
  }
}

/// The number of the first signal, 0 until it comes. The handler does nothing else than change it, or end the program.
private let firstSignal = Atomic<Int32>(0)

private func note(_ number: Int32) {
  let isFirst = firstSignal.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged
  if !isFirst { _exit(128 + number) }
}
