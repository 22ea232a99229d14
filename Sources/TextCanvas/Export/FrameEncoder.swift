/// Encodes frames as terminal output: the changed cells and cursor movements, in control sequences of ECMA-48.
///
/// A frame is written as a synchronized update (DEC private mode 2026): terminals that support it show the frame at
/// once, others ignore the markers. Cells keep the terminal's own background.
public struct FrameEncoder: Sendable {
  public let palette: Palette
  /// The terminal's content; nil if unknown.
  private var shown: Canvas?
  private var output: [UInt8] = []
  /// The cursor's position; nil if unknown, as after the last column.
  private var cursor: (x: Int, y: Int)?
  private var pen = Style.plain

  /// Before a frame, and after it.
  public static let (beginning, ending) = (Array("\u{1B}[?2026h".utf8), Array("\u{1B}[?2026l".utf8))
  private static let clear = Array("\u{1B}[m\u{1B}[H\u{1B}[2J".utf8)
  private static let eraseToEnd = Array("\u{1B}[K".utf8)
  /// Gaps of up to this many unchanged cells are rewritten: moving the cursor takes as many bytes.
  private static let bridge = 4

  public init(_ palette: Palette) {
    self.palette = palette
  }

  /// Redraws the next frame completely.
  public mutating func forget() { shown = nil }

  /// The bytes that change the terminal from the previous frame to this one; empty if nothing changed.
  public mutating func encode(_ canvas: Canvas) -> [UInt8] {
    guard canvas != shown else { return [] }
    let old = shown?.size == canvas.size ? shown : nil
    output = FrameEncoder.beginning
    pen = .plain
    cursor = nil
    if old == nil {
      output += FrameEncoder.clear
      cursor = (0, 0)
    }
    let body = output.count
    for y in 0..<canvas.size.rows { encodeRow(y, of: canvas, over: old) }
    shown = canvas
    // Cells may differ and look the same: blanks do, in most styles.
    guard old == nil || output.count > body else { return [] }
    use(.plain)
    return output + FrameEncoder.ending
  }

  private mutating func encodeRow(_ y: Int, of canvas: Canvas, over old: Canvas?) {
    let columns = canvas.size.columns
    let row = y * columns
    var end = columns
    while end > 0, isBlank(canvas.cells[row + end - 1]) { end -= 1 }
    for x in 0..<end {
      let cell = canvas.cells[row + x]
      if cell.isRightHalf { continue }
      let isShown = old.map { looksAlike(cell, $0.cells[row + x]) } ?? isBlank(cell)
      guard !isShown else { continue }
      move(to: x, y, over: canvas)
      put(cell, columns: columns)
    }
    if let old, (end..<columns).contains(where: { !isBlank(old.cells[row + $0]) }) {
      move(to: end, y, over: canvas)
      use(.plain)
      output += FrameEncoder.eraseToEnd
    }
  }

  private func isBlank(_ cell: Cell) -> Bool { cell.character == " " && !palette.showsBlanks(cell.style) }

  private func looksAlike(_ one: Cell, _ other: Cell) -> Bool { one == other || isBlank(one) && isBlank(other) }

  private mutating func put(_ cell: Cell, columns: Int) {
    if !isBlank(cell) || palette.showsBlanks(pen) { use(isBlank(cell) ? .plain : cell.style) }
    output += cell.character.utf8
    // Terminals differ in the cursor's position after the last column.
    let width = cell.character.columns ?? 1
    cursor = cursor.flatMap { $0.x + width < columns ? ($0.x + width, $0.y) : nil }
  }

  private mutating func use(_ style: Style) {
    if palette[style] != palette[pen] { output += palette[style] }
    pen = style
  }

  /// Moves the cursor to a position; the cells between are already on screen.
  private mutating func move(to x: Int, _ y: Int, over canvas: Canvas) {
    defer { cursor = (x, y) }
    guard let (from, row) = cursor, row == y, from <= x else {
      output += Array("\u{1B}[\(y + 1)\(x > 0 ? ";\(x + 1)" : "")H".utf8)
      return
    }
    guard from < x else { return }
    let between = canvas.cells[(y * canvas.size.columns + from)..<(y * canvas.size.columns + x)]
    let isBridged =
      between.count <= FrameEncoder.bridge
      && between.allSatisfy { cell in
        cell.character.isASCII && !cell.isRightHalf
          && (isBlank(cell) ? !palette.showsBlanks(pen) : palette[cell.style] == palette[pen])
      }
    if isBridged {
      for cell in between { output += cell.character.utf8 }
    } else {
      output += Array("\u{1B}[\(x - from > 1 ? "\(x - from)" : "")C".utf8)
    }
  }
}
