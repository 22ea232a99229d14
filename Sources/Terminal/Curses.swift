import CNcurses
import Foundation
import Screens
import TextCanvas

/// The terminal: ncurses sets its modes and draws on it; its input is read here. Must be ended exactly once, with
/// ``end()``.
final class Curses {
  private let screen: OpaquePointer
  let drawsASCII: Bool
  /// The current content of the terminal.
  private var shown: Canvas?
  private(set) var palette: Palette
  private var looks: [Style: ColorPairs.Look]
  private var decoder: InputDecoder
  private let options: Terminal.Options
  /// Control sequences that turn bracketed paste and mouse reports on, or off.
  private let (reporting, silent): ([UInt8], [UInt8])
  /// The bytes that restore the normal screen after a crash.
  let restoringBytes: [UInt8]

  init(_ options: Terminal.Options) throws(TerminalError) {
    let term = options.environment["TERM"] ?? ""
    guard !term.isEmpty, term != "dumb" else { throw .unusable(term: term) }
    // ncurses depends on the locale as well.
    let isUTF8 = Terminal.localeIsUTF8
    drawsASCII = options.ascii ?? !isUTF8
    self.options = options

    // ncurses would accept any size from these variables.
    let size = Curses.size(options)
    let isDirect: Bool
    (screen, isDirect) = try Curses.withEnvironment(["COLUMNS": "\(size.columns)", "LINES": "\(size.rows)"]) {
      () throws(TerminalError) in
      try Curses.start(term, asksForDirectColor: options.asksForDirectColor)
    }
    cbreak()
    noecho()
    nonl()
    keypad(curses_screen(), true)
    leaveok(curses_screen(), true)
    // Draw whole frames, without interruption by typed keys.
    typeahead(-1)
    curs_set(0)
    let hearsMouse = options.mouse && curses_capability("kmous") != nil
    decoder = InputDecoder(hearsMouse: hearsMouse, described: Curses.describedKeys)
    reporting = PastedText.marked + (hearsMouse ? MouseReports.on : [])
    silent = (hearsMouse ? MouseReports.off : []) + PastedText.unmarked
    Curses.write(reporting)
    let colors = options.allowsColor && has_colors() && start_color() == OK ? Int(curses_colors()) : 0
    palette = Palette(depth: options.depth(colors: colors, isDirect: isDirect), isLight: options.isLight)
    looks = ColorPairs.define(palette)
    let restoringCapabilities: [String] = ["sgr0", "rmkx", "rmcup", "cnorm"]
    restoringBytes =
      FrameEncoder.ending + silent
      + restoringCapabilities.flatMap { capability -> [UInt8] in
        curses_capability(capability).map { Array(String(cString: $0).utf8) } ?? []
      }
    if palette.depth != .none, options.asksForBackground {
      decoder.awaitBackground()
      Curses.write(BackgroundColor.question)
    }
  }

  /// The keys in the terminal's description, by the bytes they send.
  private static var describedKeys: [[UInt8]: Key] {
    let keys = Key.capabilities.compactMap { name, key in
      curses_capability(name).map { (Array(String(cString: $0).utf8), key) }
    }
    return Dictionary(keys) { first, _ in first }
  }

  /// Chooses colours for a light or a dark background from the next canvas on.
  func choose(isLight: Bool) {
    guard palette.isLight != isLight else { return }
    palette = Palette(depth: palette.depth, isLight: isLight)
    looks = ColorPairs.define(palette)
    forget()
  }

  /// Starts a terminal; returns whether its colours are direct.
  private static func start(
    _ term: String, asksForDirectColor: Bool
  ) throws(TerminalError) -> (screen: OpaquePointer, isDirect: Bool) {
    let description = curses_describe(term)
    switch description {
    case -1: throw .unknown(term: term)
    case -2: throw .unusable(term: term)
    default: break
    }
    let direct = description != 1 && asksForDirectColor ? startInDirectColor(term) : nil
    guard let screen = direct ?? curses_start(term) else { throw .unknown(term: term) }
    return (screen, description == 1 || direct != nil)
  }

