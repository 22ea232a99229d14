import CNcurses
import Foundation
import Screens

/// The terminal in ncurses's hands: its modes, what it can do, keys and mouse. What is shown goes past ncurses, whose own
/// screen stays empty. Ended exactly once, by ``end()``.
final class Curses {
  private let screen: OpaquePointer
  /// Where keys are read. Unlike a window, ncurses never draws a pad before it reads.
  private let pad: UnsafeMutablePointer<WINDOW>
  let palette: Palette
  /// The bytes that bring the normal screen back, for a crash.
  let restoringBytes: [UInt8]

  init(_ options: Terminal.Options) throws(TerminalError) {
    let term = options.environment["TERM"] ?? ""
    guard !term.isEmpty, term != "dumb", let cursor = Curses.capabilityOfUnstarted("cup", term) else {
      throw Curses.isKnown(term) ? .unusable(term: term) : .unknown(term: term)
    }
    // Frames are written in the control sequences of ECMA-48.
    guard cursor.hasPrefix("\u{1B}[%i%p1%d;%p2%dH") else { throw .unusable(term: term) }
    guard let screen = curses_start(term) else { throw .unknown(term: term) }
    guard let pad = newpad(1, 1) else { throw .unusable(term: term) }
    (self.screen, self.pad) = (screen, pad)
    cbreak()
    noecho()
    nonl()
    wrefresh(curses_screen())
    keypad(pad, true)
    nodelay(pad, true)
    set_escdelay(25)
    curs_set(0)
    if options.mouse { curses_use_mouse() }
    palette = Palette(depth: options.depth(colors: Int(curses_number("colors"))), isLight: options.isLight)
    let restoringCapabilities: [String] = ["sgr0", "rmkx", "rmcup", "cnorm"]
    let mouseOff = options.mouse ? Array("\u{1B}[?1006l\u{1B}[?1000l".utf8) : []
    restoringBytes =
      FrameEncoder.ending + mouseOff
      + restoringCapabilities.flatMap { capability -> [UInt8] in
        curses_capability(capability).map { Array(String(cString: $0).utf8) } ?? []
      }
  }

  private static func isKnown(_ term: String) -> Bool {
    term.isEmpty || term == "dumb" || curses_describe(term) == 0
  }

  /// A terminal's string by its description; nil where there is none.
  private static func capabilityOfUnstarted(_ name: String, _ term: String) -> String? {
    guard curses_describe(term) == 0 else { return nil }
    defer { curses_forget_description() }
    return curses_capability(name).map { String(cString: $0) }
  }

  /// The extent of the screen now.
  func measure() -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    if terminal_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 {
      return Size(columns: Int(columns), rows: Int(rows))
    }
    return Size(columns: Int(getmaxx(curses_screen())), rows: Int(getmaxy(curses_screen())))
  }

  /// Gives the terminal back for a while; ``resume()`` takes it again.
  func pause() { endwin() }

  /// Takes the terminal again, whatever has happened to it. What it showed is gone.
  func resume() {
    // Also after a stop that could not be noticed, when the screen was never given back.
    endwin()
    clearok(curses_screen(), true)
    wrefresh(curses_screen())
    curs_set(0)
  }

  /// Gives the terminal back as it was.
  func end() {
    endwin()
    delwin(pad)
    delscreen(screen)
  }

  /// The keys pressed and what the mouse did since, oldest first; does not wait.
  func readInput() -> [Message] {
    var messages: [Message] = []
    var value: UInt32 = 0
    while true {
      let result = curses_read(pad, &value)
      guard result != ERR else { return messages }
      if result == curses_code_yes() {
        if Int32(value) == KEY_MOUSE {
          if let event = Curses.mouseEvent() { messages.append(.mouse(event)) }
        } else if let key = Curses.key(code: Int32(value)) {
          messages.append(.key(key))
        }
      } else if let key = Curses.key(scalar: value) {
        messages.append(.key(key))
      }
    }
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
