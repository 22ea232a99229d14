import CNcurses
import Foundation

/// Turns signals into bytes on the mailbox's pipe while a screen is shown, and gives the terminal back if the process
/// crashes.
struct Signals {
  /// Signals that the event loop answers.
  private static let answered = [SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT]
  /// Signals that end the process where it stands.
  private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]

  private let previous: [(number: Int32, action: sigaction)]
  private let previousStack: stack_t
  private let alternateStack: UnsafeMutableRawPointer

  /// Begins to listen. The terminal must have been started: crashes give back what it was before.
  ///
  /// - Parameters:
  ///   - descriptor: Where the numbers of signals are written.
  ///   - restoring: The bytes that bring the terminal's normal screen back.
  ///   - attributes: The terminal's settings before the screen.
  init(descriptor: Int32, restoring: [UInt8], attributes: termios) {
    previous = (Signals.answered + Signals.crashes).map { number in
      var action = sigaction()
      sigaction(number, nil, &action)
      return (number, action)
    }

    signalDescriptor = descriptor
    crashBytes = .allocate(capacity: restoring.count)
    crashBytes?.initialize(from: restoring, count: restoring.count)
    crashByteCount = restoring.count
    crashAttributes = .allocate(capacity: 1)
    crashAttributes?.initialize(to: attributes)
    let actionCount = 1 + Int(previous.map(\.number).max() ?? 0)
    crashActions = .allocate(capacity: actionCount)
    crashActions?.initialize(repeating: sigaction(), count: actionCount)
    for (number, action) in previous { crashActions?[Int(number)] = action }

    // A crash by running out of stack still has somewhere to run its handler.
    let stackSize = 1 << 16
    alternateStack = .allocate(byteCount: stackSize, alignment: 16)
    var stack = stack_t()
    stack.ss_sp = alternateStack
    stack.ss_size = stackSize
    var old = stack_t()
    sigaltstack(&stack, &old)
    previousStack = old

    for number in Signals.answered { Signals.listen(to: number, flags: SA_RESTART, handler: noteSignal) }
    for number in Signals.crashes { Signals.listen(to: number, flags: SA_ONSTACK, handler: restoreAndCrash) }
  }

  private static func listen(to number: Int32, flags: Int32, handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    setHandler(&action, handler)
    action.sa_flags = flags
    sigaction(number, &action, nil)
  }

  /// Stops listening: every signal does again what it did before.
  func end() {
    for (number, action) in previous {
      var action = action
      sigaction(number, &action, nil)
    }
    var stack = previousStack
    sigaltstack(&stack, nil)
    alternateStack.deallocate()
    crashBytes?.deallocate()
    crashBytes = nil
    crashAttributes?.deallocate()
    crashAttributes = nil
    crashActions?.deallocate()
    crashActions = nil
  }

  /// Stops the process as Ctrl-Z does, and returns when it is continued.
  func stopProcess() {
    var byDefault = sigaction()
    setHandler(&byDefault, SIG_DFL)
    var old = sigaction()
    sigaction(SIGTSTP, &byDefault, &old)
    raise(SIGTSTP)
    sigaction(SIGTSTP, &old, nil)
  }

  /// Ends the process by a signal, as if nobody had listened.
  static func die(by number: Int32) {
    signal(number, SIG_DFL)
    raise(number)
  }
}

private func setHandler(_ action: inout sigaction, _ handler: (@convention(c) (Int32) -> Void)?) {
  #if canImport(Darwin)
    action.__sigaction_u.__sa_handler = handler
  #else
    action.__sigaction_handler.sa_handler = handler
  #endif
}

// What the handlers need, in variables without lazy initialisation: a handler may only read memory and call functions
// that POSIX names safe. They are set before any handler is.
nonisolated(unsafe) private var signalDescriptor: Int32 = -1
nonisolated(unsafe) private var crashBytes: UnsafeMutablePointer<UInt8>?
nonisolated(unsafe) private var crashByteCount = 0
nonisolated(unsafe) private var crashAttributes: UnsafeMutablePointer<termios>?
nonisolated(unsafe) private var crashActions: UnsafeMutablePointer<sigaction>?

private func noteSignal(_ number: Int32) {
  let code = errno
  var byte = UInt8(truncatingIfNeeded: number)
  _ = write(signalDescriptor, &byte, 1)
  errno = code
}

private func restoreAndCrash(_ number: Int32) {
  if let crashBytes { _ = write(STDOUT_FILENO, crashBytes, crashByteCount) }
  if let crashAttributes { tcsetattr(STDIN_FILENO, TCSANOW, crashAttributes) }
  if let crashActions { sigaction(number, crashActions + Int(number), nil) }
  // Delivered when this handler returns, to whoever handled it before: by default, the end.
  raise(number)
}
