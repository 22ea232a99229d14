import Karel
import Records
import Testing

/// What a history derives from its lines.
@Suite struct TrainingHistoryTests {
  private func line(_ step: Int, evaluation: Evaluation? = nil) -> Metrics {
    Metrics(
      step: step, samples: 10 * step, tokens: 100, seconds: Double(step) / 2, loss: Losses(text: 1, program: 1),
      learningRateFactor: 1, evaluation: evaluation)
  }

  private func evaluation(unique: Int, accurate: Int) -> Evaluation {
    let none = Proportion(0, of: 100)
    return Evaluation(
      answers: AnswerFigures(
        specifications: 100, generativeAccuracy: Proportion(accurate, of: 100),
        uniquePrograms: Proportion(unique, of: 100), repetitiveAccuracy: none, meanLength: 1, directionRight: none,
        positionRight: none, markersRight: none, satisfiedExamples: [100 - accurate, 0, 0, 0, 0, accurate],
        mostFrequentPrograms: []),
      perplexity: 1, programPerplexity: 1, meanReferenceLength: 1, uniqueReferences: Proportion(100, of: 100))
  }

  @Test func checkpointsAreTheEvaluatedLinesWithTheirPhases() {
    let levels = PhaseLevels(specifications: 100, uniqueReferences: 1, repetitiveAccuracy: 0.04)
    let figures = [2: (1, 0), 4: (50, 0), 5: (60, 1), 6: (70, 40), 7: (70, 50), 8: (70, 60)]
    let lines = (1...9).map { step in
      line(step, evaluation: figures[step].map { evaluation(unique: $0.0, accurate: $0.1) })
    }
    let (checkpoints, phases) = TrainingHistory.Checkpoint.all(in: lines, levels: levels)
    #expect(checkpoints.map(\.step) == [2, 4, 5, 6, 7, 8])
    #expect(checkpoints.map(\.phase) == phases.ofCheckpoints)
    #expect(checkpoints.map(\.phase) == [.babbling, .syntax, .syntax, .semantics, .semantics, .semantics])
    #expect(checkpoints.map(\.evaluation) == lines.compactMap(\.evaluation))
  }

  @Test func theTimeLeftFollowsFromTheLastLines() {
    var history = TrainingHistory(
      name: "run", preset: "tiny", seed: 1, steps: 40, state: .live, lines: (1...20).map { line($0) })
    #expect(history.secondsLeft == 10)
    #expect(history.tokensPerSecond == 200)
    #expect(history.samplesPerSecond(0) == 20 && history.samplesPerSecond(5) == 20)
    history.lines = []
    #expect(history.secondsLeft == nil && history.tokensPerSecond == nil)
  }
}
