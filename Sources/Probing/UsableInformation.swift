import Corpus
import Foundation

/// What hidden states tell a family of nets about a label beyond a record, in bits: conditional V-information (Xu et al. 2020;
/// Hewitt et al. 2021), the mean over test states of log2 p(y | record, hidden state) − log2 p(y | record).
///
/// Negative where the nets on both do worse than those on the record: then they need more training or more states.
public struct UsableInformation: Sendable {
  /// One number for each test state: the log2-probability of its label.
  public let record, both: [Double]
  /// Whether the likeliest class is the label.
  public let isRecordCorrect, isBothCorrect: [Bool]
  /// The program that each state comes from; states of a program are neighbours.
  public let programs: [Int]

  public init(
    record: [Double], both: [Double], isRecordCorrect: [Bool], isBothCorrect: [Bool], programs: [Int]
  ) {
    precondition(
      Set([record.count, both.count, isRecordCorrect.count, isBothCorrect.count, programs.count]).count == 1)
    self.record = record
    self.both = both
    self.isRecordCorrect = isRecordCorrect
    self.isBothCorrect = isBothCorrect
    self.programs = programs
  }

  /// Test states.
  public var count: Int { programs.count }

  /// The states for which a condition holds.
  public func filtered(_ isKept: [Bool]) -> UsableInformation {
    let places = isKept.indices.filter { isKept[$0] }
    return UsableInformation(
      record: places.map { record[$0] }, both: places.map { both[$0] },
      isRecordCorrect: places.map { isRecordCorrect[$0] }, isBothCorrect: places.map { isBothCorrect[$0] },
      programs: places.map { programs[$0] })
  }

  /// About several labels of the same states at once, whose nets are independent of each other.
  ///
  /// - Precondition: There is one at least.
  public init(jointly parts: [UsableInformation]) {
    let first = parts[0]
    self.init(
      record: first.record.indices.map { state in parts.reduce(0) { $0 + $1.record[state] } },
      both: first.both.indices.map { state in parts.reduce(0) { $0 + $1.both[state] } },
      isRecordCorrect: first.record.indices.map { state in parts.allSatisfy { $0.isRecordCorrect[state] } },
      isBothCorrect: first.both.indices.map { state in parts.allSatisfy { $0.isBothCorrect[state] } },
      programs: first.programs)
  }

  /// Bits beyond the record, with an interval by resampling programs; nil if there are no states.
  public func bits(seed: UInt64 = 1) -> Estimate? {
    ProgramBootstrap(zip(both, record).map { $0 - $1 }, programs: programs)?.mean(seed: seed)
  }

  /// How often the label is found with record and hidden state, with an interval by resampling programs; nil if there are no
  /// states.
  public func accuracy(seed: UInt64 = 1) -> Estimate? {
    ProgramBootstrap(isBothCorrect.map { $0 ? 1 : 0 }, programs: programs)?.mean(seed: seed)
  }

  /// How much more often the label is found with the hidden state than without.
  public func accuracyGain(seed: UInt64 = 1) -> Estimate? {
    let gains = zip(isBothCorrect, isRecordCorrect).map { ($0 ? 1.0 : 0) - ($1 ? 1.0 : 0) }
    return ProgramBootstrap(gains, programs: programs)?.mean(seed: seed)
  }
}

/// Intervals for means over states that come from programs: programs, not states, are independent of each other, so programs are
/// resampled, with all their states (the cluster bootstrap, Field & Welsh 2007).
public struct ProgramBootstrap: Sendable {
  /// The sum over the states of each program, and how many it has.
  private let sums: [(sum: Double, count: Int)]

  /// Resamples for an interval.
  private static let resamples = 1000

  /// - Parameters:
  ///   - values: One for each state.
  ///   - programs: The program of each state; states of a program are neighbours.
  /// - Returns: Nil if there are no states.
  public init?(_ values: [Double], programs: [Int]) {
    precondition(values.count == programs.count)
    guard !values.isEmpty else { return nil }
    var sums: [(sum: Double, count: Int)] = []
    var last: Int?
    for (value, program) in zip(values, programs) {
      if program != last { sums.append((0, 0)) }
      sums[sums.count - 1].sum += value
      sums[sums.count - 1].count += 1
      last = program
    }
    self.sums = sums
  }

  /// The mean over all states, with the 2.5% and 97.5% quantiles of the means over resampled programs.
  public func mean(seed: UInt64) -> Estimate {
    var random = SplitMix64(seed: seed, .bootstrap)
    let means = (0..<ProgramBootstrap.resamples).map { _ in
      var (sum, count) = (0.0, 0)
      for _ in sums.indices {
        let drawn = sums[random.next(below: sums.count)]
        sum += drawn.sum
        count += drawn.count
      }
      return sum / Double(count)
    }.sorted()
    func quantile(_ share: Double) -> Double { means[Int((share * Double(means.count - 1)).rounded())] }
    let total = sums.reduce(into: (sum: 0.0, count: 0)) { ($0.sum, $0.count) = ($0.sum + $1.sum, $0.count + $1.count) }
    let value = total.sum / Double(total.count)
    return Estimate(
      value: value, low: min(value, quantile(0.025)), high: max(value, quantile(0.975)), basis: .programs)
  }
}

/// log2 of the softmax's probability of a class.
func log2Probability(of label: Int, _ logits: some RandomAccessCollection<Float>) -> Double {
  let most = Double(logits.max() ?? 0)
  let sum = logits.reduce(0) { $0 + exp(Double($1) - most) }
  let chosen = Double(logits[logits.index(logits.startIndex, offsetBy: label)])
  return (chosen - most - log(sum)) / log(2)
}
