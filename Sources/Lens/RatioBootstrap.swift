import Corpus

/// Percentile bootstrap of a ratio of means over pairs (Efron and Tibshirani 1993). All ratios are resampled alike, so
/// that they can be compared.
struct RatioBootstrap {
  /// For each resample, how often it has each pair.
  private let resamples: [[UInt16]]

  static let resampleCount = 1000

  init(count: Int, seed: UInt64) {
    resamples = (0..<RatioBootstrap.resampleCount).map { number in
      var random = SplitMix64(seed: seed, .patchingBootstrap, UInt64(number))
      var times = [UInt16](repeating: 0, count: count)
      for _ in 0..<count { times[random.next(below: count)] &+= 1 }
      return times
    }
  }

  /// The ratio of the sums and its 95% interval; nil if the denominators' sum is not positive.
  ///
  /// - Parameter shares: For each pair its share of both sums; nil if it has none.
  func interval(
    _ shares: [(numerator: Double, denominator: Double)?]
  ) -> (value: Double, low: Double, high: Double)? {
    func ratio(_ times: (Int) -> Double) -> Double? {
      var (numerator, denominator) = (0.0, 0.0)
      for (pair, share) in shares.enumerated() {
        guard let share else { continue }
        numerator += times(pair) * share.numerator
        denominator += times(pair) * share.denominator
      }
      return denominator > 0 ? numerator / denominator : nil
    }
    guard let value = ratio({ _ in 1 }) else { return nil }
    let ratios = resamples.compactMap { times in ratio { Double(times[$0]) } }.sorted()
    guard !ratios.isEmpty else { return (value, value, value) }
    func quantile(_ share: Double) -> Double { ratios[Int((share * Double(ratios.count - 1)).rounded())] }
    return (value, min(value, quantile(0.025)), max(value, quantile(0.975)))
  }
}
