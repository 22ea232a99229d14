import Corpus
import Karel
import LanguageModel
import Lens
import Testing

@Suite struct AttentionSummaryTests {
  /// A model whose queries are 0 attends to all tokens alike: its shares are those of the tokens.
  @Test(arguments: Encoding.allCases) func evenAttentionIsSharedByTokens(_ encoding: Encoding) throws {
    let parameters = SmallModel.parameters(layerCount: 1, encoding: encoding)
    for block in parameters.blocks { block.qkv.fill(0) }
    let vocabulary = Vocabulary(encoding)
    let samples = SmallModel.samples(0..<5)
    let summary = try AttentionSummary(of: parameters, 0..<5, threads: 2) { samples[$0].specification }
    #expect(summary.heads.map(\.head) == [0, 1, 2, 3] && summary.programs == 5)

    var (shares, positions) = ([AttentionSummary.Target: Double](), 0)
    for sample in samples {
      let program = try CachedDecoder(parameters).generate(sample.specification, vocabulary: vocabulary).program
      let prompt = vocabulary.encode(sample.specification)
      let roles = vocabulary.roles(of: prompt + vocabulary.encode(program))
      for step in program.ops.indices {
        let seen = roles[...(prompt.count - 1 + step)]
        for role in seen { shares[AttentionSummary.Target(role), default: 0] += 1 / Double(seen.count) }
        positions += 1
      }
    }
    #expect(summary.positions == positions)
    for head in summary.heads {
      #expect(abs(head.shares.reduce(0, +) - 1) < 1e-5)
      for target in AttentionSummary.Target.allCases {
        #expect(abs(head[target] - (shares[target] ?? 0) / Double(positions)) < 1e-5)
        #expect(head[target] > 0)
      }
    }
  }

  @Test func headsAreSortedByTheirShares() throws {
    let samples = SmallModel.samples(0..<4)
    let summaries = try [1, 3].map { threads in
      try AttentionSummary(of: SmallModel.parameters(), 0..<4, threads: threads) { samples[$0].specification }
    }
    #expect(summaries[0] == summaries[1])
    for target in AttentionSummary.Target.allCases {
      let sorted = summaries[0].heads(by: target)
      #expect(Set(sorted) == Set(summaries[0].heads))
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0[target] >= $1[target] })
    }
  }
}
