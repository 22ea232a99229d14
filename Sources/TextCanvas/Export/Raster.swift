/// Draws cells as pixels, each the index of a colour in a palette that grows with the styles drawn.
struct Raster {
  private let isLight: Bool
  /// Red, green and blue of each colour in one number; the background is the first.
  private(set) var palette: [Int32]
  private var inksOfStyles: [Style: [UInt8]] = [:]

  init(isLight: Bool) {
    self.isLight = isLight
    palette = [Canvas.background(isLight)]
  }

  /// Rows of cells as rows of pixels, 12x24 per cell.
  mutating func pixels(of cells: [Cell], columns: Int) -> [UInt8] {
    let width = columns * PixelFont.width
    var pixels = [UInt8](repeating: 0, count: cells.count * PixelFont.width * PixelFont.height)
    for (index, cell) in cells.enumerated() where cell != .blank {
      let inks = inks(of: cell.style)
      var shape = PixelFont.shape(cell.isRightHalf ? " " : cell.character) ?? PixelFont.unknown
      if cell.style.isBold, !cell.character.isDrawnByRule { shape = PixelFont.bold(shape) }
      let (left, top) = (index % columns * PixelFont.width, index / columns * PixelFont.height)
      for y in 0..<PixelFont.height {
        for x in 0..<PixelFont.width {
          pixels[(top + y) * width + left + x] = inks[Int(shape[y * PixelFont.width + x]) / 64]
        }
      }
    }
    return pixels
  }

  /// Adds the colours of styles to the palette.
  mutating func use(_ styles: [Style]) {
    for style in styles { _ = inks(of: style) }
  }

  /// The indices of the colours for no ink, a quarter, half, and three quarters or more.
  private mutating func inks(of style: Style) -> [UInt8] {
    if let inks = inksOfStyles[style] { return inks }
    let background = Canvas.background(isLight)
    let color = style.color(isLight: isLight) ?? Canvas.foreground(isLight)
    let (back, front) = style == .selected ? (color, background) : (background, color)
    let inks = [0, 1, 2, 4].map { quarters in number(of: Raster.mixed(back, front, quarters)) }
    inksOfStyles[style] = inks
    return inks
  }

  private mutating func number(of color: Int32) -> UInt8 {
    if let place = palette.firstIndex(of: color) { return UInt8(place) }
    palette.append(color)
    return UInt8(palette.count - 1)
  }

  private static func mixed(_ back: Int32, _ front: Int32, _ quarters: Int32) -> Int32 {
    [16, 8, 0].reduce(0) { color, shift in
      let (from, to) = (back >> shift & 255, front >> shift & 255)
      return color | (from + (to - from) * quarters / 4) << shift
    }
  }
}

extension Character {
  /// Whether it fills its cell, so that it looks the same in bold.
  fileprivate var isDrawnByRule: Bool {
    guard let value = unicodeScalars.first?.value else { return false }
    return (0x2500...0x259F).contains(value) || (0x2800...0x28FF).contains(value)
  }
}
