/// What characters look like in a picture, a cell of 12x24 pixels each: letters and signs from glyphs of dots, blocks,
/// lines and Braille patterns by rule, so that they meet without gaps.
public enum PixelFont {
  /// The pixels of a cell.
  public static let (width, height) = (12, 24)

  /// How densely a character inks each pixel of its cell, row by row, from 0 to 255; nil if it has no shape here.
  public static func shape(_ character: Character) -> [UInt8]? {
    guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else { return nil }
    switch scalar.value {
    case 0x20: return blank
    case 0x2580...0x259F: return block(Int(scalar.value - 0x2580))
    case 0x2800...0x28FF: return braille(Int(scalar.value - 0x2800))
    default: return boxes[character].map(lines) ?? letters[character]
    }
  }

  /// Stands where a character has no shape: an empty box.
  static let unknown = filled { x, y in
    (2..<10).contains(x) && (4..<18).contains(y) && !((4..<8).contains(x) && (6..<16).contains(y)) ? 255 : 0
  }

  /// A shape with every stroke one pixel wider.
  static func bold(_ shape: [UInt8]) -> [UInt8] {
    filled { x, y in max(shape[y * width + x], x > 0 ? shape[y * width + x - 1] : 0) }
  }

  private static let blank = filled { _, _ in 0 }

  private static func filled(_ ink: (_ x: Int, _ y: Int) -> UInt8) -> [UInt8] {
    (0..<height).flatMap { y in (0..<width).map { x in ink(x, y) } }
  }

  // MARK: By rule

  /// Blocks, by their number from U+2580.
  private static func block(_ number: Int) -> [UInt8] {
    switch number {
    case 0x00: filled { _, y in y < height / 2 ? 255 : 0 }
    case 0x01...0x08: filled { _, y in (height - y) * 8 <= number * height ? 255 : 0 }
    case 0x09...0x0F: filled { x, _ in x * 8 < (16 - number) * width ? 255 : 0 }
    case 0x10: filled { x, _ in x >= width / 2 ? 255 : 0 }
    case 0x11...0x13: filled { _, _ in UInt8(64 * (number - 0x10)) }
    case 0x14: filled { _, y in y < height / 8 ? 255 : 0 }
    case 0x15: filled { x, _ in x >= width - 2 ? 255 : 0 }
    default: quarters(quadrants[number - 0x16])
    }
  }

