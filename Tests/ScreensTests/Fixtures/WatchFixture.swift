import Karel
import Records
import Screens
import TextCanvas

/// A training made by hand: no model wrote these programs, and its figures are invented.
enum WatchFixture {
  /// Checkpoints after these steps of 10 samples and half a second, with solved and unique shares and the phase.
  static let series: [(step: Int, solved: Double, unique: Double, phase: Phase?)] = [
    (100, 0.01, 0.01, .babbling), (200, 0.01, 0.02, .babbling), (400, 0.02, 0.15, .syntax), (600, 0.1, 0.5, .syntax),
    (800, 0.3, 0.7, .semantics), (1000, 0.6, 0.72, .semantics), (1200, 0.8, 0.71, .semantics),
  ]

  static let references = [
    Program([.move, .turnLeft, .turnLeft, .putMarker]), Program([.turnRight, .move]),
    Program([.pickMarker, .move, .move]),
  ]

  static func checkpoint(_ place: Int) -> TrainingHistory.Checkpoint {
    let (step, solved, unique, phase) = series[place]
    let written = references.indices.map { index in
      let isSatisfied = place >= 4 + index
      let program = isSatisfied ? references[index] : Program([Op](repeating: .move, count: 9 - place))
      return (
        index,
        WrittenProgram(index: index, program: program, reference: references[index], isSatisfied: isSatisfied)
      )
    }
    let answers = AnswerFigures(
      specifications: 500, generativeAccuracy: proportion(solved), uniquePrograms: proportion(unique),
      repetitiveAccuracy: proportion(0.04), meanLength: 9 - Double(place) / 2,
      directionRight: proportion(min(1, 0.3 + solved)), positionRight: proportion(solved),
      markersRight: proportion(0.7), satisfiedExamples: [250, 50, 50, 50, 50, 50],
      mostFrequentPrograms: [ProgramCount(program: Program([.move, .move]), count: 125)])
    return TrainingHistory.Checkpoint(
      step: step, samples: 10 * step, seconds: Double(step) / 2, phase: phase,
      evaluation: Evaluation(
        answers: answers, perplexity: 9 - Double(place), programPerplexity: 7 - Double(place) / 2,
        meanReferenceLength: 5.6, uniqueReferences: proportion(0.78)),
      // The first checkpoint's programs were not kept.
      programs: place == 0 ? [:] : Dictionary(uniqueKeysWithValues: written))
  }

  /// A share of the 500 specifications of a checkpoint.
  static func proportion(_ share: Double) -> Proportion { Proportion(Int((500 * share).rounded()), of: 500) }

  static func line(_ step: Int) -> Metrics {
    Metrics(
      step: step, samples: 10 * step, seconds: Double(step) / 2,
      loss: Losses(
        text: 1 + 200 / Double(step + 50), program: 1 + 100 / Double(step + 50), outputDirection: 1.39,
        outputPosition: 2.5, outputMarkers: 0.25),
      learningRateFactor: min(1, Float(step) / 300))
  }

  /// The history up to a number of checkpoints of ``series``.
  static func history(
    checkpoints: Int = series.count, state: TrainingHistory.State = .finished
  ) -> TrainingHistory {
    TrainingHistory(
      name: "fixture", preset: "by-hand", seed: 7, steps: 1200, state: state,
      lines: stride(from: 20, through: checkpoints == 0 ? 60 : series[checkpoints - 1].step, by: 20).map(line),
      checkpoints: (0..<checkpoints).map(checkpoint),
      references: references.enumerated().map { TrainingHistory.Reference(index: $0.offset, program: $0.element) })
  }

  static let empty = TrainingHistory(name: "fixture", preset: "by-hand", seed: 7, steps: 1200, state: .empty)

  /// A tab that has had its first look, after some keys.
  static func tab(_ history: TrainingHistory = history(), keys: Key...) -> WatchTab {
    var tab = WatchTab(Start(subject: Fixture.subject(), randomSeed: 0))
    tab.resize(Size(columns: 80, rows: 22))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.history(history, of: Fixture.reference))
    for key in keys { _ = tab.press(key) }
    return tab
  }
}
