import CNcurses
import Foundation
import Screens

/// The terminal in ncurses's hands: shows canvases and reads keys. Ended exactly once, by ``end()``.
final class Curses {
  private let palette: Palette
  private let drawsASCII: Bool
  private let screen: OpaquePointer
  /// What the terminal shows now.
  private var shown: Canvas?
  /// The bytes that bring the normal screen back, for a crash.
  let restoringBytes: [UInt8]

  init(_ options: Terminal.Options) throws(TerminalError) {
    let term = options.environment["TERM"] ?? ""
    guard !term.isEmpty, term != "dumb" else { throw .unusable(term: term) }
    let localeIsUTF8 = Terminal.localeIsUTF8
    drawsASCII = options.ascii ?? !localeIsUTF8

    let (name, isDirect) = Curses.description(term, options)
    // Before ncurses takes signals for itself and the screen for us.
    guard let screen = curses_start(name) else { throw .unknown(term: term) }
    self.screen = screen
    cbreak()
    noecho()
    nonl()
    keypad(curses_screen(), true)
    nodelay(curses_screen(), true)
    leaveok(curses_screen(), true)
    set_escdelay(25)
    curs_set(0)
    palette = Palette(options, isDirect: isDirect)
    let restoringCapabilities: [String] = ["sgr0", "rmkx", "rmcup", "cnorm"]
    restoringBytes = restoringCapabilities.flatMap { capability -> [UInt8] in
      curses_capability(capability).map { Array(String(cString: $0).utf8) } ?? []
    }
  }

  /// The description to use: one with direct colour, where the terminal claims it and such a description is installed.
  private static func description(_ term: String, _ options: Terminal.Options) -> (name: String, isDirect: Bool) {
    var names = [term]
    if options.allowsColor, options.claimsDirectColor {
      names.append((term.split(separator: "-").first ?? "") + "-direct")
    }
    return names.first { curses_has_direct_color($0) == 1 }.map { ($0, true) } ?? (term, false)
  }

  /// The extent of the screen now, which ncurses is told of as well.
  func measure() -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    if terminal_size(STDOUT_FILENO, &columns, &rows) == 0, columns > 0, rows > 0 { resizeterm(rows, columns) }
    return Size(columns: Int(getmaxx(curses_screen())), rows: Int(getmaxy(curses_screen())))
  }

  /// Shows a canvas: writes the cells that changed, and nothing if none did.
  func show(_ canvas: Canvas) {
    let canvas = drawsASCII ? canvas.inASCII : canvas
    guard canvas != shown else { return }
    let old = shown?.size == canvas.size ? shown : nil
    if old == nil { werase(curses_screen()) }
    for (index, cell) in canvas.cells.enumerated() where old?.cells[index] != cell {
      let look = palette[cell.style]
      curses_put(
        Int32(index / canvas.size.columns), Int32(index % canvas.size.columns),
        cell.character.unicodeScalars.first?.value ?? 0x20, look.attributes, look.pair)
    }
    shown = canvas
    wrefresh(curses_screen())
  }

  /// Draws every cell of what is shown anew.
  func redraw() {
    clearok(curses_screen(), true)
    wrefresh(curses_screen())
  }

  /// Gives the terminal back for a while; ``resume()`` takes it again.
  func pause() { endwin() }

  /// Takes the terminal again, whatever has happened to it.
  func resume() {
    // Also after a stop that could not be noticed, when the screen was never given back.
    endwin()
    redraw()
    curs_set(0)
  }

  /// Gives the terminal back as it was.
  func end() {
    endwin()
    delscreen(screen)
  }

  /// The keys pressed since, oldest first; does not wait.
  func readKeys() -> [Key] {
    var keys: [Key] = []
    var value: UInt32 = 0
    while true {
      let result = curses_read(&value)
      guard result != ERR else { return keys }
      if let key = result == curses_code_yes() ? Curses.key(code: Int32(value)) : Curses.key(scalar: value) {
        keys.append(key)
      }
    }
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
