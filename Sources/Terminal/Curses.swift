import CNcurses
import Foundation
import Screens

/// The terminal in ncurses's hands: shows canvases, reads keys and the mouse. Ended exactly once, by ``end()``.
final class Curses {
  private let screen: OpaquePointer
  let drawsASCII: Bool
  /// What the terminal shows now.
  private var shown: Canvas?
  private(set) var palette: Palette
  private var looks: [Style: ColorPairs.Look]
  /// Nil where the terminal was not asked, and once it has answered.
  private var question: BackgroundQuestion?
  /// What has come of a text that is being pasted; nil while none is.
  private var pasted: PastedText?
  /// The bytes that bring the normal screen back, for a crash.
  let restoringBytes: [UInt8]

  init(_ options: Terminal.Options) throws(TerminalError) {
    let term = options.environment["TERM"] ?? ""
    guard !term.isEmpty, term != "dumb" else { throw .unusable(term: term) }
    drawsASCII = options.ascii ?? !Terminal.localeIsUTF8

    let description = curses_describe(term)
    switch description {
    case -1: throw .unknown(term: term)
    case -2: throw .unusable(term: term)
    default: break
    }
    let direct = description != 1 && options.asksForDirectColor ? Curses.startInDirectColor(term) : nil
    guard let screen = direct ?? curses_start(term) else { throw .unknown(term: term) }
    self.screen = screen
    let isDirect = description == 1 || direct != nil
    cbreak()
    noecho()
    nonl()
    keypad(curses_screen(), true)
    nodelay(curses_screen(), true)
    leaveok(curses_screen(), true)
    set_escdelay(25)
    curs_set(0)
    if options.mouse { curses_use_mouse() }
    curses_know_paste()
    Curses.write(PastedText.marked)
    let colors = options.allowsColor && has_colors() && start_color() == OK ? Int(curses_colors()) : 0
    palette = Palette(depth: options.depth(colors: colors, isDirect: isDirect), isLight: options.isLight)
    looks = ColorPairs.define(palette)
    let restoringCapabilities: [String] = ["sgr0", "rmkx", "rmcup", "cnorm"]
    let mouseOff = options.mouse ? Array("\u{1B}[?1006l\u{1B}[?1000l".utf8) : []
    restoringBytes =
      FrameEncoder.ending + mouseOff + PastedText.unmarked
      + restoringCapabilities.flatMap { capability -> [UInt8] in
        curses_capability(capability).map { Array(String(cString: $0).utf8) } ?? []
      }
    if palette.depth != .none, options.asksForBackground {
      question = BackgroundQuestion()
      Curses.write(BackgroundQuestion.bytes)
    }
  }

  /// Chooses colours for a light or a dark background from the next canvas on.
  func choose(isLight: Bool) {
    guard palette.isLight != isLight else { return }
    palette = Palette(depth: palette.depth, isLight: isLight)
    looks = ColorPairs.define(palette)
    forget()
  }

  /// Starts a terminal with direct colours that its description does not know; nil where ncurses takes no other.
  private static func startInDirectColor(_ term: String) -> OpaquePointer? {
    guard let description = DirectColorDescription.variable(for: term) else { return nil }
    let before = getenv("TERMINFO").map { String(cString: $0) }
    setenv("TERMINFO", description, 1)
    defer { if let before { setenv("TERMINFO", before, 1) } else { unsetenv("TERMINFO") } }
    guard curses_describe(term) == 1 else { return nil }
    return curses_start(term)
  }

