import PlainText
import Probing

/// What a run's results say of one claim.
///
/// The rule is the same for all claims. Each compares a difference with 0 and with a margin below which it would be too small to
/// mean much: *supported* if its whole 95% interval lies above the margin, *weak* if it only lies above 0, and *not
/// supported* if it reaches 0.
public struct Verdict: Hashable, Sendable, Encodable {
  /// In words of the rule.
  public enum Outcome: String, Hashable, Sendable, Encodable {
    case supported
    case weak
    case notSupported = "not supported"
    case notMeasured = "not measured"

    /// The rule.
    public init(_ found: Estimate?, margin: Double) {
      guard let found else {
        self = .notMeasured
        return
      }
      self = found.low > margin ? .supported : found.low > 0 ? .weak : .notSupported
    }
  }

  public let claim: String
  /// The kind of probe; nil if none fits.
  public let probe: String?
  public let frame: String
  public let step: Int
  /// What is found if the model represents semantics.
  public let expected: String
  /// The difference that was found, with its 95% interval.
  public let found, low, high: Double?
  public let verdict: Outcome
  /// What the outcome means, or what would settle the claim.
  public let why: String

  /// - Parameters:
  ///   - margin: What the difference should exceed.
  ///   - unit: `bits`, or empty for shares.
  ///   - settle: What would measure it.
  public init(
    claim: String, probe: ProbeKind?, frame: String, step: Int, found: Estimate?, margin: Double, unit: String = "",
    supported: String, refuted: String, settle: String
  ) {
    let unit = unit.isEmpty ? "" : " \(unit)"
    self.claim = claim
    self.probe = probe?.rawValue
    self.frame = frame
    self.step = step
    expected = "above \(Numbers.decimal(margin, upToDecimals: 3))\(unit)"
    (self.found, low, high) = (found?.value, found?.low, found?.high)
    verdict = Outcome(found, margin: margin)
    why =
      switch verdict {
      case .supported: supported
      case .weak: "above 0, but by less than \(Numbers.decimal(margin, upToDecimals: 3))\(unit)"
      case .notSupported: refuted
      case .notMeasured: settle
      }
  }

  private enum CodingKeys: String, CodingKey {
    case claim, probe, frame, step, expected, found, low, high, verdict, why
  }

  /// Encodes every field; missing values are null.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(claim, forKey: .claim)
    try fields.encode(probe, forKey: .probe)
    try fields.encode(frame, forKey: .frame)
    try fields.encode(step, forKey: .step)
    try fields.encode(expected, forKey: .expected)
    try fields.encode(found, forKey: .found)
    try fields.encode(low, forKey: .low)
    try fields.encode(high, forKey: .high)
    try fields.encode(verdict, forKey: .verdict)
    try fields.encode(why, forKey: .why)
  }

  /// The verdict as a line of text.
  public var text: String {
    let value = found.map { value in
      ": \(Numbers.interval(Estimate(value: value, low: low ?? value, high: high ?? value, basis: .programs)))"
    }
    return "\(verdict.rawValue.uppercased())  \(claim)\(value ?? ""), expected \(expected); \(why)"
  }
}
