import Probing
import Testing

@Suite struct WithinStateRankingTests {
  @Test func pairsOfAStateAreRanked() throws {
    // State 0: example 0 holds and is ranked above one of two others. State 1: a tie. State 2 holds in all: no pair.
    let ranking = WithinStateRanking(
      [
        .init(logOdds: [0.5, 1, 3], holds: [true, true, true]),
        .init(logOdds: [1, 1, -3], holds: [false, false, true]),
        .init(logOdds: [0, 1, 0], holds: [false, false, true]),
      ], programs: [0, 1, 1])
    #expect(ranking.pairs == 4 && ranking.right == 2 && ranking.shares == [0.5, 0.5] && ranking.programs == [0, 1])
    #expect(try #require(ranking.accuracy()).value == 0.5)
    #expect(WithinStateRanking([], programs: []).accuracy() == nil)
  }
}