  /// The extent of the screen now, which ncurses is told of as well.
  func measure() -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    if terminal_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 { resizeterm(rows, columns) }
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
    Curses.write(PastedText.unmarked)
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
    Curses.write(PastedText.marked)
    pasted = nil
  }

  /// Gives the terminal back as it was.
  func end() {
    // An answer that is on its way would be typed into whatever comes after.
    if question != nil, Curses.hasInput(within: 30) { tcflush(STDIN_FILENO, TCIFLUSH) }
    pause()
    delscreen(screen)
  }

  /// The keys pressed and what the mouse did since, oldest first; does not wait.
  func readInput() -> [Message] {
    var messages: [Message] = []
    var value: UInt32 = 0
    var hasWaited = false
    while true {
      let result = curses_read(&value)
      guard result != ERR else {
        // The rest of an answer follows at once; a key that looks like its beginning does not wait for more.
        if question?.isHalf == true, !hasWaited, Curses.hasInput(within: 30) {
          hasWaited = true
          continue
        }
        // A text whose end never comes does not take the keys for good.
        if pasted != nil, Curses.hasInput(within: Curses.longestPauseInPaste) { continue }
        messages += endPaste()
        return messages + (question?.letGo() ?? []).compactMap(Curses.key).map(Message.key)
      }
      hasWaited = false
      if result == curses_code_yes() {
        if Int32(value) == curses_paste_begin() {
          pasted = PastedText()
        } else if Int32(value) == curses_paste_end() {
          messages += endPaste()
        } else if pasted != nil {
          // A key's bytes in a text are no key.
        } else if Int32(value) == KEY_MOUSE {
          if let event = Curses.mouseEvent() { messages.append(.mouse(event)) }
        } else if let key = Curses.key(code: Int32(value)) {
          messages.append(.key(key))
        }
      } else if pasted != nil {
        if pasted?.take(value) ?? false { messages += endPaste() }
      } else {
        let scalars = question?.take(value) ?? [value]
        if !Curses.isChord(scalars) { messages += scalars.compactMap(Curses.key).map(Message.key) }
        if let isLight = question?.isLight {
          question = nil
          messages.append(.background(isLight: isLight))
        }
      }
    }
  }

  /// In milliseconds.
  private static let longestPauseInPaste: Int32 = 1000

  /// What has been pasted, if something was.
  private func endPaste() -> [Message] {
    defer { pasted = nil }
    return pasted.map { [.pasted($0.text)] } ?? []
  }

  private static let escape: UInt32 = 27

  /// Whether an escape has something after it that came in one go with it: Alt and a key, or a key that the terminal's
  /// description does not know. Neither is Esc with other keys after it. Reads the rest of it.
  private static func isChord(_ scalars: [UInt32]) -> Bool {
    guard scalars.first == escape else { return false }
    var value: UInt32 = 0
    if scalars.count > 1 { value = scalars[1] } else if curses_read(&value) == ERR { return false }
    if value == Unicode.Scalar("[").value || value == Unicode.Scalar("O").value {
      // Numbers and signs, and then one byte that ends it.
      while curses_read(&value) != ERR, !(0x40...0x7E).contains(value) {}
    }
    return true
  }

  /// Whether something can be read now or soon.
  private static func hasInput(within milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, milliseconds) > 0
  }

  private static func mouseEvent() -> MouseEvent? {
    var (x, y): (Int32, Int32) = (0, 0)
    let actions: [Int32: MouseEvent.Action] = [1: .press, 4: .wheelUp, 5: .wheelDown]
    return actions[curses_mouse(&x, &y)].map { MouseEvent($0, x: Int(x), y: Int(y)) }
  }

  private static func key(code: Int32) -> Key? {
    switch code {
    case KEY_LEFT: .left
    case KEY_RIGHT: .right
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_HOME: .home
    case KEY_END: .end
    case KEY_PPAGE: .pageUp
    case KEY_NPAGE: .pageDown
    case KEY_ENTER: .enter
    case KEY_BACKSPACE: .backspace
    default: nil
    }
  }

  private static func key(scalar value: UInt32) -> Key? {
    switch value {
    case 9: .tab
    case 13, 10: .enter
    case 8, 127: .backspace
    case 27: .escape
    case 1...26: .control(Character(Unicode.Scalar(UInt8(value + 96))))
    case 0..<32: nil
    default: Unicode.Scalar(value).map { .character(Character($0)) }
    }
  }
}
