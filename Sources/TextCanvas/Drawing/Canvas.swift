/// The size of a grid, in cells.
public struct Size: Hashable, Sendable {
  /// The maximum number of columns and rows of a screen.
  public static let most = 1000

  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// A part of a grid: the position of its top left cell and its size, in cells.
public struct Rectangle: Hashable, Sendable {
  public var x: Int
  public var y: Int
  public var columns: Int
  public var rows: Int

  public init(x: Int, y: Int, columns: Int, rows: Int) {
    self.x = x
    self.y = y
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  /// Whether the two have a cell in common.
  public func overlaps(_ other: Rectangle) -> Bool {
    let common = intersection(other)
    return common.columns > 0 && common.rows > 0
  }

  /// The cells that both contain.
  public func intersection(_ other: Rectangle) -> Rectangle {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rectangle(
      x: left, y: top, columns: min(x + columns, other.x + other.columns) - left,
      rows: min(y + rows, other.y + other.rows) - top)
  }

  /// Whether the cell at column `x` and row `y` lies inside.
  public func contains(x: Int, y: Int) -> Bool {
    x >= self.x && x < self.x + columns && y >= self.y && y < self.y + rows
  }
}

/// One character on screen and its style.
public struct Cell: Hashable, Sendable {
  public var character: Character
  public var style: Style

  public init(character: Character, style: Style) {
    self.character = character
    self.style = style
  }

  /// An empty cell.
  public static let blank = Cell(character: " ", style: .plain)

  /// Whether it shows the right half of the character in the cell before it, which takes two columns.
  public var isRightHalf: Bool { character == Cell.rightHalf }

  /// Marks a cell as the right half of the character before it.
  fileprivate static let rightHalf: Character = "\0"
}

/// A grid of cells that views draw into. Drawing is clipped to its bounds, so that no view can fail.
public struct Canvas: Hashable, Sendable {
  public let size: Size
  /// The cells in row order.
  public private(set) var cells: [Cell]
  private var frame: Rectangle
  private var clip: Rectangle
  /// Whether a character of two columns has been drawn.
  private var hasWide = false

  /// An empty canvas. Negative extents count as 0.
  public init(_ size: Size) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = Array(repeating: .blank, count: self.size.columns * self.size.rows)
    frame = Rectangle(x: 0, y: 0, columns: self.size.columns, rows: self.size.rows)
    clip = frame
  }

  /// The size of the drawing area: the whole canvas, or the rectangle of ``within(_:draw:)``.
  public var columns: Int { frame.columns }
  public var rows: Int { frame.rows }

  /// Draws with coordinates relative to the top left of `rectangle`, clipped to it.
  public mutating func within(_ rectangle: Rectangle, draw: (inout Canvas) -> Void) {
    let outer = (frame, clip)
    frame = Rectangle(
      x: frame.x + rectangle.x, y: frame.y + rectangle.y, columns: rectangle.columns, rows: rectangle.rows)
    clip = clip.intersection(frame)
    draw(&self)
    (frame, clip) = outer
  }

  /// Draws one character, in as many columns as terminals use for it. A character of uncertain width becomes `?`; one
  /// that is half outside becomes a blank.
  public mutating func put(_ character: Character, x: Int, y: Int, _ style: Style = .plain) {
    let columns = character.columns
    guard columns == 2 else { return set(columns == 1 ? character : "?", x: x, y: y, style) }
    let isWhole = [x, x + 1].allSatisfy { clip.contains(x: $0 + frame.x, y: y + frame.y) }
    set(isWhole ? character : " ", x: x, y: y, style)
    set(isWhole ? Cell.rightHalf : " ", x: x + 1, y: y, style)
    hasWide = hasWide || isWhole
  }

  private mutating func set(_ character: Character, x: Int, y: Int, _ style: Style) {
    guard clip.contains(x: x + frame.x, y: y + frame.y) else { return }
    let place = (y + frame.y) * size.columns + x + frame.x
    if hasWide {
      // One half of a character is none.
      if cells[place].isRightHalf { cells[place - 1].character = " " }
      if place + 1 < cells.count, cells[place + 1].isRightHalf { cells[place + 1].character = " " }
    }
    cells[place] = Cell(character: character, style: style)
  }

  /// Draws text starting at a position, and returns the column after its end.
  @discardableResult
  public mutating func write(_ text: some StringProtocol, x: Int, y: Int, _ style: Style = .plain) -> Int {
    var x = x
    for character in text {
      put(character, x: x, y: y, style)
      x += character.columns ?? 1
    }
    return x
  }

  /// Draws text whose last character stands left of column `end`.
  public mutating func write(_ text: some StringProtocol, endingAt end: Int, y: Int, _ style: Style = .plain) {
    write(text, x: end - text.columns, y: y, style)
  }

  /// Gives everything drawn here one style, except walls and floors.
  public mutating func restyle(_ style: Style) {
    for y in clip.y..<clip.y + clip.rows {
      for x in clip.x..<clip.x + clip.columns {
        let place = y * size.columns + x
        if cells[place].style != .wall, cells[place].style != .floor { cells[place].style = style }
      }
    }
  }

  /// The characters without styles: one line per row, without trailing blanks.
  public var text: String {
    (0..<size.rows).map { y in
      var row = cells[y * size.columns..<(y + 1) * size.columns].lazy.filter { !$0.isRightHalf }.map(\.character)
      while row.last == " " { row.removeLast() }
      return String(row) + "\n"
    }
    .joined()
  }

  /// The same picture in ASCII.
  public var inASCII: Canvas {
    var canvas = self
    for (index, cell) in cells.enumerated() {
      canvas.cells[index].character = cell.isRightHalf ? "?" : cell.character.inASCII
    }
    return canvas
  }
}
