import Corpus
import Karel
import Records

extension Strata {
  /// Sorts answers into strata, and tries the satisfying programs in fresh worlds.
  init(_ answers: [Evaluation.Answer]) {
    let counts = answers.map { OpsThatDiffer(of: $0.sample) }
    func strata(_ count: (OpsThatDiffer) -> Int, most: Int) -> [Stratum] {
      (0...most).map { number in
        let ofStratum = zip(answers, counts).filter { min(most, count($0.1)) == number }
        return Stratum(
          count: number, specifications: ofStratum.count, satisfied: ofStratum.count(where: \.0.isSatisfied))
      }
    }
    self.init(
      blockedMoves: strata(\.blockedMoves, most: Strata.mostBlockedMoves),
      foundMarkers: strata(\.foundMarkers, most: Strata.mostFoundMarkers),
      satisfying: answers.count(where: \.isSatisfied),
      generalising: answers.count { $0.isSatisfied && Strata.endsLikeItsReference($0) })
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
