import Corpus
import Files
import Karel

/// Generative accuracy by what makes specifications hard, and whether programs that satisfy them have understood them.
public struct Strata: Codable, Hashable, Sendable {
  /// By the reference's moves that are blocked in some of the five worlds and not in others.
  public var blockedMoves: [Stratum]
  /// By the reference's picks that find a marker in some of the five worlds and not in others.
  public var foundMarkers: [Stratum]
  /// The number of programs that satisfy their specification, and of those among them that end like the reference in each of
  /// ``freshWorlds`` worlds that are not in the specification.
  public var satisfying: Int
  public var generalising: Int

  /// The specifications whose reference has a number of such ops.
  public struct Stratum: Codable, Hashable, Sendable {
    /// The number of ops; the last stratum holds all references with so many or more.
    public var count: Int
    public var specifications: Int
    public var satisfied: Int

    /// The share that is satisfied; nil without specifications.
    public var accuracy: Double? { specifications > 0 ? Double(satisfied) / Double(specifications) : nil }
  }

  /// The share of satisfying programs that generalise; nil if none satisfies.
  public var generalisation: Double? { satisfying > 0 ? Double(generalising) / Double(satisfying) : nil }

  /// Worlds in which a program is compared with its reference.
  public static let freshWorlds = 20
  /// The counts of the last strata.
  public static let (mostBlockedMoves, mostFoundMarkers) = (4, 2)

  init(_ answers: [Evaluation.Answer]) {
    let counts = answers.map { OpsThatDiffer(of: $0.sample) }
    func strata(_ count: (OpsThatDiffer) -> Int, most: Int) -> [Stratum] {
      (0...most).map { number in
        let ofStratum = zip(answers, counts).filter { min(most, count($0.1)) == number }
        return Stratum(
          count: number, specifications: ofStratum.count, satisfied: ofStratum.count(where: \.0.isSatisfied))
      }
    }
    blockedMoves = strata(\.blockedMoves, most: Strata.mostBlockedMoves)
    foundMarkers = strata(\.foundMarkers, most: Strata.mostFoundMarkers)
    satisfying = answers.count(where: \.isSatisfied)
    generalising = answers.count { $0.isSatisfied && Strata.endsLikeItsReference($0) }
  }

  private static func endsLikeItsReference(_ answer: Evaluation.Answer) -> Bool {
    guard answer.program != answer.sample.program else { return true }
    var random = SplitMix64(seed: 0, .freshWorlds, UInt64(answer.sample.index))
    return (0..<freshWorlds).allSatisfy { _ in
      let world = World.random(using: &random)
      return world.after(answer.program).looksEqual(to: world.after(answer.sample.program))
    }
  }
}

/// How many ops of a reference do not have the same outcome in all worlds of its specification.
private struct OpsThatDiffer {
  var (blockedMoves, foundMarkers) = (0, 0)

  init(of sample: Sample) {
    let traces = sample.specification.inputs.map { Trace(of: sample.program, from: $0) }
    for (place, op) in sample.program.ops.enumerated() where Set(traces.map { $0.outcomes[place] }).count > 1 {
      if op == .move { blockedMoves += 1 } else { foundMarkers += 1 }
    }
  }
}

extension Strata: ValidatedRecord {
  public func validate() throws(InvalidField) {
    for (name, strata) in [("blockedMoves", blockedMoves), ("foundMarkers", foundMarkers)] {
      for (place, stratum) in strata.enumerated() {
        try require("\(name)[\(place)].count", stratum.count, in: 0...ProgramLengths.longest)
        try require("\(name)[\(place)].specifications", stratum.specifications, in: 0...Strata.maximumCount)
        try require("\(name)[\(place)].satisfied", stratum.satisfied, in: 0...stratum.specifications)
      }
    }
    try require("satisfying", satisfying, in: 0...Strata.maximumCount)
    try require("generalising", generalising, in: 0...satisfying)
  }

  /// A generous limit.
  private static let maximumCount = 1_000_000_000
}
