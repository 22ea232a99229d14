import Foundation

/// A program running on a pseudoterminal whose output is read here.
final class PseudoTerminal {
  let process: pid_t
  private let descriptor: Int32
  /// The program's side, held open so that reads do not fail when the program closes it.
  private let programDescriptor: Int32
  private var hasEnded = false

  /// Starts a program on a new terminal.
  ///
  /// - Parameters:
  ///   - environment: Replaces variables of this process.
  ///   - folder: The program's current folder.
  init(
    _ program: String, _ arguments: [String], columns: Int, rows: Int, environment: [String: String], folder: URL
  ) throws {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var (outer, inner): (Int32, Int32) = (-1, -1)
    guard openpty(&outer, &inner, nil, nil, &size) == 0, let name = ttyname(inner) else {
      throw PseudoTerminalError(operation: "open a pseudoterminal", code: errno)
    }
    for descriptor in [outer, inner] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    (descriptor, programDescriptor) = (outer, inner)

    // The first terminal that a session leader opens becomes its controlling terminal.
    let script = #"cd "$1" && shift && exec "$@" <"$0" >"$0" 2>"$0""#
    let words = ["/bin/sh", "-c", script, String(cString: name), folder.path, program] + arguments
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    #if canImport(Darwin)
      var attributes: posix_spawnattr_t?
    #else
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, PseudoTerminal.startsSession)
    var started: pid_t = 0
    let code = withCStrings(words) { argv in
      withCStrings(variables.map { "\($0)=\($1)" }) { envp in
        posix_spawn(&started, words[0], nil, &attributes, argv, envp)
      }
    }
    guard code == 0 else { throw PseudoTerminalError(operation: "start \(program)", code: code) }
    process = started
  }

  deinit {
    if !hasEnded {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(descriptor)
    close(programDescriptor)
  }

  /// `POSIX_SPAWN_SETSID`, which the C library's headers hide.
  #if canImport(Darwin)
    private static let startsSession: Int16 = 0x0400
  #else
    private static let startsSession: Int16 = 0x80
  #endif

  /// Types bytes.
  func type(_ text: String) {
    var bytes = Array(text.utf8)
    _ = write(descriptor, &bytes, bytes.count)
  }

  /// Waits for the program's next output; nil after `time` without output, or if the program has ended.
  func read(within time: Duration) -> [UInt8]? {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard Foundation.poll(&poll, 1, Int32(time / .milliseconds(1))) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = Foundation.read(descriptor, &bytes, bytes.count)
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }

  /// Reads until the output contains `text`; throws if it does not appear in time.
  @discardableResult
  func read(until text: String, within time: Duration = .seconds(120)) throws -> [UInt8] {
    let deadline = ContinuousClock.now + time
    let (wanted, step) = (Array(text.utf8), Duration.seconds(1))
    var bytes: [UInt8] = []
    var searched = 0
    while ContinuousClock.now < deadline {
      guard let more = read(within: step) else { continue }
      bytes += more
      if bytes.count >= wanted.count {
        for start in max(0, searched - wanted.count)...(bytes.count - wanted.count)
        where bytes[start] == wanted[0] && bytes[start..<start + wanted.count].elementsEqual(wanted) {
          return bytes
        }
      }
      searched = bytes.count
    }
    throw PseudoTerminalError(operation: "see \"\(text)\" on the program's screen", code: ETIMEDOUT)
  }

  /// Reads until there is no output for `time`.
  func readAll(untilSilentFor time: Duration) {
    while read(within: time) != nil {}
  }

  /// Reads for `time`.
  func readAll(for time: Duration) {
    let deadline = ContinuousClock.now + time
    while ContinuousClock.now < deadline { _ = read(within: .milliseconds(50)) }
  }

  /// Waits until the program ends, draining its output.
  func wait() {
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 { _ = read(within: .milliseconds(50)) }
    hasEnded = true
  }
}

/// A failed system call.
struct PseudoTerminalError: Error, CustomStringConvertible {
  let operation: String
  let code: Int32

  var description: String { "cannot \(operation): \(String(cString: strerror(code)))" }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  let pointers = texts.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
}
