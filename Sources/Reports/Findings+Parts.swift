import Beliefs
import Probing

extension Findings {
  /// A subset of a probe's states: their number, correct predictions and confidence.
  public struct Part: Hashable, Sendable {
    public var n = 0
    public var right = 0
    /// The sum of the confidences.
    public var confidence = 0.0

    /// The accuracy; nil if there are no states.
    public var accuracy: Double? { n > 0 ? Double(right) / Double(n) : nil }
    /// The mean confidence; nil if there are no states.
    public var meanConfidence: Double? { n > 0 ? confidence / Double(n) : nil }
  }

  /// A probe's states by the index of the op being produced, summed over seeds; empty if not recorded.
  public func byOp(_ key: Key, _ feature: Feature) -> [Part] {
    sum(
      results(key, feature).compactMap(\.ops).map { ops in
        zip(ops.n, ops.right).map { Part(n: $0, right: $1) }
      })
  }

  /// A probe's states by confidence, in bins of equal width from 0 to 1, summed over seeds; empty if not recorded.
  public func byConfidence(_ key: Key, _ feature: Feature) -> [Part] {
    sum(
      results(key, feature).compactMap(\.calibration).map { calibration in
        zip(zip(calibration.n, calibration.right), calibration.confidence).map {
          Part(n: $0.0, right: $0.1, confidence: $1 * Double($0.0))
        }
      })
  }

  /// The expected calibration error, see `ProbeTally`; nil if not recorded.
  public func calibrationError(_ key: Key, _ feature: Feature) -> Double? {
    let bins = byConfidence(key, feature)
    let n = bins.reduce(0) { $0 + $1.n }
    guard n > 0 else { return nil }
    return bins.reduce(0) { $0 + abs(Double($1.right) - $1.confidence) } / Double(n)
  }

  private func sum(_ parts: [[Part]]) -> [Part] {
    parts.reduce(into: []) { sums, parts in
      while sums.count < parts.count { sums.append(Part()) }
      for (place, part) in parts.enumerated() {
        sums[place].n += part.n
        sums[place].right += part.right
        sums[place].confidence += part.confidence
      }
    }
  }
}
