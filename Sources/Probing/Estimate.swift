import Foundation

/// A number with its 95% interval.
public struct Estimate: Hashable, Sendable {
  /// What the interval stands on.
  public enum Basis: String, Hashable, Sendable {
    /// States taken as independent, one seed (Wilson 1927).
    case states
    /// Programs, resampled with all their states (``ProgramBootstrap``).
    case programs
    /// Seeds: Student's t over them.
    case seeds
    /// The same states under both (Agresti & Min 2005).
    case pairs
    /// States under either, taken as independent of the other's (Newcombe 1998).
    case unpaired
    /// The intervals of what it is made of, added up as if all were wrong in the same direction: at least as wide as need be.
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

  /// The share of states on which something holds.
  ///
  /// - Parameter count: Above 0.
  public init(successes: Int, count: Int) {
    precondition(count > 0)
    let interval = WilsonInterval(successes: successes, count: count)
    self.init(value: Double(successes) / Double(count), low: interval.low, high: interval.high, basis: .states)
  }

  /// The mean over seeds.
  ///
  /// - Parameter values: One a seed, at least two.
  public init(seeds values: [Double]) {
    precondition(values.count > 1)
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    let half = StudentT(degreesOfFreedom: n - 1).quantile(twoSided: 0.95) * (variance / n).squareRoot()
    self.init(value: mean, low: mean - half, high: mean + half, basis: .seeds)
  }

  /// The difference of two shares of the same states, first − second, by Agresti & Min's adjusted Wald interval: half a state
  /// is added to each of the four counts.
  ///
  /// - Parameters:
  ///   - first, second: States on which either holds.
  ///   - both: States on which both hold.
  ///   - count: All states, above 0.
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

  /// The difference of two shares, first − second, of states of which it is not known how they go together, by Newcombe's
  /// hybrid of their Wilson intervals.
  public init(_ first: Estimate, minus second: Estimate) {
    func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    let value = first.value - second.value
    self.init(
      value: value, low: value - length(first.value - first.low, second.high - second.value),
      high: value + length(first.high - first.value, second.value - second.low), basis: .unpaired)
  }

  /// The geometric mean of shares, each of which has an interval: its bounds are the geometric means of theirs. However the
  /// shares go together, the interval is at least as wide, to first order, as one of their geometric mean must be.
  public init(geometricMeanOf shares: [Estimate]) {
    self.init(
      value: geometricMean(shares.map(\.value)), low: geometricMean(shares.map(\.low)),
      high: geometricMean(shares.map(\.high)), basis: .bound)
  }
}

/// The 97.5% quantile of the normal distribution: 95% lie this many deviations around the mean.
public let z95 = 1.959_963_984_540_054

/// The geometric mean of numbers that are not negative.
public func geometricMean(_ values: [Double]) -> Double {
  guard !values.contains(0) else { return 0 }
  return exp(values.reduce(0) { $0 + log($1) } / Double(values.count))
}
