import TextCanvas

/// Drawn where a tab does not fit.
enum TooSmallView {
  static func draw(needs need: Size, into canvas: inout Canvas) {
    let (present, needed) = ("\(canvas.columns)x\(canvas.rows)", "\(need.columns)x\(need.rows)")
    let wide = ["too small: \(present)", "needs \(needed)", "q quits"]
    // The needed size is shown whole if it fits at all.
    let narrow = canvas.rows >= 5 ? ["too small", present, "needs", needed, "q quits"] : [needed, "needed", "q quits"]
    let isWide = wide[0].count <= canvas.columns || needed.count > canvas.columns
    let lines = isWide ? wide : narrow
    for (row, line) in lines.enumerated() { canvas.write(line, x: 0, y: row) }
  }
}
