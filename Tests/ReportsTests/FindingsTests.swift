import Beliefs
import Karel
import LanguageModel
import Probing
import Reports
import Testing

@Suite struct FindingsTests {
  private let findings = Findings(MadeUp.training, Selection())!

  private func expect(_ found: Double?, _ expected: Double) throws {
    #expect(abs(try #require(found) - expected) < 1e-9)
  }

  @Test func theSelectionIsAggregated() throws {
    #expect(findings.checkpoints.map(\.step) == [100, 200, 300])
    #expect(findings.kinds == [.linear, .mlp1])
    #expect(findings.semantics == [.original, .flip, .adversarial])
    #expect(findings.offsets == [0, 1] && findings.seeds == [1])
    #expect(findings.layers == [.mean, .layer(0), .layer(1)] && findings.controls == [.majority])
    try expect(findings.accuracy(findings.now(.linear), .direction)?.value, 0.6)
    let start = try #require(Findings(MadeUp.training, Selection(frame: .start)))
    try expect(start.accuracy(start.now(.linear), .direction)?.value, 0.99)
    #expect(start.checkpoints.map(\.step) == [300])
    #expect(Findings(MadeUp.training, Selection(traces: ActivationKey(example: 2))) == nil)
    #expect(Findings([], Selection()) == nil)
  }

  @Test func semanticContentIsTheGeometricMean() throws {
    let results = [
      MadeUp.result(5, .direction, right: 20), MadeUp.result(5, .position, right: 40),
      MadeUp.result(5, .obstacle, right: 50),
    ]
    let whole = try #require(Findings([MadeUp.checkpoint(5, accuracy: 3, results)], Selection()))
    // (0.2 · 0.4 · 0.5)^(1/3)
    try expect(whole.semanticContent(whole.now(.linear))?.value, 0.341_995_189_335_339_4)
    let part = try #require(Findings([MadeUp.checkpoint(5, accuracy: 3, Array(results.dropLast()))], Selection()))
    #expect(part.semanticContent(part.now(.linear)) == nil)
  }

  @Test func theRegressionGoesOverCheckpoints() throws {
    let line = try #require(findings.regression(.linear, offset: 0))
    // numpy.polyfit([0.01, 0.2, 0.6], [0.3, 0.4, 0.6], 1)
    try expect(line.slope, 0.507_166_482_910_694_4)
    #expect(line.count == 3 && line.rSquared > 0.99)
    #expect(findings.regression(.mlp1, offset: 0) == nil)
  }

  /// Content that only follows the majority class does not follow generative accuracy.
  @Test func theRegressionCanSubtractTheMajority() throws {
    func checkpoints(above: [Int]) -> [ProbedCheckpoint] {
      zip([(100, 1, 30), (200, 20, 50), (300, 60, 70)], above).map { checkpoint, above in
        let (step, accuracy, majority) = checkpoint
        return MadeUp.checkpoint(
          step, accuracy: accuracy,
          MadeUp.features(step, right: majority + above) + MadeUp.features(step, right: majority, control: .majority))
      }
    }
    let level = try #require(Findings(checkpoints(above: [10, 10, 11]), Selection()))
    try expect(level.majorityContent(level.checkpoints[1], .linear)?.value, 0.5)
    #expect(try #require(level.regression(.linear, offset: 0)).slope > 0.5)
    // numpy.polyfit([0.01, 0.2, 0.6], [0.1, 0.1, 0.11], 1)
    try expect(level.regression(.linear, offset: 0, isAboveMajority: true)?.slope, 0.018_191_841_234_840_1)
    #expect(findings.regression(.linear, offset: 0, isAboveMajority: true) == nil)
  }

  @Test func dropsArePairedWherePairsWereCounted() throws {
    var place = findings.now(.linear)
    place.semantics = .flip
    let flip = try #require(findings.drop(place, .direction))
    #expect(flip == Estimate(first: 60, second: 50, both: 45, of: 100))
    place.semantics = .adversarial
    let adversarial = try #require(findings.drop(place, .direction))
    #expect(adversarial.basis == .unpaired)
    try expect(adversarial.value, 0.2)
    #expect(adversarial.low < 0.2 && adversarial.high > 0.2)
    place.semantics = Semantics.released[0]
    #expect(findings.drop(place, .direction) == nil && findings.drop(place) == nil)
  }

  /// Three features with identical states: the bound is that of one of them.
  @Test func theDropOfTheContentHasABound() throws {
    var place = findings.now(.linear)
    place.semantics = .flip
    let drop = try #require(findings.drop(place))
    try expect(drop.value, 0.1)
    // 60 correct, 50 correct, 45 both: 1.96 √((0.2 − 0.1²) / 100)
    try expect(drop.high - drop.value, 1.959_963_984_540_054 * (0.19 / 100).squareRoot())
    #expect(drop.basis == .bound)
  }

