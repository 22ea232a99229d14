import CNcurses
import Foundation
import Screens
import TextCanvas

/// The terminal: ncurses sets its modes and draws on it; what it sends is read here. Ended exactly once, by ``end()``.
final class Curses {
  private let screen: OpaquePointer
  let drawsASCII: Bool
  /// What the terminal shows now.
  private var shown: Canvas?
  private(set) var palette: Palette
  private var looks: [Style: ColorPairs.Look]
  private var decoder: InputDecoder
  private let options: Terminal.Options
  /// Has the terminal mark pasted text and report the mouse, or no longer.
  private let (reporting, silent): ([UInt8], [UInt8])
  /// The bytes that bring the normal screen back, for a crash.
  let restoringBytes: [UInt8]

  init(_ options: Terminal.Options) throws(TerminalError) {
    let term = options.environment["TERM"] ?? ""
    guard !term.isEmpty, term != "dumb" else { throw .unusable(term: term) }
    // ncurses draws by the locale as well.
    let isUTF8 = Terminal.localeIsUTF8
    drawsASCII = options.ascii ?? !isUTF8
    self.options = options

    // ncurses would take any extent from these variables.
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
    // A frame is drawn whole, whatever has been typed meanwhile.
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

  /// The keys that the terminal's description tells of, by the bytes they send.
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

  /// Starts a terminal, and tells whether its colours are direct.
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

  /// Starts a terminal with direct colours that its description does not know; nil where ncurses takes no other.
  private static func startInDirectColor(_ term: String) -> OpaquePointer? {
    guard let description = DirectColorDescription.variable(for: term) else { return nil }
    return withEnvironment(["TERMINFO": description]) { curses_describe(term) == 1 ? curses_start(term) : nil }
  }

  /// What `body` returns, run with other values of variables, which are then as they were.
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

  /// The extent to draw in now.
  private static func size(_ options: Terminal.Options) -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    if terminal_size(STDOUT_FILENO, &columns, &rows) != 0 { (columns, rows) = (0, 0) }
    return options.size(reported: Size(columns: Int(columns), rows: Int(rows)))
  }

  /// The extent to draw in now, which ncurses is told of as well.
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

  /// Draws every cell anew with the next canvas.
  func forget() {
    shown = nil
    clearok(curses_screen(), true)
  }

  /// Lets ncurses write what differs from what the terminal shows, between the marks of a synchronized update.
  private func refresh() {
    Curses.write(FrameEncoder.beginning)
    wrefresh(curses_screen())
    Curses.write(FrameEncoder.ending)
  }

  /// Hands bytes to the terminal, as ncurses does at each refresh: nothing of either is held back.
  private static func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { _ = Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }

  /// Gives the terminal back for a while; ``resume()`` takes it again.
  func pause() {
    Curses.write(silent)
    endwin()
  }

  /// Takes the terminal again, whatever has happened to it. What it showed is gone.
  func resume() {
    // After a stop that could not be noticed the screen was never given back. Where it was, giving it back once more would put
    // the shell's cursor where it stood before the stop, and what ends there would be overwritten later.
    if !isendwin() { endwin() }
    forget()
    wrefresh(curses_screen())
    curs_set(0)
    Curses.write(reporting)
    decoder.forget()
  }

  /// Gives the terminal back as it was.
  func end() {
    // A response that is on its way would be typed into whatever comes after.
    if decoder.awaitsBackground, Curses.hasInput(within: 30) { tcflush(STDIN_FILENO, TCIFLUSH) }
    pause()
    delscreen(screen)
  }

  /// How long to wait for input at most, because that nothing comes would mean something; nil if it would not.
  var timeToNextChange: Duration? { decoder.timeToNextChange }

  /// What the terminal has sent, oldest first; does not wait.
  ///
  /// - Parameter elapsed: How long nothing had come.
  func readInput(after elapsed: Duration) -> [TerminalInput] {
    var elapsed = elapsed
    var inputs: [TerminalInput] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    // Whoever sends without end does not keep the screen from being drawn.
    for _ in 0..<16 where Curses.hasInput(within: 0) {
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      guard count > 0 else { break }
      inputs += decoder.decode(bytes.prefix(count), after: elapsed)
      elapsed = .zero
    }
    return inputs + decoder.decode([UInt8](), after: elapsed)
  }

  /// Whether something can be read now or soon.
  private static func hasInput(within milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, milliseconds) > 0
  }
}
