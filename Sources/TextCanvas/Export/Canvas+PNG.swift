extension Canvas {
  /// The canvas as a PNG image, 12x24 pixels per cell.
  public func png(isLight: Bool) -> [UInt8] {
    var colors = PictureColors(isLight: isLight)
    let (width, height) = (size.columns * PixelFont.width, size.rows * PixelFont.height)
    var pixels = [UInt8](repeating: 0, count: width * height)
    for (index, cell) in cells.enumerated() where cell != .blank {
      let inks = colors.inks(of: cell.style)
      var shape = PixelFont.shape(cell.isRightHalf ? " " : cell.character) ?? PixelFont.unknown
      if cell.style.isBold, !cell.character.isDrawnByRule { shape = PixelFont.bold(shape) }
      let (left, top) = (index % size.columns * PixelFont.width, index / size.columns * PixelFont.height)
      for y in 0..<PixelFont.height {
        for x in 0..<PixelFont.width {
          pixels[(top + y) * width + left + x] = inks[Int(shape[y * PixelFont.width + x]) / 64]
        }
      }
    }
    return PNG.indexed(pixels, width: width, height: height, palette: colors.palette)
  }
}

extension Character {
  /// Whether it fills its cell, so that it looks the same in bold.
  fileprivate var isDrawnByRule: Bool {
    guard let value = unicodeScalars.first?.value else { return false }
    return (0x2500...0x259F).contains(value) || (0x2800...0x28FF).contains(value)
  }
}

/// The colours of an image, as palette indices.
private struct PictureColors {
  let isLight: Bool
  /// Red, green and blue of each; the background is the first.
  private(set) var palette: [Int32]
  private var inksOfStyles: [Style: [UInt8]] = [:]

  init(isLight: Bool) {
    self.isLight = isLight
    palette = [Canvas.background(isLight)]
  }

  /// The numbers of the colours for no ink, a quarter, half, and three quarters or more.
  mutating func inks(of style: Style) -> [UInt8] {
    if let inks = inksOfStyles[style] { return inks }
    let background = Canvas.background(isLight)
    let color = style.color(isLight: isLight) ?? Canvas.foreground(isLight)
    let (back, front) = style == .selected ? (color, background) : (background, color)
    let inks = [0, 1, 2, 4].map { quarters in number(of: PictureColors.mixed(back, front, quarters)) }
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
