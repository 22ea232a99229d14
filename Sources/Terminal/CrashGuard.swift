import CNcurses
import Foundation

/// Gives the terminal back if the process crashes while a screen is shown, and keeps what is written to standard error
/// meanwhile until the screen has gone: a trap says there what went wrong.
struct CrashGuard {
  /// Signals that end the process where it stands. A Swift trap is SIGILL or SIGTRAP, by the processor.
  private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS]

  private let previous: [(number: Int32, action: sigaction)]
  private let previousStack: stack_t
  private let alternateStack: UnsafeMutableRawPointer

  /// - Parameters:
  ///   - restoring: The bytes that bring the terminal's normal screen back.
  ///   - attributes: The terminal's settings before the screen.
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

    // A crash by running out of stack still has somewhere to run its handler.
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
    // A fault that is blocked ends the process without its handler.
    var set = signalSet(CrashGuard.crashes)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Crashes do again what they did before; what was written to standard error comes out. The terminal must have been
  /// given back.
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

  /// Sends standard error to a file without a name, if it would go to the terminal.
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

// What the handler needs, in variables without lazy initialisation: a handler may only read memory and call functions
// that POSIX names safe. They are set before the handler is.
nonisolated(unsafe) private var crashBytes: UnsafeMutablePointer<UInt8>?
nonisolated(unsafe) private var crashByteCount = 0
nonisolated(unsafe) private var crashAttributes: UnsafeMutablePointer<termios>?
nonisolated(unsafe) private var crashActions: UnsafeMutablePointer<sigaction>?
/// Where standard error went before; -1 while it goes there.
nonisolated(unsafe) private var errorDescriptor: Int32 = -1

private func restoreAndCrash(
  _ number: Int32, _ information: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?
) {
  if let crashBytes { _ = write(STDOUT_FILENO, crashBytes, crashByteCount) }
  if let crashAttributes { tcsetattr(STDIN_FILENO, TCSANOW, crashAttributes) }
  releaseErrors()
  // Swift's backtraces, and whoever else had a handler that is told of more than the number, may say where it happened.
  if let action = crashActions?[Int(number)], action.sa_flags & Int32(SA_SIGINFO) != 0 {
    action.detailedHandler?(number, information, context)
  }
  // Delivered when this handler returns: the end, also where a signal was sent from outside and no faulty instruction
  // would run once more.
  signal(number, SIG_DFL)
  raise(number)
}

extension sigaction {
  fileprivate typealias DetailedHandler =
    @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void

  /// The handler that is told more than the signal's number; only where the flags have `SA_SIGINFO`.
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

/// Sends standard error where it went before, with what was written to it meanwhile.
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
