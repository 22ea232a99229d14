import Foundation
import Records

/// Ordinary least squares with one predictor.
public struct LinearRegression: Hashable, Sendable {
  public let slope, intercept: Double
  /// The proportion of the variance of y that the line explains.
  public let rSquared: Double
  /// The two-sided p-value of the slope under the null hypothesis of slope 0, for independent points (Student's t).
  public let p: Double
  public let count: Int
  /// The 95% interval of ``rSquared``, by Fisher's transformation of the correlation; nil for fewer than four points.
  public let rSquaredInterval: ClosedRange<Double>?
  /// The share of the variance of y that lines through all other points predict: 1 − PRESS / total. Below 0 if they do worse
  /// than the mean.
  public let predictedRSquared: Double

  /// Fits y = intercept + slope · x; nil for fewer than three points, or if x or y is constant.
  public init?(x: [Double], y: [Double]) {
    precondition(x.count == y.count)
    guard x.count > 2 else { return nil }
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let xx = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let yy = y.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) }
    let xy = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    guard xx > 0, yy > 0 else { return nil }
    count = x.count
    slope = xy / xx
    intercept = meanY - slope * meanX
    rSquared = min(1, xy * xy / (xx * yy))
    rSquaredInterval = LinearRegression.interval(correlation: xy / (xx * yy).squareRoot(), count: x.count)
    let (slope, intercept) = (slope, intercept)
    let press = zip(x, y).reduce(0.0) { sum, point in
      let leverage = 1 / n + (point.0 - meanX) * (point.0 - meanX) / xx
      let residual = (point.1 - intercept - slope * point.0) / max(1e-12, 1 - leverage)
      return sum + residual * residual
    }
    predictedRSquared = 1 - press / yy
    let t = (rSquared * (n - 2) / (1 - rSquared)).squareRoot()
    p = StudentT(degreesOfFreedom: n - 2).twoSidedP(t)
  }

  /// The squares of the bounds of a correlation; from 0 if they have different signs.
  private static func interval(correlation: Double, count: Int) -> ClosedRange<Double>? {
    guard count > 3 else { return nil }
    let centre = atanh(max(-1, min(1, abs(correlation))))
    guard centre.isFinite else { return 1...1 }
    let half = z95 / Double(count - 3).squareRoot()
    let (low, high) = (tanh(centre - half), tanh(centre + half))
    return max(0, low) * max(0, low)...high * high
  }
}
