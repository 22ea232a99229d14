import Karel
import Probing

/// What a model does with counterfactual worlds.
public struct CounterfactualResults: Hashable, Sendable {
  /// What one case gave.
  public struct Case: Hashable, Sendable {
    /// Whether the model's program satisfies the original specification, the edited one, and the one with a wall elsewhere;
    /// and whether the program that it writes from the new output without the wall satisfies the edited one.
    public var before, after, elsewhere, withoutWall: Bool
    /// What is read at the move that meets the wall, of the original, the edited specification, and that with a wall elsewhere.
    public var readings: [Reading]
    /// What steering did, for each of ``Push``.
    public var pushes: [Push: Steered]
  }

  /// What probes read at one position.
  public struct Reading: Hashable, Sendable {
    /// The expected number of worlds in which the move is blocked, and the true one.
    public var count, trueCount: Double
    /// The probability that it is blocked in the edited example.
    public var inExample: Double
  }

  /// Which way a hidden state is steered.
  public enum Push: String, CaseIterable, Hashable, Sendable {
    /// Along the count's direction, to more and to fewer worlds.
    case more, fewer
    case random
  }

  public struct Steered: Hashable, Sendable {
    /// Whether the next op is another than without steering.
    public var changes: Bool
    /// Whether the whole program satisfies the specification.
    public var satisfies: Bool
  }

  public private(set) var cases: [Case] = []
  /// Samples in which no wall could be put.
  public private(set) var leftOut = 0

  mutating func add(_ cases: [Case?]) {
    self.cases += cases.compactMap { $0 }
    leftOut += cases.count { $0 == nil }
  }

  /// The share of cases for which something holds; nil without cases.
  public func share(_ holds: (Case) -> Bool) -> Estimate? {
    cases.isEmpty ? nil : Estimate(successes: cases.count(where: holds), count: cases.count)
  }

  /// The mean over cases, each of a program of its own.
  public func mean(_ value: (Case) -> Double) -> Estimate? {
    Estimate(cases.map(value), programs: Array(cases.indices))
  }
}
