import TextCanvas

/// The row below a tab: a notice on the left, playback or the active keys on the right.
enum StatusLine {
  /// Draws a notice, and what stands on the right if there is room for both; cut with a sign where it is longer than the row.
  static func draw(_ notice: Notice, beside right: String, _ style: Style, into canvas: inout Canvas) {
    let fits = notice.text.fits(canvas.columns - 2 - right.count)
    canvas.write(notice.text.cut(to: canvas.columns), x: 0, y: 0, notice.style)
    if fits { canvas.write(right, endingAt: canvas.columns, y: 0, style) }
  }
}

extension Notice {
  /// This notice if a tab's own row, where it has one, is too short for it: then it stands at the foot of the screen.
  func beyond(_ status: Rectangle?) -> Notice? {
    status.map { text.fits($0.columns) } ?? false ? nil : self
  }
}
