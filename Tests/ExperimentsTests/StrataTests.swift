import Corpus
import Experiments
import Karel
import LanguageModel
import Records
import Testing

@Suite struct StrataTests {
  @Test func strataPartitionTheSpecifications() throws {
    let small = Preset.small(steps: 25)
    let samples = (0..<60).map { Corpus(seed: 3).sample($0, of: .test) }
    let (evaluation, answers) = try Evaluation.run(
      Parameters.initial(small.model, seed: 1), samples: samples, threads: 1)
    let strata = try #require(evaluation.strata)
    #expect(strata.blockedMoves.map(\.count) == [0, 1, 2, 3, 4] && strata.foundMarkers.map(\.count) == [0, 1, 2])
    for strata in [strata.blockedMoves, strata.foundMarkers] {
      #expect(strata.reduce(0) { $0 + $1.specifications } == 60)
      #expect(strata.reduce(0) { $0 + $1.satisfied } == answers.count(where: \.isSatisfied))
    }
    // Naively: the moves that some of the five worlds block.
    let expected = samples.map { sample in
      (0..<sample.program.ops.count).count { place in
        guard sample.program.ops[place] == .move else { return false }
        let before = Program(Array(sample.program.ops[..<place]))
        let blocked = sample.specification.inputs.count { $0.after(before).isObstacleAhead }
        return blocked > 0 && blocked < 5
      }
    }
    #expect(strata.blockedMoves.map(\.specifications) == (0...4).map { n in expected.count { min(4, $0) == n } })
    #expect(strata.satisfying == answers.count(where: \.isSatisfied) && strata.generalising <= strata.satisfying)
  }
}
