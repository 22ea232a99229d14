import Beliefs
import Karel
import LanguageModel
import Probing
import Reports
import Testing

/// The verdict on synthetic results.
@Suite struct VerdictTests {
  private func estimate(_ low: Double, _ high: Double) -> Estimate {
    Estimate(value: (low + high) / 2, low: low, high: high, basis: .programs)
  }

  @Test func theRuleComparesTheWholeInterval() {
    #expect(Verdict.Outcome(estimate(0.06, 0.2), margin: 0.05) == .supported)
    #expect(Verdict.Outcome(estimate(0.04, 0.2), margin: 0.05) == .weak)
    #expect(Verdict.Outcome(estimate(-0.01, 0.2), margin: 0.05) == .notSupported)
    #expect(Verdict.Outcome(estimate(-0.2, -0.1), margin: 0.05) == .notSupported)
    #expect(Verdict.Outcome(nil, margin: 0.05) == .notMeasured)
  }

  /// A count's bits beyond the ops.
  private func bits(
    _ value: Double, _ feature: Feature = .blockedCount, semantics: Semantics = .original,
    states: StateSubset = .all, control: ProbeControl? = nil, seed: UInt64 = 1
  ) -> ProbeResult {
    let information = UsableInformation(
      record: [Double](repeating: -2, count: 400),
      both: (0..<400).map { -2 + value + ($0 % 2 == 0 ? 0.1 : -0.1) },
      isRecordCorrect: [Bool](repeating: false, count: 400), isBothCorrect: [Bool](repeating: true, count: 400),
      programs: Array(0..<400))
    return ProbeResult(
      step: 300, ProbeKey(kind: .mlp1, semantics: semantics, seed: seed), feature: feature, offset: 0, record: .ops,
      states: states, control: control, training: 1000, information)
  }

  private func verdicts(_ results: [ProbeResult]) throws -> [String: Verdict] {
    let checkpoint = MadeUp.checkpoint(300, accuracy: 60, MadeUp.features(300, .mlp1, right: 80) + results)
    let findings = try #require(Findings([checkpoint], Selection()))
    return Dictionary(uniqueKeysWithValues: findings.verdicts.map { ($0.claim, $0) })
  }

  @Test func countsDecide() throws {
    let verdicts = try verdicts([
      bits(0.9), bits(0.3, semantics: .flip), bits(0.88, semantics: .adversarial), bits(-0.1, control: .untrained),
    ])
    let more = try #require(verdicts["blocked-count: hidden states tell more than the ops"])
    #expect(more.verdict == .supported && more.probe == "mlp1" && more.step == 300)
    #expect(abs(try #require(more.found) - 0.9) < 1e-9 && more.expected == "above 0.05 bits")
    #expect(verdicts["blocked-count: more than at initialisation"]?.verdict == .supported)
    #expect(verdicts["blocked-count: original over flip"]?.verdict == .supported)
    #expect(abs(try #require(verdicts["blocked-count: original over flip"]?.found) - 0.6) < 1e-9)
    #expect(verdicts["blocked-count: original over adversarial"]?.verdict == .weak)
    let missing = try #require(verdicts["wall-ahead-count: hidden states tell more than the ops"])
    #expect(
      missing.verdict == .notMeasured && missing.found == nil && missing.why.contains("--features wall-ahead-count"))
    #expect(verdicts["semantic content: above the majority"]?.verdict == .notMeasured)
  }

  /// States at which the semantics differ count, where they were tested.
  @Test func statesThatDifferDecide() throws {
    let verdicts = try verdicts([bits(0.9), bits(-0.1, states: .differAll)])
    #expect(verdicts["blocked-count: hidden states tell more than the ops"]?.verdict == .notSupported)
  }

  @Test func contentIsComparedWithControlsAndSemantics() throws {
    let verdicts = try verdicts(
      MadeUp.features(300, .mlp1, right: 30, control: .majority) + MadeUp.features(300, .mlp1, right: 80, control: .ops)
        + MadeUp.features(300, .mlp1, right: 50, semantics: .flip, paired: 50))
    #expect(verdicts["semantic content: above the majority"]?.verdict == .supported)
    #expect(verdicts["semantic content: above a probe of the ops"]?.verdict == .notSupported)
    #expect(verdicts["semantic content: original over flip"]?.verdict == .supported)
    #expect(verdicts["semantic content: original over adversarial"]?.verdict == .notMeasured)
  }

  @Test func theHeadlineStandsInTables() throws {
    let checkpoint = MadeUp.checkpoint(
      300, accuracy: 60, MadeUp.features(300, right: 80) + [bits(0.9), bits(0.3, semantics: .flip)])
    let findings = try #require(Findings([checkpoint], Selection(frame: .grid)))
    let table = try #require(findings.tables.first)
    #expect(table.title.contains("beyond a record"))
    #expect(table.rows.map { $0[0] } == ["blocked-count mlp1 +ops original", "blocked-count mlp1 +ops flip"])
    #expect(table.rows[0][3].hasPrefix("0.900 [") && table.rows[1][4].hasPrefix("0.600 ["))
    // Counts have no frame.
    #expect(Selection(frame: .start).containsEvidence(bits(0.9)) && !Selection().contains(bits(0.9)))
  }
}
