import Foundation
import Records

/// A value with its 95% confidence interval.
public struct Estimate: Hashable, Sendable {
  /// How the interval is computed.
  public enum Basis: String, Hashable, Sendable {
    /// Over states, assumed independent, of one seed (Wilson 1927).
    case states
    /// Over programs, resampled with all their states (``ProgramBootstrap``).
    case programs
    /// Student's t over seeds, together with the intervals of the single seeds.
    case seeds
    /// Over paired states (Agresti & Min 2005).
    case pairs
    /// Over unpaired states, assumed independent of each other (Newcombe 1998).
    case unpaired
    /// A conservative bound: the intervals of its components, combined as if all errors had the same sign.
    case bound
  }

  public var value: Double
  public var low: Double
  public var high: Double
  public var basis: Basis

  public init(value: Double, low: Double, high: Double, basis: Basis) {
    self.value = value
    self.low = low
    self.high = high
    self.basis = basis
  }

  /// A proportion of states, with its Wilson interval.
  ///
  /// - Parameter count: Above 0.
  public init(successes: Int, count: Int) {
    precondition(count > 0)
    let interval = WilsonInterval(successes: successes, count: count)
    self.init(value: Double(successes) / Double(count), low: interval.low, high: interval.high, basis: .states)
  }

  /// The mean over seeds.
  ///
  /// - Parameter values: One per seed, at least two.
  public init(seeds values: [Double]) {
    precondition(values.count > 1)
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    let half = StudentT(degreesOfFreedom: n - 1).quantile(twoSided: 0.95) * (variance / n).squareRoot()
    self.init(value: mean, low: mean - half, high: mean + half, basis: .seeds)
  }

  /// The mean over seeds. The interval covers the seeds and what the interval of each covers: the drawing of programs, which is
  /// the same for all, so that it does not shrink with their number.
  ///
  /// - Parameter seeds: At least two.
  public init(combining seeds: [Estimate]) {
    self.init(seeds: seeds.map(\.value))
    let own = seeds.reduce(0) { $0 + ($1.high - $1.low) / 2 } / Double(seeds.count)
    let half = ((high - value) * (high - value) + own * own).squareRoot()
    (low, high) = (value - half, value + half)
  }

  /// The difference of two estimates whose errors are independent, first − second.
  ///
  /// - Parameter basis: What both are based on.
  public init(_ first: Estimate, minus second: Estimate, basis: Basis) {
    self.init(first, minus: second)
    self.basis = basis
  }

  /// The difference of two proportions of the same states, first − second, with Agresti & Min's adjusted Wald interval:
  /// 0.5 is added to each of the four counts.
  ///
  /// - Parameters:
  ///   - first, second: States on which each holds.
  ///   - both: States on which both hold.
  ///   - count: All states; above 0.
  public init(first: Int, second: Int, both: Int, of count: Int) {
    precondition(count > 0 && both <= min(first, second))
    let n = Double(count) + 2
    let (onlyFirst, onlySecond) = (Double(first - both) + 0.5, Double(second - both) + 0.5)
    let centre = (onlyFirst - onlySecond) / n
    let half = z95 * (onlyFirst + onlySecond - n * centre * centre).squareRoot() / n
    let value = Double(first - second) / Double(count)
    self.init(
      value: value, low: max(-1, min(value, centre - half)), high: min(1, max(value, centre + half)), basis: .pairs)
  }

  /// The difference of two unpaired proportions, first − second, with Newcombe's hybrid of their Wilson intervals.
  public init(_ first: Estimate, minus second: Estimate) {
    func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    let value = first.value - second.value
    self.init(
      value: value, low: value - length(first.value - first.low, second.high - second.value),
      high: value + length(first.high - first.value, second.value - second.low), basis: .unpaired)
  }

  /// The geometric mean of estimates. Its bounds are the geometric means of their bounds, which to first order is
  /// conservative whatever the correlation between the estimates.
  public init(geometricMeanOf shares: [Estimate]) {
    self.init(
      value: geometricMean(shares.map(\.value)), low: geometricMean(shares.map(\.low)),
      high: geometricMean(shares.map(\.high)), basis: .bound)
  }
}

/// The geometric mean of non-negative numbers.
public func geometricMean(_ values: [Double]) -> Double {
  guard !values.contains(0) else { return 0 }
  return exp(values.reduce(0) { $0 + log($1) } / Double(values.count))
}
