import PlainText

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The horizontal axis of a chart.
public struct ChartAxis: Hashable, Sendable {
  /// The unit of the numbers.
  public enum Unit: Hashable, Sendable {
    case count
    case seconds
  }

  /// What is counted, for example `samples`.
  public var name: String
  public var unit: Unit
  public var range: ClosedRange<Double>
  /// Whether the axis is logarithmic. Only with a range above 0.
  public var isLogarithmic: Bool

  /// - Parameter range: Replaced by a wider one if it is empty, or not above 0 on a logarithmic axis.
  public init(name: String, unit: Unit = .count, range: ClosedRange<Double>, isLogarithmic: Bool = false) {
    self.name = name
    self.unit = unit
    self.isLogarithmic = isLogarithmic
    let low = isLogarithmic && !(range.lowerBound > 0) ? min(1, max(range.upperBound, 1) / 10) : range.lowerBound
    let high = max(low, range.upperBound)
    self.range = low < high ? low...high : isLogarithmic ? low / 2...low * 2 : low...low + 1
  }

  /// The relative position of a value, from 0 at the left end to 1 at the right; nil if it is out of range or not a
  /// number.
  func place(of value: Double) -> Double? {
    guard range.contains(value) else { return nil }
    guard isLogarithmic else { return (value - range.lowerBound) / (range.upperBound - range.lowerBound) }
    let low = log(range.lowerBound)
    return (log(value) - low) / (log(range.upperBound) - low)
  }

  /// Round values for the axis's labels, at most `count` but at least two if possible.
  func ticks(_ count: Int) -> [Double] {
    guard isLogarithmic else { return Ticks.linear(range, count: count, unit: unit) }
    var ticks = Ticks.ofTime.filter(range.contains)
    if unit == .count {
      for factors: [Double] in [[1, 2, 5], [1, 3], [1]] {
        ticks = Ticks.logarithmic(range, factors: factors)
        if ticks.count <= count { break }
      }
    }
    let stride = max(1, (ticks.count + count - 1) / max(1, count))
    return ticks.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
  }

  /// The label of a value.
  func text(_ value: Double) -> String {
    switch unit {
    case .count: Numbers.compact(value)
    case .seconds: value == 0 ? "0" : Numbers.duration(value)
    }
  }
}

/// Round numbers along an axis.
enum Ticks {
  /// Multiples of a round step within a range, at most `count`.
  static func linear(_ range: ClosedRange<Double>, count: Int, unit: ChartAxis.Unit = .count) -> [Double] {
    let count = max(2, count)
    let step = step(atLeast: (range.upperBound - range.lowerBound) / Double(count - 1), unit)
    guard step > 0, step.isFinite else { return [] }
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard first <= last, last - first < 1000 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  /// Seconds that divide minutes, hours and days, a day the last.
  static let ofTime: [Double] = [
    1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
  ]

  /// The smallest of 1, 2, 5, 10, 20, … that is at least `size`; for seconds, of the divisors of minutes and hours.
  static func step(atLeast size: Double, _ unit: ChartAxis.Unit = .count) -> Double {
    guard size > 0, size.isFinite else { return 0 }
    if unit == .seconds {
      return ofTime.first { $0 >= size } ?? 86400 * step(atLeast: size / 86400)
    }
    var power = 1.0
    while power * 10 <= size { power *= 10 }
    while power > size { power /= 10 }
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= size * (1 - 1e-9) } ?? 10 * power
  }

  /// Powers of ten times `factors` within a range above 0.
  static func logarithmic(_ range: ClosedRange<Double>, factors: [Double]) -> [Double] {
    var power = 1.0
    while power > range.lowerBound { power /= 10 }
    while power * 10 <= range.lowerBound { power *= 10 }
    var ticks: [Double] = []
    while power <= range.upperBound {
      ticks += factors.map { $0 * power }.filter(range.contains)
      power *= 10
    }
    return ticks
  }
}
