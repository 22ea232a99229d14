import Screens
import TextCanvas

/// What a terminal makes of the bytes it is written, for the few control sequences that frames use; anything else stops the
/// test.
struct TerminalEmulator {
  struct Cell: Hashable {
    var character: Character = " "
    /// The codes that were on when it was written.
    var codes = ""
  }

  let size: Size
  private(set) var cells: [Cell]
  /// Frames that were begun and ended.
  private(set) var frames = 0
  private var isInFrame = false
  private var x: Int?
  private var y = 0
  private var codes = ""

  init(_ size: Size) {
    self.size = size
    cells = Array(repeating: Cell(character: "~", codes: "?"), count: size.columns * size.rows)
  }

  /// What it should show of a canvas.
  static func cells(of canvas: Canvas, _ palette: Palette) -> [Cell] {
    canvas.cells.map { cell in
      let codes = String(decoding: palette[cell.style].dropFirst(2).dropLast(), as: UTF8.self)
      let isReversed = codes.split(separator: ";").contains("7")
      return Cell(character: cell.character, codes: cell.character == " " && !isReversed ? "" : codes)
    }
  }

  mutating func write(_ bytes: [UInt8]) {
    var text = Substring(String(decoding: bytes, as: UTF8.self))
    while let character = text.popFirst() {
      if character == "\u{1B}" {
        precondition(text.popFirst() == "[")
        let end = text.firstIndex { $0.isLetter }!
        let parameters = String(text[..<end])
        let final = text[end]
        text = text[text.index(after: end)...]
        obey(final, parameters)
      } else {
        precondition(isInFrame && character.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        let width = (0x2E80...0x9FFF).contains(character.unicodeScalars.first!.value) ? 2 : 1
        precondition(x! + width <= size.columns)
        let place = y * size.columns + x!
        // What is left of a character half of which is written over is a blank.
        if cells[place].character == "\0" { cells[place - 1] = Cell() }
        let end = place + width
        if end < cells.count, cells[end].character == "\0" { cells[end] = Cell() }
        cells[place] = Cell(character: character, codes: character == " " && !isReversed ? "" : codes)
        if width == 2 { cells[place + 1] = Cell(character: "\0", codes: codes) }
        // Where a terminal's cursor stands after the last column differs.
        x = x! + width < size.columns ? x! + width : nil
      }
    }
  }

  private var isReversed: Bool { codes.split(separator: ";").contains("7") }

  private mutating func obey(_ final: Character, _ parameters: String) {
    let numbers = parameters.split(separator: ";").map { Int($0) ?? 0 }
    switch (final, parameters) {
    case ("h", "?2026"):
      precondition(!isInFrame)
      isInFrame = true
    case ("l", "?2026"):
      precondition(isInFrame)
      isInFrame = false
      frames += 1
    case ("H", _): (x, y) = (numbers.count > 1 ? numbers[1] - 1 : 0, (numbers.first ?? 1) - 1)
    case ("J", "2"): cells = Array(repeating: Cell(), count: cells.count)
    case ("K", ""):
      precondition(codes.isEmpty)
      for column in x!..<size.columns { cells[y * size.columns + column] = Cell() }
    case ("C", _): x = x! + max(1, numbers.first ?? 1)
    case ("m", _): codes = parameters
    default: preconditionFailure("\(parameters)\(final)")
    }
    precondition((x ?? 0) < max(1, size.columns) && y < max(1, size.rows))
  }
}