  @Test func severalSeedsHaveStudentsInterval() throws {
    let results = [(1, 60, 50), (2, 62, 50), (3, 64, 54)].flatMap { seed, original, flip in
      MadeUp.features(7, right: original, seed: UInt64(seed))
        + MadeUp.features(7, right: flip, semantics: .flip, seed: UInt64(seed), paired: 40)
    }
    let seeds = try #require(Findings([MadeUp.checkpoint(7, accuracy: 9, results)], Selection()))
    var place = seeds.now(.linear)
    let single = [60, 62, 64].map { Estimate(successes: $0, count: 100) }
    #expect(seeds.accuracy(place, .position) == Estimate(combining: single))
    let content = try #require(seeds.semanticContent(place))
    try expect(content.value, 0.62)
    #expect(content.basis == .seeds)
    place.semantics = .flip
    let drop = try #require(seeds.drop(place, .position))
    // The per-seed differences: 0.10, 0.12, 0.10.
    try expect(drop.value, 0.32 / 3)
    #expect(drop.basis == .seeds && seeds.drop(place)?.basis == .seeds)
  }

  @Test func partsOfTheStates() throws {
    let place = findings.now(.linear)
    let ops = findings.byOp(place, .direction)
    #expect(ops.map(\.n) == [50, 50] && ops.map(\.right) == [50, 10])
    let bins = findings.byConfidence(place, .direction).filter { $0.n > 0 }
    #expect(bins.map(\.n) == [25, 75] && bins.map(\.right) == [0, 60])
    // |0 − 12.5| and |60 − 71.25| of 100.
    try expect(findings.calibrationError(place, .direction), 0.2375)
    try expect(bins.last?.meanConfidence, 0.95)
  }

  @Test func checkpointsWithFewStatesAreLeftOutAndListed() throws {
    let thin = MadeUp.checkpoint(
      50, accuracy: 0, Feature.standard.map { MadeUp.result(50, $0, right: 0, of: Findings.minimumStates - 1) })
    let findings = try #require(Findings([thin] + MadeUp.training, Selection()))
    #expect(findings.checkpoints.map(\.step) == [100, 200, 300] && findings.leftOut == [50])
    #expect(findings.regression(.linear, offset: 0)?.count == 3)
    #expect(findings.tables[0].text.contains("Left out, here and below: step 50, with fewer than"))
    #expect(Findings([thin], Selection()) == nil)
  }

  @Test func intervalNotesCountTheSeedsOfTheSelectedLayer() throws {
    let results =
      MadeUp.features(7, right: 50) + MadeUp.features(7, right: 60, layer: .layer(1))
      + MadeUp.features(7, right: 50, seed: 2) + MadeUp.features(7, .mlp1, right: 70)
    func findings(_ layer: HiddenLayer) throws -> Findings {
      try #require(
        Findings([MadeUp.checkpoint(7, accuracy: 9, results)], Selection(traces: ActivationKey(layer: layer))))
    }
    let (mean, first) = (try findings(.mean), try findings(.layer(1)))
    #expect(mean.seeds == [1, 2] && first.seeds == [1])
    #expect(mean.tables[1].text.contains("With several seeds, intervals are Student's t"))
    #expect(!first.intervalNote.contains("seeds") && !first.tables[1].text.contains("Student"))
  }

  @Test func selectivityIsMeasuredAgainstTheControlTask() throws {
    let results = MadeUp.features(7, right: 80) + MadeUp.features(7, right: 30, control: .controlTask)
    let findings = try #require(Findings([MadeUp.checkpoint(7, accuracy: 9, results)], Selection()))
    let selectivity = try #require(findings.selectivity(findings.now(.linear), .direction))
    try expect(selectivity.value, 0.5)
    #expect(selectivity.low > 0.3 && selectivity.high < 0.65)
    #expect(findings.tables.contains { $0.title.hasPrefix("Selectivity") })
    #expect(self.findings.selectivity(self.findings.now(.linear), .direction) == nil)
  }

  /// Beside the probe's regression stand those of the ops alone and of time.
  @Test func whateverRisesWithTrainingRegresses() throws {
    let checkpoints = [(100, 1, 30), (200, 20, 40), (400, 60, 60), (800, 80, 70)].map { step, accuracy, right in
      MadeUp.checkpoint(
        step, accuracy: accuracy,
        MadeUp.features(step, right: right) + MadeUp.features(step, right: right + 5, control: .ops))
    }
    let findings = try #require(Findings(checkpoints, Selection()))
    let (own, ops) = (
      try #require(findings.regression(.linear, offset: 0)),
      try #require(findings.regression(.linear, offset: 0, control: .ops))
    )
    try expect(ops.rSquared, own.rSquared)
    let time = try #require(findings.timeRegression)
    #expect(time.count == 4 && time.rSquared > 0.9)
    let table = try #require(findings.tables.first { $0.title.hasPrefix("Semantic content = ") })
    #expect(table.rows.map { $0[0] } == ["linear 0", " ops alone", "log10 of step"])
  }
}
