/// The charts of the Watch view, in the order in which one meets them.
enum WatchChart: String, CaseIterable {
  case programs = "PROGRAMS"
  case parts = "RIGHT IN ALL FIVE"
  case examples = "EXAMPLES RIGHT"
  case loss = "LOSS, NATS"
  case outputLoss = "LOSS OF OUTPUTS"
  case perplexity = "PERPLEXITY"
  case length = "OPS IN A PROGRAM"
  case learningRate = "LEARNING RATE"
  case speed = "SAMPLES A SECOND"

  /// The chart of a history with the cursor at a checkpoint, if there is one.
  func chart(_ history: TrainingHistory, _ model: WatchModel) -> Chart {
    let x = WatchChart.axis(history, model)
    let cursor = model.checkpoint
    let bands = WatchChart.bands(history, model.axis, x)
    func chart(_ series: [Chart.Series], y: ClosedRange<Double>? = nil, decimals: Int) -> Chart {
      var chart = Chart(
        rawValue, series, bands: bands, x: x, y: y, decimals: decimals,
        cursor: cursor.map { model.axis.value($0) })
      chart.numberColumns = 3
      chart.nameColumns = 11
      return chart
    }
    let source = Source(history: history, axis: model.axis, cursor: cursor)
    let interval = cursor.map { checkpoint in
      "[" + Numbers.fixed(checkpoint.accuracyInterval.lowerBound, decimals: 3) + ", "
        + Numbers.fixed(checkpoint.accuracyInterval.upperBound, decimals: 3) + "]"
    }
    switch self {
    case .programs:
      return chart(
        [
          source.checkpoints("solved", 0, note: interval) { $0.accuracy },
          source.checkpoints("unique", 1) { $0.uniquePrograms },
          source.reference("reference") { $0.uniqueReferences },
        ], y: 0...1, decimals: 3)
    case .parts:
      return chart(
        [
          source.checkpoints("direction", 0) { $0.directionRight },
          source.checkpoints("position", 1) { $0.positionRight },
          source.checkpoints("markers", 2) { $0.markersRight },
        ], y: 0...1, decimals: 3)
    case .examples:
      func share(_ checkpoint: TrainingHistory.Checkpoint, _ counts: Range<Int>) -> Double? {
        guard let examples = checkpoint.satisfiedExamples, checkpoint.specificationCount > 0 else { return nil }
        return Double(examples[counts.clamped(to: examples.indices)].reduce(0, +))
          / Double(checkpoint.specificationCount)
      }
      return chart(
        [
          source.checkpoints("all five", 0) { share($0, 5..<6) },
          source.checkpoints("some", 1) { share($0, 1..<5) },
          source.checkpoints("none", 2) { share($0, 0..<1) },
        ], y: 0...1, decimals: 3)
    case .loss:
      return chart(
        [source.lines("program", 0) { $0.loss.program }, source.lines("all text", 1) { $0.loss.text }], decimals: 3)
    case .outputLoss:
      return chart(
        [
          source.lines("direction", 0) { $0.loss.direction },
          source.lines("position", 1) { $0.loss.position },
          source.lines("markers", 2) { $0.loss.markers },
        ], decimals: 3)
    case .perplexity:
      return chart(
        [
          source.checkpoints("program", 0) { $0.programPerplexity },
          source.checkpoints("all text", 1) { $0.perplexity },
        ], decimals: 2)
    case .length:
      return chart(
        [
          source.checkpoints("written", 0) { $0.meanLength },
          source.reference("reference") { $0.meanReferenceLength },
        ], decimals: 2)
    case .learningRate:
      return chart([source.lines("factor", 0) { $0.learningRateFactor }], y: 0...1, decimals: 3)
    case .speed:
      let rates = history.samplesPerSecond
      return chart(
        [source.lines("training", 0, values: rates)], decimals: 1)
    }
  }

  /// What its lines are, one line each.
  var explanations: [(name: String, text: String)] {
    switch self {
    case .programs:
      [
        ("solved", "share of specifications whose program turns all five inputs into their outputs; 95% interval"),
        ("unique", "different programs, as a share of the specifications"),
        ("reference", "the same of the programs behind the specifications"),
      ]
    case .parts:
      [
        ("direction", "share of specifications at whose end the robot faces the right way in all five examples"),
        ("position", "the same of the cell it stands on"), ("markers", "the same of all markers"),
      ]
    case .examples:
      [
        ("all five", "share of specifications of which all examples come out right"),
        ("some", "of which one to four do"), ("none", "of which none does"),
      ]
    case .loss:
      [
        ("program", "mean loss of a program's token, the end included, in nats"),
        ("all text", "mean loss of a token, worlds included"),
      ]
    case .outputLoss:
      [
        ("direction", "mean loss of the token that tells the robot's direction in an output, in nats"),
        ("position", "of the token that tells its cell"), ("markers", "of the tokens that tell markers"),
      ]
    case .perplexity:
      [
        ("program", "e to the loss of program tokens of the specifications tested: choices as good as this many"),
        ("all text", "the same over all tokens"),
      ]
    case .length:
      [("written", "mean number of ops in the model's programs"), ("reference", "in the programs behind them")]
    case .learningRate: [("factor", "what the learning rates are multiplied by at this time")]
    case .speed: [("training", "samples trained on in a second, evaluations left out")]
    }
  }

