extension Canvas {
  /// Draws a bar whose length is a share of some columns, to half a column.
  ///
  /// - Parameter share: From 0 to 1; what lies beyond is drawn as the nearest of them.
  public mutating func drawBar(_ share: Double, x: Int, y: Int, columns: Int, _ style: Style) {
    let halves = Int((min(max(share, 0), 1) * Double(2 * max(0, columns))).rounded())
    write(String(repeating: "━", count: halves / 2) + (halves % 2 == 1 ? "╸" : ""), x: x, y: y, style)
  }
}
