import Records

/// A proportion of states that come in programs. States of one program resemble each other, so that together they are worth
/// fewer than their number: that is divided by the design effect (Kish 1965), the variance of the share over programs by that
/// over independent states.
public struct ClusteredShare: Hashable, Sendable {
  public let share: Double
  /// 1 or more; the mean over states of as many clusters as there are programs.
  public let designEffect: Double
  /// States.
  public let count: Int

  /// - Parameter programs: The program of each state; states of a program are neighbours.
  public init(_ holds: [Bool], programs: [Int]) {
    precondition(holds.count == programs.count)
    count = holds.count
    let n = Double(max(1, count))
    let share = Double(holds.count(where: \.self)) / n
    self.share = share
    let variance = clusteredVariance(holds.map { $0 ? 1 : 0 }, mean: share, programs: programs)
    let independent = share * (1 - share) / n
    designEffect = independent > 0 ? max(1, variance / independent) : 1
  }

  /// Wilson's 95% interval with the number of independent states that these are worth.
  public var interval: WilsonInterval { WilsonInterval(share: share, count: Double(count) / designEffect) }
}

extension Estimate {
  /// The mean of one number for each state, with the normal 95% interval over programs; nil if there are no states.
  ///
  /// - Parameter programs: The program of each state; states of a program are neighbours.
  public init?(_ values: [Double], programs: [Int]) {
    guard !values.isEmpty else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let half = z95 * clusteredVariance(values, mean: mean, programs: programs).squareRoot()
    self.init(value: mean, low: mean - half, high: mean + half, basis: .programs)
  }
}

/// The variance of a mean over states when whole programs are drawn: the squared sum of the deviations of each program's states,
/// summed over programs, by the squared number of states (Cochran 1977, 6.4).
private func clusteredVariance(_ values: [Double], mean: Double, programs: [Int]) -> Double {
  var (total, clusters) = (0.0, 0)
  var state = 0
  while state < values.count {
    let program = programs[state]
    var deviation = 0.0
    while state < values.count, programs[state] == program {
      deviation += values[state] - mean
      state += 1
    }
    total += deviation * deviation
    clusters += 1
  }
  guard clusters > 1 else { return 0 }
  let n = Double(values.count)
  return total / (n * n) * Double(clusters) / Double(clusters - 1)
}
