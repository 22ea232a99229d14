import Dispatch
import Foundation
import Screens
import TextCanvas

/// Shows a screen on the terminal.
public enum Terminal {
  /// Shows `screen` until it quits, and restores the terminal.
  ///
  /// The process sleeps unless a key is pressed, work completes, or the screen is animated. SIGINT, SIGTERM, SIGHUP and
  /// SIGQUIT restore the terminal and then end the process by the same signal; a crash restores it too. After quitting,
  /// work in progress is awaited.
  ///
  /// - Parameters:
  ///   - recorder: Records everything that is shown.
  ///   - respond: Handles the screen's requests, one at a time, on a background thread.
  ///   - finish: Called when the terminal has been restored, also before the process ends by a signal.
  /// - Throws: ``TerminalError``, before anything is shown, or afterwards if the recording failed.
  public static func run(
    _ screen: some Screen, options: Options, recorder: Recorder? = nil,
    respond: @escaping @Sendable (Request) -> Response, finish: () -> Void = {}
  ) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "standard input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "standard output") }
    var attributes = termios()
    tcgetattr(STDIN_FILENO, &attributes)

    let mailbox = try Mailbox()
    let signals = Signals(descriptor: mailbox.writeDescriptor)
    let curses: Curses
    do throws(TerminalError) {
      curses = try Curses(options)
    } catch {
      signals.end()
      throw error
    }
    let crashGuard = CrashGuard(restoring: curses.restoringBytes, attributes: attributes)
    let display = Display(curses, recorder: recorder)
    var session = Session(
      screen: screen, curses: curses, display: display, signals: signals, mailbox: mailbox, respond: respond)
    let ending = session.run()
    session.display.endRecording()
    curses.end()
    crashGuard.end()
    signals.end()
    // No request starts after this.
    mailbox.abandon()
    finish()
    if let ending { Signals.die(by: ending) }
    session.finishWork()
    if let failure = session.display.recordingFailure { throw failure }
  }
}

/// A screen on the terminal, from its start to its end.
private struct Session<Shown: Screen> {
  var screen: Shown
  let curses: Curses
  var display: Display
  let signals: Signals
  let mailbox: Mailbox
  let respond: @Sendable (Request) -> Response
  let worker = DispatchQueue(label: "screen requests")
  let clock = ContinuousClock()
  var lastTick = ContinuousClock.now
  var size = Size(columns: 0, rows: 0)
  var hasQuit = false

  init(
    screen: Shown, curses: Curses, display: Display, signals: Signals, mailbox: Mailbox,
    respond: @escaping @Sendable (Request) -> Response
  ) {
    self.screen = screen
    self.curses = curses
    self.display = display
    self.signals = signals
    self.mailbox = mailbox
    self.respond = respond
  }

  /// The event loop. Returns the signal that ended it, if one did.
  mutating func run() -> Int32? {
    measure()
    send(.started)
    while !hasQuit {
      display.show(screen.frame(size))
      let wasStill = screen.timeToNextChange == nil
      guard let elapsed = wait() else { return SIGHUP }
      // Time passes for the screen only while it is animated.
      if !wasStill { tick() }
      for input in curses.readInput(after: elapsed) {
        if case .background(let isLight) = input { display.choose(isLight: isLight) }
        send(input.message)
      }
      let (responses, numbers) = mailbox.collect()
      for response in responses { send(.response(response)) }
      for number in numbers {
        switch number {
        case SIGWINCH: measure()
        case SIGCONT: resume()
        case SIGTSTP: suspend()
        default: return number
        }
      }
      if wasStill { lastTick = clock.now }
    }
    return nil
  }

  /// Waits for the work in progress and drops the rest, so that no thread remains.
  func finishWork() {
    mailbox.abandon()
    worker.sync {}
  }

  /// Waits for input, a message, a signal, or the next animation step. Returns the time without input; nil if the
  /// terminal is gone.
  private func wait() -> Duration? {
    var descriptors = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mailbox.readDescriptor, events: Int16(POLLIN), revents: 0),
    ]
    let changes = [screen.timeToNextChange.map { $0 - (clock.now - lastTick) }, curses.timeToNextChange]
    let remaining = changes.compactMap { $0 }.min()
    let milliseconds = remaining.map { max(0, Int32(clamping: Int64(($0 / .milliseconds(1)).rounded(.up)))) }
    let start = clock.now
    _ = poll(&descriptors, nfds_t(descriptors.count), milliseconds ?? -1)
    let elapsed = clock.now - start
    let gone = Int16(POLLHUP | POLLERR | POLLNVAL)
    guard descriptors[0].revents & gone == 0 else { return nil }
    // Input that is available counts as in time, however late this process was woken.
    let hasInput = descriptors[0].revents != 0
    return hasInput ? min(elapsed, remaining.map { max(.zero, $0) } ?? elapsed) : elapsed
  }

  private mutating func tick() {
    let now = clock.now
    send(.tick(elapsed: now - lastTick))
    lastTick = now
  }

  private mutating func send(_ message: Message) {
    for effect in screen.update(message) {
      switch effect {
      case .quit: hasQuit = true
      case .redraw: display.forget()
      case .suspend: suspend()
      case .request(let request):
        worker.async { [mailbox, respond] in
          if !mailbox.isAbandoned { mailbox.post(respond(request)) }
        }
      }
    }
  }

  private mutating func measure() {
    size = curses.measure()
    send(.resized(size))
  }

  private mutating func suspend() {
    curses.pause()
    signals.stopProcess()
    resume()
  }

  private mutating func resume() {
    curses.resume()
    display.forget()
    measure()
    lastTick = clock.now
  }
}
