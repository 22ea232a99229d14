/// The extent of a grid, in cells.
public struct Size: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// A part of a grid: the place of its top left cell and its extent, in cells.
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

/// One character on screen and the part it plays.
public struct Cell: Hashable, Sendable {
  public var character: Character
  public var style: Style

  public init(character: Character, style: Style) {
    self.character = character
    self.style = style
  }

  /// An empty cell.
  public static let blank = Cell(character: " ", style: .plain)
}

/// A grid of cells that views draw into. Whatever is drawn outside is dropped, so that no view can fail.
public struct Canvas: Hashable, Sendable {
  public let size: Size
  /// The cells in row order.
  public private(set) var cells: [Cell]
  private var frame: Rectangle
  private var clip: Rectangle

  /// An empty canvas. Negative extents count as 0.
  public init(_ size: Size) {
    self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
    cells = Array(repeating: .blank, count: self.size.columns * self.size.rows)
    frame = Rectangle(x: 0, y: 0, columns: self.size.columns, rows: self.size.rows)
    clip = frame
  }

  /// The extent that is drawn into: the whole canvas, or the rectangle of ``within(_:draw:)``.
  public var columns: Int { frame.columns }
  public var rows: Int { frame.rows }

  /// Draws with coordinates that count from the top left of `rectangle`, and with nothing reaching outside it.
  public mutating func within(_ rectangle: Rectangle, draw: (inout Canvas) -> Void) {
    let outer = (frame, clip)
    frame = Rectangle(
      x: frame.x + rectangle.x, y: frame.y + rectangle.y, columns: rectangle.columns, rows: rectangle.rows)
    clip = clip.intersection(frame)
    draw(&self)
    (frame, clip) = outer
  }

  /// Draws one character. A character that may not take exactly one column becomes `?`.
  public mutating func put(_ character: Character, x: Int, y: Int, _ style: Style = .plain) {
    guard clip.contains(x: x + frame.x, y: y + frame.y) else { return }
    cells[(y + frame.y) * size.columns + x + frame.x] = Cell(
      character: character.takesOneColumn ? character : "?", style: style)
  }

  /// Draws text to the right of a place, and returns the column after its end.
  @discardableResult
  public mutating func write(_ text: some StringProtocol, x: Int, y: Int, _ style: Style = .plain) -> Int {
    var x = x
    for character in text {
      put(character, x: x, y: y, style)
      x += 1
    }
    return x
  }

  /// Draws text whose last character stands left of column `end`.
  public mutating func write(_ text: some StringProtocol, endingAt end: Int, y: Int, _ style: Style = .plain) {
    write(text, x: end - text.count, y: y, style)
  }

  /// Gives everything that has been drawn here one style, but for walls and floors.
  public mutating func restyle(_ style: Style) {
    for y in clip.y..<clip.y + clip.rows {
      for x in clip.x..<clip.x + clip.columns {
        let place = y * size.columns + x
        if cells[place].style != .wall, cells[place].style != .floor { cells[place].style = style }
      }
    }
  }

  /// The characters alone: a line for each row, without the blanks at its end.
  public var text: String {
    (0..<size.rows).map { y in
      var row = cells[y * size.columns..<(y + 1) * size.columns].map(\.character)
      while row.last == " " { row.removeLast() }
      return String(row) + "\n"
    }
    .joined()
  }

  /// The same picture in ASCII.
  public var inASCII: Canvas {
    var canvas = self
    for index in cells.indices { canvas.cells[index].character = cells[index].character.inASCII }
    return canvas
  }
}
