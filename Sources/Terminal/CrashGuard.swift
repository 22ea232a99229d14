import CNcurses
import Foundation

/// Restores the terminal if the process crashes while a screen is shown, and holds back standard error, where a trap
/// prints its message, until the screen is gone.
struct CrashGuard {
  /// Signals raised by crashes. A Swift trap is SIGILL or SIGTRAP, depending on the processor.
  private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS]

  private let previous: [(number: Int32, action: sigaction)]
  private let previousStack: stack_t
  private let alternateStack: UnsafeMutableRawPointer

  /// - Parameters:
  ///   - restoring: The bytes that restore the terminal's normal screen.
  ///   - attributes: The terminal's attributes before the screen was shown.
  init(restoring: [UInt8], attributes: termios) {
    previous = CrashGuard.crashes.map { number in
      var action = sigaction()
      sigaction(number, nil, &action)
      return (number, action)
    }
    crashBytes = .allocate(capacity: restoring.count)
    crashBytes?.initialize(from: restoring, count: restoring.count)
    crashByteCount = restoring.count
    crashAttributes = .allocate(capacity: 1)
    crashAttributes?.initialize(to: attributes)
    let actionCount = 1 + Int(previous.map(\.number).max() ?? 0)
    crashActions = .allocate(capacity: actionCount)
    crashActions?.initialize(repeating: sigaction(), count: actionCount)
    for (number, action) in previous { crashActions?[Int(number)] = action }
    CrashGuard.holdErrors()

    // An alternate stack, so that the handler can run after a stack overflow.
    let stackSize = 1 << 16
    alternateStack = .allocate(byteCount: stackSize, alignment: 16)
    var stack = stack_t()
    stack.ss_sp = alternateStack
    stack.ss_size = stackSize
    var old = stack_t()
    sigaltstack(&stack, &old)
    previousStack = old

    for number in CrashGuard.crashes {
      var action = sigaction()
      action.detailedHandler = restoreAndCrash
      action.sa_flags = Int32(SA_ONSTACK) | Int32(SA_SIGINFO)
      sigaction(number, &action, nil)
    }
    // A blocked fault ends the process without running its handler.
    var set = signalSet(CrashGuard.crashes)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Restores the previous handlers and releases what was written to standard error. The terminal must have been
  /// restored first.
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
    releaseErrors()
  }

  /// Redirects standard error to an unnamed file if it is the terminal.
  private static func holdErrors() {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let pattern = FileManager.default.temporaryDirectory.appendingPathComponent("karelscope-XXXXXX")
    var name = Array(pattern.path.utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { return }
    unlink(name)
    errorDescriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
    if errorDescriptor >= 0 { dup2(file, STDERR_FILENO) }
    close(file)
  }
}

// The handler's data, in variables without lazy initialisation: a handler may only read memory and call
// async-signal-safe functions. They are set before the handler is installed.
nonisolated(unsafe) private var crashBytes: UnsafeMutablePointer<UInt8>?
nonisolated(unsafe) private var crashByteCount = 0
nonisolated(unsafe) private var crashAttributes: UnsafeMutablePointer<termios>?
nonisolated(unsafe) private var crashActions: UnsafeMutablePointer<sigaction>?
/// The original standard error; -1 if it is not redirected.
nonisolated(unsafe) private var errorDescriptor: Int32 = -1

private func restoreAndCrash(
  _ number: Int32, _ information: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
) {
  if let crashBytes { _ = write(STDOUT_FILENO, crashBytes, crashByteCount) }
  if let crashAttributes { tcsetattr(STDIN_FILENO, TCSANOW, crashAttributes) }
  releaseErrors()
  // Chain to a previous SA_SIGINFO handler, such as that of Swift's backtraces, which may report the location.
  if let action = crashActions?[Int(number)], action.sa_flags & Int32(SA_SIGINFO) != 0 {
    action.detailedHandler?(number, information, context)
  }
  // Delivered when this handler returns. Ends the process even if the signal was sent from outside, so that no faulty
  // instruction would run again.
  signal(number, SIG_DFL)
  raise(number)
}

extension sigaction {
  fileprivate typealias DetailedHandler =
    @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void

  /// The three-argument handler; valid only if the flags contain `SA_SIGINFO`.
  fileprivate var detailedHandler: DetailedHandler? {
    get {
      #if canImport(Darwin)
        __sigaction_u.__sa_sigaction
      #else
        __sigaction_handler.sa_sigaction
      #endif
    }
    set {
      #if canImport(Darwin)
        __sigaction_u.__sa_sigaction = newValue
      #else
        __sigaction_handler.sa_sigaction = newValue
      #endif
    }
  }
}

/// Restores standard error and writes what was held back to it.
private func releaseErrors() {
  guard errorDescriptor >= 0 else { return }
  lseek(STDERR_FILENO, 0, SEEK_SET)
  withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
    while true {
      let count = read(STDERR_FILENO, buffer.baseAddress, buffer.count)
      guard count > 0 else { break }
      _ = write(errorDescriptor, buffer.baseAddress, count)
    }
  }
  dup2(errorDescriptor, STDERR_FILENO)
  close(errorDescriptor)
  errorDescriptor = -1
}
