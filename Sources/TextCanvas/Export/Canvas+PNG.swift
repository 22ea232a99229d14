extension Canvas {
  /// The canvas as a PNG image, 12x24 pixels per cell.
  public func png(isLight: Bool) -> [UInt8] {
    var raster = Raster(isLight: isLight)
    let pixels = raster.pixels(of: cells, columns: size.columns)
    return PNG.indexed(
      pixels, width: size.columns * PixelFont.width, height: size.rows * PixelFont.height, palette: raster.palette)
  }
}
