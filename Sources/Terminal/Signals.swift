import CNcurses
import Foundation

/// Turns signals into bytes on the mailbox's pipe while a screen is shown.
struct Signals {
  /// Signals that the event loop handles.
  private static let answered = [
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGXFSZ, SIGWINCH, SIGTSTP, SIGCONT,
  ]

  private let previous: [(number: Int32, action: sigaction)]
  private let previousMask: sigset_t
  private let thread: SignalThread

  /// Starts listening. Call on the main thread before others start, and before ncurses installs its handlers.
  ///
  /// - Parameter descriptor: The descriptor that the signals' numbers are written to.
  init(descriptor: Int32) {
    var set = signalSet(Signals.answered)
    var mask = sigset_t()
    pthread_sigmask(SIG_BLOCK, &set, &mask)
    previousMask = mask
    previous = Signals.answered.map { number in
      // Some systems discard a signal that is ignored, also by default, even while it is blocked.
      var action = sigaction()
      setHandler(&action) { _ in }
      var old = sigaction()
      sigaction(number, &action, &old)
      return (number, old)
    }
    thread = SignalThread(for: Signals.answered, descriptor: descriptor)
  }

  /// Stops listening and restores the previous actions.
  func end() {
    thread.end()
    for (number, action) in previous {
      var action = action
      sigaction(number, &action, nil)
    }
    var mask = previousMask
    pthread_sigmask(SIG_SETMASK, &mask, nil)
  }

  /// Stops the process like Ctrl-Z, and returns when it is continued.
  func stopProcess() {
    var byDefault = sigaction()
    setHandler(&byDefault, SIG_DFL)
    var old = sigaction()
    sigaction(SIGTSTP, &byDefault, &old)
    raiseUnblocked(SIGTSTP)
    sigaction(SIGTSTP, &old, nil)
  }

  /// Ends the process by a signal, with its default action.
  static func die(by number: Int32) {
    signal(number, SIG_DFL)
    raiseUnblocked(number)
  }
}

/// Sends a signal to this thread, and returns after it has taken effect.
private func raiseUnblocked(_ number: Int32) {
  var set = signalSet([number])
  var mask = sigset_t()
  pthread_sigmask(SIG_UNBLOCK, &set, &mask)
  raise(number)
  pthread_sigmask(SIG_SETMASK, &mask, nil)
}

func setHandler(_ action: inout sigaction, _ handler: (@convention(c) (Int32) -> Void)?) {
  #if canImport(Darwin)
    action.__sigaction_u.__sa_handler = handler
  #else
    action.__sigaction_handler.sa_handler = handler
  #endif
}
