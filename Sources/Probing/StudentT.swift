import Foundation

/// Student's t distribution.
public struct StudentT: Hashable, Sendable {
  public let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: Above 0.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(|T| ≥ |t|).
  public func twoSidedP(_ t: Double) -> Double {
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    let total = degreesOfFreedom + t * t
    return incompleteBeta(degreesOfFreedom / total, rest: t * t / total, degreesOfFreedom / 2, 0.5)
  }

  /// The positive t with P(|T| ≤ t) = `share`.
  ///
  /// - Parameter share: Between 0 and 1, exclusive.
  public func quantile(twoSided share: Double) -> Double {
    precondition(share > 0 && share < 1)
    var (low, high) = (0.0, 1.0)
    while twoSidedP(high) > 1 - share { (low, high) = (high, 2 * high) }
    // Bisect to the last bit.
    while true {
      let middle = low + (high - low) / 2
      guard low < middle, middle < high else { return middle }
      if twoSidedP(middle) > 1 - share { low = middle } else { high = middle }
    }
  }
}

/// The regularised incomplete beta function I_x(a, b), by its continued fraction (Abramowitz & Stegun 26.5.8),
/// evaluated with the modified Lentz algorithm.
///
/// - Parameter rest: 1 − x, passed separately to avoid cancellation.
private func incompleteBeta(_ x: Double, rest: Double, _ a: Double, _ b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard rest > 0 else { return 1 }
  // The continued fraction converges fast below the mean.
  if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(rest, rest: x, b, a) }
  let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest)) / a
  func awayFromZero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
  var (numerator, denominator) = (1.0, 1 / awayFromZero(1 - (a + b) * x / (a + 1)))
  var fraction = denominator
  for term in 1...10_000 {
    let m = Double(term)
    for coefficient in [
      m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
      -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
    ] {
      denominator = 1 / awayFromZero(1 + coefficient * denominator)
      numerator = awayFromZero(1 + coefficient / numerator)
      fraction *= numerator * denominator
    }
    if abs(numerator * denominator - 1) < 1e-16 { break }
  }
  return front * fraction
}
