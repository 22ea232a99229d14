import Corpus
import Karel
import Testing

@Suite struct PresentationOrderTests {
  private static let corpus = Corpus(seed: 1)
  private static let turns = (0..<Split.train.count).map { corpus.program($0, of: .train).ops.count(where: \.isTurn) }
  private static let stages = [(1, 2_000), (2, 5_000), (4, 9_000)].map {
    PresentationOrder.Stage(maximumTurns: $0.0, end: $0.1)
  }

  @Test func stagesRespectTheirMaximumTurns() {
    var order = PresentationOrder(of: Self.corpus, stages: Self.stages)
    var start = 0
    for stage in Self.stages {
      let shown = (start..<stage.end).map { Self.turns[order.index(at: $0)] }
      #expect(shown.max() == stage.maximumTurns!)
      start = stage.end
    }
  }

  @Test func aStageCanBoundTheOps() {
    let stages = [
      PresentationOrder.Stage(maximumOps: 6, end: 2_000),
      PresentationOrder.Stage(maximumTurns: 2, maximumOps: 7, end: 4_000),
    ]
    var order = PresentationOrder(of: Self.corpus, stages: stages)
    func programs(_ positions: Range<Int>) -> [Program] {
      positions.map { Self.corpus.program(order.index(at: $0), of: .train) }
    }
    let first = programs(0..<2_000)
    #expect(first.allSatisfy { $0.ops.count == 6 })
    #expect(first.contains { $0.ops.count(where: \.isTurn) > 2 })
    let second = programs(2_000..<4_000)
    #expect(second.allSatisfy { $0.ops.count <= 7 && $0.ops.count(where: \.isTurn) <= 2 })
    #expect(Set(second.map(\.ops.count)) == [6, 7])
  }

  @Test func noSampleComesTwiceWithinTheStages() {
    var order = PresentationOrder(of: Self.corpus, stages: Self.stages)
    #expect(Set((0..<9_000).map { order.index(at: $0) }).count == 9_000)
  }

  @Test func passesAreDifferentPermutations() {
    var order = PresentationOrder(of: Self.corpus, stages: Self.stages)
    let count = Split.train.count
    let passes = (0..<2).map { pass in (0..<count).map { order.index(at: 9_000 + pass * count + $0) } }
    for pass in passes { #expect(pass.sorted() == Array(0..<count)) }
    let inPlace = zip(passes[0], passes[1]).count { $0 == $1 }
    // Two random permutations agree in one position on average.
    #expect(inPlace < 10)
    #expect(zip(passes[0], 0..<count).count { $0 == $1 } < 10)
  }

  @Test func withoutStagesPassesBeginAtOnce() {
    var order = PresentationOrder(of: Self.corpus, stages: [])
    var staged = PresentationOrder(of: Self.corpus, stages: Self.stages)
    for place in [0, 1, 250_000, 499_999, 500_000, 1_700_000] {
      #expect(order.index(at: place) == staged.index(at: 9_000 + place))
    }
  }

  @Test func aStageEndsWhenItsSamplesRunOut() {
    let stages = [PresentationOrder.Stage(maximumTurns: 0, end: 400_000)]
    var order = PresentationOrder(of: Self.corpus, stages: stages)
    let straight = Self.turns.count { $0 == 0 }
    #expect(Set((0..<straight).map { order.index(at: $0) }).count == straight)
    #expect((0..<straight).allSatisfy { Self.turns[order.index(at: $0)] == 0 })
    #expect(Set((0..<Split.train.count).map { order.index(at: straight + $0) }).count == Split.train.count)
  }

  @Test func aPositionAlwaysHasTheSameSample() {
    let positions = [1_600_000, 3, 8_999, 9_000, 509_000, 508_999, 4_000, 3, 1_600_000]
    var order = PresentationOrder(of: Self.corpus, stages: Self.stages)
    let first = positions.map { order.index(at: $0) }
    let alone = positions.map { place in
      var fresh = order
      return fresh.index(at: place)
    }
    var again = PresentationOrder(of: Corpus(seed: 1), stages: Self.stages)
    #expect(alone == first)
    #expect(positions.reversed().map { again.index(at: $0) } == first.reversed())
    var other = PresentationOrder(of: Corpus(seed: 2), stages: Self.stages)
    #expect(positions.map { other.index(at: $0) } != first)
  }
}
