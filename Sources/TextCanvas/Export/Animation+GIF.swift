extension Animation {
  /// The animation as a GIF image that repeats for ever, 12x24 pixels per cell. Each frame holds the rectangle of cells
  /// that it changes.
  public func gif(isLight: Bool) -> [UInt8] {
    var raster = Raster(isLight: isLight)
    // One palette serves all frames.
    raster.use(Style.allCases)
    var file = GIF(
      width: size.columns * PixelFont.width, height: size.rows * PixelFont.height, palette: raster.palette)
    var cells = [Cell](repeating: .blank, count: size.columns * size.rows)
    let starts = frames.map { GIF.hundredths($0.start) } + [GIF.hundredths(duration)]
    for (index, frame) in frames.enumerated() {
      for change in frame.changes { cells[change.y * size.columns + change.x] = change.cell }
      let changed = index == 0 ? Rectangle(x: 0, y: 0, columns: size.columns, rows: size.rows) : frame.bounds
      let part = (changed.y..<changed.y + changed.rows).flatMap { y in
        cells[y * size.columns + changed.x..<y * size.columns + changed.x + changed.columns]
      }
      file.append(
        raster.pixels(of: part, columns: changed.columns), x: changed.x * PixelFont.width,
        y: changed.y * PixelFont.height, width: changed.columns * PixelFont.width,
        hundredths: starts[index + 1] - starts[index])
    }
    return file.finished
  }
}

extension Animation.Frame {
  /// The smallest rectangle that holds the changes, of one cell at least.
  fileprivate var bounds: Rectangle {
    let (xs, ys) = (changes.map(\.x), changes.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    return Rectangle(x: left, y: top, columns: (xs.max() ?? 0) - left + 1, rows: (ys.max() ?? 0) - top + 1)
  }
}
