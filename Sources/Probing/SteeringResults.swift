import Beliefs

/// What came of steering a model's programs; see ``Steering``.
public struct SteeringResults: Hashable, Sendable {
  /// What one kind of push did at one layer and strength.
  public struct Counts: Hashable, Sendable {
    public let layer: Int
    /// In distances between the means of the two classes.
    public let strength: Double
    public let push: Steering.Push
    /// Of the deciding cases, those in which the first op became that of the model that read the turn.
    public fileprivate(set) var fits = 0
    /// Of these, those in which the push of the belief fits as well.
    public fileprivate(set) var fitsWithBelief = 0
    /// Of all cases, those in which the first op became another.
    public fileprivate(set) var changes = 0
    /// Of all cases, those in which what was written, begun where the robot would stand after the turn, satisfies the
    /// specification.
    public fileprivate(set) var satisfies = 0
    /// Of all cases, those in which the probe reads the other way from the pushed state.
    public fileprivate(set) var reads = 0
  }

  /// Samples steered, and those left out: programs of a single op, or with a class that the probe never saw.
  public private(set) var cases = 0
  public private(set) var leftOut = 0
  /// Cases in which the model, having read the turn, begins with another op than before.
  public private(set) var deciding = 0
  /// Of all cases, those in which what the model writes without having read the turn, or after it, satisfies the
  /// specification where the turn is made.
  public private(set) var beforeSatisfies = 0
  public private(set) var turnedSatisfies = 0
  /// For each layer, cases in which its probe reads the way the robot faces from the state as it is.
  public private(set) var right: [Int: Int] = [:]
  /// One for each layer, strength and push, in this order.
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

  /// Counts a case; nil is one that was left out.
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

  /// A count as a share of the deciding cases; nil if there are none.
  public func share(fits counts: Counts) -> Estimate? {
    deciding > 0 ? Estimate(successes: counts.fits, count: deciding) : nil
  }

  /// How much more often the push of the belief fits than another push at the same layer and strength, over the same cases;
  /// nil if no case decides.
  public func gain(over other: Counts) -> Estimate? {
    guard deciding > 0,
      let belief = counts.first(where: {
        $0.push == .belief && $0.layer == other.layer && $0.strength == other.strength
      })
    else { return nil }
    return Estimate(first: belief.fits, second: other.fits, both: other.fitsWithBelief, of: deciding)
  }
}
