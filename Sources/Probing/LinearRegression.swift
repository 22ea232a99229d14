import Foundation

/// Ordinary least squares with one predictor.
public struct LinearRegression: Hashable, Sendable {
  public let slope, intercept: Double
  /// The proportion of the variance of y that the line explains.
  public let rSquared: Double
  /// The two-sided p-value of the slope under the null hypothesis of slope 0, for independent points (Student's t).
  public let p: Double
  public let count: Int

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
    let t = (rSquared * (n - 2) / (1 - rSquared)).squareRoot()
    p = StudentT(degreesOfFreedom: n - 2).twoSidedP(t)
  }
}
