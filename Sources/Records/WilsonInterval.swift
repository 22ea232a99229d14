/// The 95% Wilson score interval of a proportion (Wilson 1927).
public struct WilsonInterval: Hashable, Sendable {
  public let low: Double
  public let high: Double

  /// - Parameters:
  ///   - successes: At most `count`.
  ///   - count: Trials; with 0 the interval is 0 to 1.
  public init(successes: Int, count: Int) {
    self.init(share: count > 0 ? Double(successes) / Double(count) : 0, count: Double(count))
  }

  /// - Parameter count: Trials, or what they are worth if they depend on each other.
  public init(share: Double, count n: Double) {
    guard n > 0 else {
      (low, high) = (0, 1)
      return
    }
    let z = z95
    let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    // Rounding must not exclude the proportion from its interval.
    low = max(0, min(share, centre - half))
    high = min(1, max(share, centre + half))
  }
}

/// The 97.5% quantile of the standard normal distribution: the half-width, in standard deviations, of a 95% interval.
public let z95 = 1.959_963_984_540_054
