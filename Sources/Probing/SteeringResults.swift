import Beliefs

/// The results of steering a model; see ``Steering``.
public struct SteeringResults: Hashable, Sendable {
  /// Counts for one kind of push at one layer and strength.
  public struct Counts: Hashable, Sendable {
    public let layer: Int
    /// In distances between the means of the two classes.
    public let strength: Double
    public let push: Steering.Push
    /// Decisive cases in which the first op becomes that of `turned`.
    public fileprivate(set) var fits = 0
    /// Of these, those in which steering the belief fits too.
    public fileprivate(set) var fitsWithBelief = 0
    /// Cases in which the first op changes.
    public fileprivate(set) var changes = 0
    /// Cases in which the steered ops, executed after the turn, satisfy the specification.
    public fileprivate(set) var satisfies = 0
    /// Cases in which the probe decodes the direction after the turn from the steered state.
    public fileprivate(set) var reads = 0
  }

  /// Samples steered, and those left out: programs of a single op, or with a class without training states.
  public private(set) var cases = 0
  public private(set) var leftOut = 0
  /// Decisive cases: `turned` begins with another op than `before`.
  public private(set) var deciding = 0
  /// Cases in which `before` and `turned`, executed after the turn, satisfy the specification.
  public private(set) var beforeSatisfies = 0
  public private(set) var turnedSatisfies = 0
  /// For each layer, cases in which its probe decodes the robot's direction from the unsteered state.
  public private(set) var right: [Int: Int] = [:]
  /// One per layer, strength and push, in this order.
  public private(set) var counts: [Counts]

  private let layers: [Int]

  init(_ steering: Steering) {
    layers = steering.probes.map(\.layer)
    counts = steering.probes.flatMap { probe in
      steering.strengths.flatMap { strength in
        Steering.Push.allCases.map { Counts(layer: probe.layer, strength: strength, push: $0) }
      }
    }
  }

  /// Counts a case; nil for one that was left out.
  mutating func add(_ outcomes: Steering.Outcomes?) {
    guard let outcomes else {
      leftOut += 1
      return
    }
    cases += 1
    deciding += outcomes.decides ? 1 : 0
    beforeSatisfies += outcomes.beforeSatisfies ? 1 : 0
    turnedSatisfies += outcomes.turnedSatisfies ? 1 : 0
    for (layer, isRight) in zip(layers, outcomes.isRight) { right[layer, default: 0] += isRight ? 1 : 0 }
    let pushes = outcomes.pushes.flatMap { pushes in Steering.Push.allCases.map { (pushes[$0]!, pushes[.belief]!) } }
    for (place, (outcome, belief)) in pushes.enumerated() {
      counts[place].fits += outcomes.decides && outcome.fits ? 1 : 0
      counts[place].fitsWithBelief += outcomes.decides && outcome.fits && belief.fits ? 1 : 0
      counts[place].changes += outcome.changes ? 1 : 0
      counts[place].satisfies += outcome.satisfies ? 1 : 0
      counts[place].reads += outcome.reads ? 1 : 0
    }
  }

  /// The share of decisive cases that fit; nil if there are none.
  public func share(fits counts: Counts) -> Estimate? {
    deciding > 0 ? Estimate(successes: counts.fits, count: deciding) : nil
  }

  /// The paired difference between how often steering the belief fits and how often another push at the same layer and
  /// strength does; nil if no case is decisive.
  public func gain(over other: Counts) -> Estimate? {
    guard deciding > 0,
      let belief = counts.first(where: {
        $0.push == .belief && $0.layer == other.layer && $0.strength == other.strength
      })
    else { return nil }
    return Estimate(first: belief.fits, second: other.fits, both: other.fitsWithBelief, of: deciding)
  }
}
