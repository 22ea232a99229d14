import Karel
import Screens
import TextCanvas

/// A training made by hand: no model wrote these programs, and its figures are invented.
enum WatchFixture {
  /// Checkpoints after these steps of 10 samples and half a second, with solved and unique shares and the phase.
  static let series: [(step: Int, solved: Double, unique: Double, phase: TrainingHistory.Phase?)] = [
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
      return (index, TrainingHistory.WrittenProgram(program: program, isSatisfied: isSatisfied))
    }
    return TrainingHistory.Checkpoint(
      step: step, samples: 10 * step, seconds: Double(step) / 2, phase: phase, specificationCount: 500,
      accuracy: solved, accuracyInterval: max(0, solved - 0.04)...min(1, solved + 0.04), uniquePrograms: unique,
      uniqueReferences: 0.78, perplexity: 9 - Double(place), programPerplexity: 7 - Double(place) / 2,
      meanLength: 9 - Double(place) / 2, meanReferenceLength: 5.6, directionRight: min(1, 0.3 + solved),
      positionRight: solved, markersRight: 0.7, satisfiedExamples: [250, 50, 50, 50, 50, 50],
      frequentPrograms: [.init(program: Program([.move, .move]), count: 125)],
      // The first checkpoint's programs were not kept.
      programs: place == 0 ? [:] : Dictionary(uniqueKeysWithValues: written))
  }

  static func line(_ step: Int) -> TrainingHistory.Line {
    TrainingHistory.Line(
      step: step, samples: 10 * step, seconds: Double(step) / 2,
      loss: TrainingHistory.Losses(
        text: 1 + 200 / Double(step + 50), program: 1 + 100 / Double(step + 50), direction: 1.39, position: 2.5,
        markers: 0.25),
      learningRateFactor: min(1, Double(step) / 300))
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
