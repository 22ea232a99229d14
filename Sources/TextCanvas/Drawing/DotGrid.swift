/// A grid of dots, 2x4 per cell, drawn as Braille patterns.
struct DotGrid {
  let columns: Int
  let rows: Int
  private var bits: [UInt8]
  private var styles: [Style]

  /// - Parameters:
  ///   - columns: In cells.
  ///   - rows: In cells.
  init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    bits = Array(repeating: 0, count: self.columns * self.rows)
    styles = Array(repeating: .plain, count: self.columns * self.rows)
  }

  /// Sets a dot, counted from the top left. A cell takes the style of its last dot.
  mutating func set(x: Int, y: Int, _ style: Style) {
    guard x >= 0, x < 2 * columns, y >= 0, y < 4 * rows else { return }
    let cell = y / 4 * columns + x / 2
    // Unicode numbers the dots of a pattern down the left column, down the right, and the lowest row last.
    let bit = y % 4 == 3 ? 6 + x % 2 : 3 * (x % 2) + y % 4
    bits[cell] |= 1 << UInt8(bit)
    styles[cell] = style
  }

  /// Sets the dots of a line, both ends included; a dashed line omits every other column of cells.
  mutating func line(from a: (x: Int, y: Int), to b: (x: Int, y: Int), isDashed: Bool = false, _ style: Style) {
    let count = max(abs(b.x - a.x), abs(b.y - a.y))
    for place in 0...count {
      let share = count == 0 ? 0 : Double(place) / Double(count)
      let x = a.x + Int((share * Double(b.x - a.x)).rounded())
      if isDashed, x / 2 % 2 == 1 { continue }
      set(x: x, y: a.y + Int((share * Double(b.y - a.y)).rounded()), style)
    }
  }

  /// Draws every cell that has a dot.
  func draw(x: Int, y: Int, into canvas: inout Canvas) {
    for (cell, bits) in bits.enumerated() where bits != 0 {
      let pattern = Unicode.Scalar(0x2800 + UInt32(bits)).map(Character.init) ?? " "
      canvas.put(pattern, x: x + cell % columns, y: y + cell / columns, styles[cell])
    }
  }
}
