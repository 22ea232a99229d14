import CNcurses
import Foundation

/// Turns signals into bytes on the mailbox's pipe while a screen is shown.
struct Signals {
  /// Signals that the event loop answers.
  private static let answered = [
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGXFSZ, SIGWINCH, SIGTSTP, SIGCONT,
  ]

  private let previous: [(number: Int32, action: sigaction)]
  private let previousMask: sigset_t
  private let thread: SignalThread

  /// Begins to listen. To be called on the main thread before there are others, and before ncurses takes signals for
  /// itself.
  ///
  /// - Parameter descriptor: Where the numbers of signals are written.
  init(descriptor: Int32) {
    var set = signalSet(Signals.answered)
    var mask = sigset_t()
    pthread_sigmask(SIG_BLOCK, &set, &mask)
    previousMask = mask
    previous = Signals.answered.map { number in
      // Some systems throw away what is ignored, or would be by default, although it is blocked.
      var action = sigaction()
      setHandler(&action) { _ in }
      var old = sigaction()
      sigaction(number, &action, &old)
      return (number, old)
    }
    thread = SignalThread(for: Signals.answered, descriptor: descriptor)
  }

  /// Stops listening: every signal does again what it did before.
  func end() {
    thread.end()
    for (number, action) in previous {
      var action = action
      sigaction(number, &action, nil)
    }
    var mask = previousMask
    pthread_sigmask(SIG_SETMASK, &mask, nil)
  }

  /// Stops the process as Ctrl-Z does, and returns when it is continued.
  func stopProcess() {
    var byDefault = sigaction()
    setHandler(&byDefault, SIG_DFL)
    var old = sigaction()
    sigaction(SIGTSTP, &byDefault, &old)
    raiseUnblocked(SIGTSTP)
    sigaction(SIGTSTP, &old, nil)
  }

  /// Ends the process by a signal, as if nobody had listened.
  static func die(by number: Int32) {
    signal(number, SIG_DFL)
    raiseUnblocked(number)
  }
}

/// Sends a signal to this thread, and returns when it has done what it does.
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