  /// The axis from the first figure to the last.
  static func axis(_ history: TrainingHistory, _ model: WatchModel) -> ChartAxis {
    let axis = model.axis
    let values =
      history.lines.map { axis.value($0) } + history.checkpoints.map { axis.value($0) }
    let positive = values.filter { $0 > 0 && $0.isFinite }
    // Logarithmic, the first checkpoint begins it: what only lines tell before would take half of the room.
    let first = history.checkpoints.first.map { axis.value($0) }
    let low = model.isLogarithmic ? first.flatMap { $0 > 0 ? $0 : nil } ?? positive.min() ?? 1 : 0
    return ChartAxis(
      name: axis.name, unit: axis == .time ? .seconds : .count, range: low...max(low, positive.max() ?? 1),
      isLogarithmic: model.isLogarithmic)
  }

  /// The phases that are known: each from its first checkpoint to the one after its last; the first from the start.
  private static func bands(_ history: TrainingHistory, _ axis: WatchModel.Axis, _ x: ChartAxis) -> [Chart.Band] {
    let phases = history.phases
    return phases.indices.map { place in
      func value(_ checkpoint: Int) -> Double { axis.value(history.checkpoints[checkpoint]) }
      let start = place == 0 ? x.range.lowerBound : value(phases[place].places.lowerBound)
      let next = phases[place].places.upperBound
      let end = next < history.checkpoints.count ? value(next) : x.range.upperBound
      return Chart.Band(name: phases[place].phase.rawValue, range: start...max(start, end))
    }
  }
}

extension WatchModel.Axis {
  /// What the axis counts.
  var name: String {
    switch self {
    case .samples: "samples"
    case .steps: "steps"
    case .time: "trained"
    }
  }

  /// Where on the axis a checkpoint stands, and a line.
  func value(_ checkpoint: TrainingHistory.Checkpoint) -> Double {
    value(step: checkpoint.step, samples: checkpoint.samples, seconds: checkpoint.seconds)
  }

  func value(_ line: TrainingHistory.Line) -> Double {
    value(step: line.step, samples: line.samples, seconds: line.seconds)
  }

  private func value(step: Int, samples: Int, seconds: Double) -> Double {
    switch self {
    case .samples: Double(samples)
    case .steps: Double(step)
    case .time: seconds
    }
  }
}

/// Lines of charts from a history.
private struct Source {
  let history: TrainingHistory
  let axis: WatchModel.Axis
  let cursor: TrainingHistory.Checkpoint?

  private static let looks: [(style: Style, mark: Character)] = [
    (.series1, "●"), (.series2, "▲"), (.series3, "■"), (.series4, "◆"),
  ]

  /// A figure of every checkpoint.
  func checkpoints(
    _ name: String, _ look: Int, note: String? = nil, _ value: (TrainingHistory.Checkpoint) -> Double?
  ) -> Chart.Series {
    Chart.Series(
      name, history.checkpoints.map { point($0, value($0)) }, Source.looks[look].style, mark: Source.looks[look].mark,
      marksPoints: true, value: cursor.flatMap(value), note: note)
  }

  /// What the references show at every checkpoint.
  func reference(_ name: String, _ value: (TrainingHistory.Checkpoint) -> Double?) -> Chart.Series {
    Chart.Series(
      name, history.checkpoints.map { point($0, value($0)) }, .quiet, mark: "┄", isDashed: true,
      value: cursor.flatMap(value))
  }

  /// A figure of every line; at the cursor, of the last line until there.
  func lines(_ name: String, _ look: Int, _ value: (TrainingHistory.Line) -> Double?) -> Chart.Series {
    lines(name, look, values: history.lines.map(value))
  }

  func lines(_ name: String, _ look: Int, values: [Double?]) -> Chart.Series {
    let points = zip(history.lines, values).map { line, value in
      Chart.Point(x: axis.value(line), y: value ?? .nan)
    }
    let place =
      cursor.map { cursor in history.lines.lastIndex { $0.step <= cursor.step } } ?? history.lines.indices.last
    return Chart.Series(
      name, points, Source.looks[look].style, mark: Source.looks[look].mark,
      value: place.flatMap { values[$0] })
  }

  private func point(_ checkpoint: TrainingHistory.Checkpoint, _ value: Double?) -> Chart.Point {
    Chart.Point(x: axis.value(checkpoint), y: value ?? .nan)
  }
}
