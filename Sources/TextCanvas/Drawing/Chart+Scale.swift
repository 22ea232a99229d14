import PlainText

/// The vertical axis: its range and labels.
struct VerticalScale {
  let range: ClosedRange<Double>
  let rows: Int
  /// Labels of equal length, by row from the top.
  let labels: [(row: Int, text: String)]

  /// Nil if no line has a point to show.
  init?(_ chart: Chart, rows: Int) {
    var (least, most) = (Double.infinity, -Double.infinity)
    for series in chart.series {
      for point in series.points where chart.x.range.contains(point.x) && Chart.isNumber(point.y) {
        (least, most) = (min(least, point.y), max(most, point.y))
      }
    }
    guard least <= most else { return nil }
    let count = max(2, (rows + 2) / 3)
    let range: ClosedRange<Double>
    var ticks: [Double]
    if let given = chart.y {
      range = given
      ticks = Ticks.linear(given, count: count)
    } else {
      let (low, high) =
        least < most ? (least, most) : (least - max(0.5, least.magnitude / 2), most + max(0.5, most.magnitude / 2))
      // Include zero if it is close.
      let bottom = low >= 0 && low < high / 2 ? 0 : low
      let step = Ticks.step(atLeast: (high - bottom) / Double(count - 1))
      let (first, last) = ((bottom / step).rounded(.down) * step, (high / step).rounded(.up) * step)
      range = first < last ? first...last : low...high
      ticks = Ticks.linear(range, count: max(count, Int((last - first) / step) + 1))
    }
    if ticks.count < 2 { ticks = [range.lowerBound, range.upperBound] }
    let step = ticks[1] - ticks[0]
    let decimals = (0...4).first { decimals in
      let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
      return ((step * scale).rounded() - step * scale).magnitude < 1e-6 * max(1, step * scale)
    }
    let isLarge = range.upperBound >= 10_000
    let texts = ticks.map { isLarge ? Numbers.compact($0) : Numbers.fixed($0, decimals: decimals ?? 4) }
    let width = texts.map(\.count).max() ?? 0
    self.range = range
    self.rows = rows
    labels = zip(ticks, texts).compactMap { tick, text in
      VerticalScale.dot(of: tick, range, rows).map { ($0 / 4, Numbers.right(text, width)) }
    }
  }

  /// The labels' width, in columns.
  var labelColumns: Int { labels.map(\.text.count).max() ?? 0 }

  /// The row of dots, from the top, of a value; nil if it is out of range.
  func dot(of value: Double) -> Int? { VerticalScale.dot(of: value, range, rows) }

  private static func dot(of value: Double, _ range: ClosedRange<Double>, _ rows: Int) -> Int? {
    let slack = 1e-9 * (range.upperBound - range.lowerBound)
    guard value >= range.lowerBound - slack, value <= range.upperBound + slack else { return nil }
    let share = (range.upperBound - value) / (range.upperBound - range.lowerBound)
    return min(max(Int((share * Double(4 * rows - 1)).rounded()), 0), 4 * rows - 1)
  }
}
