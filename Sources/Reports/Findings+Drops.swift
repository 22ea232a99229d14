import Beliefs
import Karel
import Probing
import Records

extension Findings {
  /// Results that differ only in their semantics.
  private struct Pair {
    let original, other: ProbeResult

    /// The drop of the accuracy, by what is known of the pair.
    var drop: Estimate? {
      guard let first = original.estimate, let second = other.estimate else { return nil }
      if let drop = other.drop, original.n == other.n {
        return Estimate(value: drop.value, low: drop.low, high: drop.high, basis: .programs)
      }
      guard let both = other.bothCorrect(with: original) else { return Estimate(first, minus: second) }
      return Estimate(first: original.right, second: other.right, both: both, of: original.n)
    }

    /// How much wider the interval of the drop is over programs than over states; 1 if that is not known.
    var designFactor: Double {
      guard let both = other.bothCorrect(with: original), let drop, drop.basis == .programs else { return 1 }
      let states = Estimate(first: original.right, second: other.right, both: both, of: original.n)
      return max(1, (drop.high - drop.low) / (states.high - states.low))
    }
  }

  /// The drop of a probe's accuracy on a feature under re-interpretation: the accuracy under the original semantics
  /// minus that at `key`. With several seeds, the mean of the per-seed differences; nil if either result is missing.
  public func drop(_ key: Key, _ feature: Feature) -> Estimate? {
    let pairs = pairs(key, feature)
    guard pairs.count < 2 else {
      let drops = pairs.compactMap(\.drop)
      return drops.count > 1 ? Estimate(combining: drops) : drops.first
    }
    return pairs.first?.drop
  }

  /// The drop of the semantic content. With several seeds, the mean of the per-seed differences. With one, the
  /// interval's half-width is the sum of the features' contributions to first order, which is conservative whatever
  /// their correlation.
  public func drop(_ key: Key) -> Estimate? {
    let features: [[Pair]] = Feature.standard.map { pairs(key, $0) }
    let seeds = features[0].map { $0.other.seed }
    guard !seeds.isEmpty, features.allSatisfy({ $0.map { $0.other.seed } == seeds }) else { return nil }
    let drops = seeds.indices.compactMap { seed -> Estimate? in
      let originals = features.map { $0[seed].original.accuracy ?? 0 }
      let others = features.map { $0[seed].other.accuracy ?? 0 }
      let drop = geometricMean(originals) - geometricMean(others)
      return halfWidth(features.map { $0[seed] }).map {
        Estimate(value: drop, low: drop - $0, high: drop + $0, basis: .bound)
      }
    }
    return drops.count > 1 ? Estimate(combining: drops) : drops.first
  }

  /// 1.96 times the sum of the standard deviations that the features contribute to the difference of two geometric
  /// means; nil if an accuracy is 0.
  private func halfWidth(_ pairs: [Pair]) -> Double? {
    let shares = pairs.map { ($0.original.accuracy ?? 0, $0.other.accuracy ?? 0) }
    guard shares.allSatisfy({ $0.0 > 0 && $0.1 > 0 }) else { return nil }
    let contents = (geometricMean(shares.map(\.0)), geometricMean(shares.map(\.1)))
    let deviations = zip(pairs, shares).map { pair, share in
      // The derivatives of the geometric means with respect to each accuracy.
      let slopes = (
        contents.0 / (Double(pairs.count) * share.0), contents.1 / (Double(pairs.count) * share.1)
      )
      let n = Double(pair.original.n)
      let both = pair.other.bothCorrect(with: pair.original).map { Double($0) / n } ?? share.0 * share.1
      let variance =
        slopes.0 * slopes.0 * share.0 * (1 - share.0) + slopes.1 * slopes.1 * share.1 * (1 - share.1)
        - 2 * slopes.0 * slopes.1 * (both - share.0 * share.1)
      return (max(0, variance) / n).squareRoot() * pair.designFactor
    }
    return z95 * deviations.reduce(0, +)
  }

  /// For each seed with both, the result under the original semantics and that at `key`.
  private func pairs(_ key: Key, _ feature: Feature) -> [Pair] {
    let originals = Dictionary(
      results(key.with(\.semantics, .original), feature).map { ($0.seed, $0) }
    ) { first, _ in first }
    return results(key, feature).sorted { $0.seed < $1.seed }
      .compactMap { other in originals[other.seed].map { Pair(original: $0, other: other) } }
  }
}

extension ProbeResult {
  /// States on which this probe and that of the original semantics are both correct, if both were tested on the same
  /// states.
  fileprivate func bothCorrect(with original: ProbeResult) -> Int? {
    guard let paired, n == original.n, paired <= min(right, original.right) else { return nil }
    return paired
  }
}