  /// Starts a terminal with direct colours missing from its description; nil if ncurses does not accept another
  /// description.
  private static func startInDirectColor(_ term: String) -> OpaquePointer? {
    guard let description = DirectColorDescription.variable(for: term) else { return nil }
    return withEnvironment(["TERMINFO": description]) { curses_describe(term) == 1 ? curses_start(term) : nil }
  }

  /// Runs `body` with changed environment variables and restores them.
  private static func withEnvironment<Result, Failure>(
    _ variables: [String: String], _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = variables.keys.map { name in (name, getenv(name).map { String(cString: $0) }) }
    for (name, value) in variables { setenv(name, value, 1) }
    defer {
      for (name, value) in before { if let value { setenv(name, value, 1) } else { unsetenv(name) } }
    }
    return try body()
  }

  /// The current size to draw in.
  private static func size(_ options: Terminal.Options) -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    if terminal_size(STDOUT_FILENO, &columns, &rows) != 0 { (columns, rows) = (0, 0) }
    return options.size(reported: Size(columns: Int(columns), rows: Int(rows)))
  }

  /// The current size to draw in, also passed to ncurses.
  func measure() -> Size {
    let size = Curses.size(options)
    resizeterm(Int32(size.rows), Int32(size.columns))
    return Size(columns: Int(getmaxx(curses_screen())), rows: Int(getmaxy(curses_screen())))
  }

  /// Shows a canvas: writes the cells that changed, as one synchronized update, and nothing if none did.
  func show(_ canvas: Canvas) {
    guard canvas != shown else { return }
    let old = shown?.size == canvas.size ? shown : nil
    if old == nil { werase(curses_screen()) }
    for (index, cell) in canvas.cells.enumerated() where !cell.isRightHalf && old?.cells[index] != cell {
      let look = looks[cell.style] ?? ColorPairs.Look()
      let scalars = cell.character.unicodeScalars.map(\.value)
      curses_put(
        Int32(index / canvas.size.columns), Int32(index % canvas.size.columns), scalars, Int32(scalars.count),
        look.attributes, look.pair)
    }
    shown = canvas
    refresh()
  }

  /// Redraws every cell with the next canvas.
  func forget() {
    shown = nil
    clearok(curses_screen(), true)
  }

  /// Lets ncurses write the changes, as one synchronized update.
  private func refresh() {
    Curses.write(FrameEncoder.beginning)
    wrefresh(curses_screen())
    Curses.write(FrameEncoder.ending)
  }

  /// Writes bytes to the terminal unbuffered, as ncurses does at each refresh.
  private static func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { _ = Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }

  /// Restores the terminal temporarily; ``resume()`` shows the screen again.
  func pause() {
    Curses.write(silent)
    endwin()
  }

  /// Shows the screen again, whatever has happened to the terminal. Its previous content is lost.
  func resume() {
    // After an unnoticed stop (SIGSTOP) the screen was never restored. If it was, restoring it again would move the
    // shell's cursor back to its position before the stop, and later output would overwrite lines.
    if !isendwin() { endwin() }
    forget()
    wrefresh(curses_screen())
    curs_set(0)
    Curses.write(reporting)
    decoder.forget()
  }

  /// Restores the terminal.
  func end() {
    // A pending response would otherwise be read as input by the next program.
    if decoder.awaitsBackground, Curses.hasInput(within: 30) { tcflush(STDIN_FILENO, TCIFLUSH) }
    pause()
    delscreen(screen)
  }

  /// The timeout of the pending input, after which its meaning is decided; nil if nothing is pending.
  var timeToNextChange: Duration? { decoder.timeToNextChange }

  /// The terminal's input, oldest first; does not wait.
  ///
  /// - Parameter elapsed: The time without input.
  func readInput(after elapsed: Duration) -> [TerminalInput] {
    var elapsed = elapsed
    var inputs: [TerminalInput] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    // Endless input must not keep the screen from being drawn.
    for _ in 0..<16 where Curses.hasInput(within: 0) {
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      guard count > 0 else { break }
      inputs += decoder.decode(bytes.prefix(count), after: elapsed)
      elapsed = .zero
    }
    return inputs + decoder.decode([UInt8](), after: elapsed)
  }

  /// Whether input is available within the timeout.
  private static func hasInput(within milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, milliseconds) > 0
  }
}