  /// For the blocks from U+2596 on, the quarters they fill: 1 top left, 2 top right, 4 bottom left, 8 bottom right.
  private static let quadrants = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]

  private static func quarters(_ bits: Int) -> [UInt8] {
    filled { x, y in bits >> ((x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2)) & 1 == 1 ? 255 : 0 }
  }

  /// Dots of a pattern: bits 0 to 2 down the left column, 3 to 5 down the right, 6 and 7 the lowest row.
  private static func braille(_ bits: Int) -> [UInt8] {
    filled { x, y in
      let (column, row) = (x / 6, y / 6)
      let bit = row == 3 ? 6 + column : 3 * column + row
      let (dx, dy) = (x % 6, y % 6)
      let isInDot = (1...4).contains(dx) && (1...4).contains(dy)
      let isCorner = (dx == 1 || dx == 4) && (dy == 1 || dy == 4)
      return bits >> bit & 1 == 1 && isInDot ? (isCorner ? 96 : 255) : 0
    }
  }

  /// The strokes of a line from the middle of the cell: 0 for none, 1 light, 2 heavy; and into how many dashes it is cut.
  private struct Box {
    var left = 0
    var right = 0
    var up = 0
    var down = 0
    var dashes = 1
  }

  private static let boxes: [Character: Box] = [
    "─": Box(left: 1, right: 1), "│": Box(up: 1, down: 1), "━": Box(left: 2, right: 2), "┃": Box(up: 2, down: 2),
    "┌": Box(right: 1, down: 1), "┐": Box(left: 1, down: 1), "└": Box(right: 1, up: 1), "┘": Box(left: 1, up: 1),
    "╭": Box(right: 1, down: 1), "╮": Box(left: 1, down: 1), "╰": Box(right: 1, up: 1), "╯": Box(left: 1, up: 1),
    "├": Box(right: 1, up: 1, down: 1), "┤": Box(left: 1, up: 1, down: 1), "┬": Box(left: 1, right: 1, down: 1),
    "┴": Box(left: 1, right: 1, up: 1), "┼": Box(left: 1, right: 1, up: 1, down: 1),
    "╴": Box(left: 1), "╶": Box(right: 1), "╵": Box(up: 1), "╷": Box(down: 1),
    "╸": Box(left: 2), "╺": Box(right: 2), "╹": Box(up: 2), "╻": Box(down: 2),
    "╌": Box(left: 1, right: 1, dashes: 2), "╎": Box(up: 1, down: 1, dashes: 2),
    "┄": Box(left: 1, right: 1, dashes: 3), "┆": Box(up: 1, down: 1, dashes: 3),
    "┈": Box(left: 1, right: 1, dashes: 4), "┊": Box(up: 1, down: 1, dashes: 4),
  ]

  private static func lines(_ box: Box) -> [UInt8] {
    let (middleX, middleY) = (width / 2, height / 2)
    func isInked(_ x: Int, _ y: Int, across: Int, along: ClosedRange<Int>, _ weight: Int, horizontal: Bool) -> Bool {
      let (place, off) = horizontal ? (x, y) : (y, x)
      return weight > 0 && along.contains(place) && off >= across - weight && off < across + weight
    }
    return filled { x, y in
      let isHorizontal =
        isInked(x, y, across: middleY, along: 0...middleX, box.left, horizontal: true)
        || isInked(x, y, across: middleY, along: middleX - 1...width, box.right, horizontal: true)
      let isVertical =
        isInked(x, y, across: middleX, along: 0...middleY, box.up, horizontal: false)
        || isInked(x, y, across: middleX, along: middleY - 1...height, box.down, horizontal: false)
      guard isHorizontal || isVertical else { return 0 }
      // The last third of each dash is left out.
      let (place, period) = isHorizontal ? (x, width / box.dashes) : (y, height / box.dashes)
      return box.dashes > 1 && 3 * (place % period) >= 2 * period ? 0 : 255
    }
  }

  // MARK: From glyphs

  /// The shapes of ``art``, by their characters.
  private static let letters: [Character: [UInt8]] = {
    let rows = art.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    var shapes: [Character: [UInt8]] = [:]
    for top in stride(from: 0, to: rows.count - 9, by: 10) {
      for x in stride(from: 0, to: rows[top].count, by: 6) {
        let dots = rows[top + 1...top + 9].map { row in row[x..<x + 5].map { $0 == "#" } }
        shapes[rows[top][x]] = smoothed(dots)
      }
    }
    return shapes
  }()

  /// A glyph at twice its size, with diagonals filled in (Scale2x), in its place in a cell.
  private static func smoothed(_ dots: [[Bool]]) -> [UInt8] {
    func dot(_ x: Int, _ y: Int) -> Bool {
      dots.indices.contains(y) && dots[y].indices.contains(x) && dots[y][x]
    }
    return filled { x, y in
      let (x, y) = (x - 1, y - 4)
      guard x >= 0, y >= 0, x < 10, y < 18 else { return 0 }
      let (column, row) = (x / 2, y / 2)
      let vertical = dot(column, row + (y % 2 == 0 ? -1 : 1))
      let horizontal = dot(column + (x % 2 == 0 ? -1 : 1), row)
      let opposite = (
        vertical: dot(column, row + (y % 2 == 0 ? 1 : -1)), horizontal: dot(column + (x % 2 == 0 ? 1 : -1), row)
      )
      let takesNeighbour =
        vertical == horizontal && vertical != opposite.vertical && horizontal != opposite.horizontal
      return (takesNeighbour ? vertical : dot(column, row)) ? 255 : 0
    }
  }
}
