import PlainText
import TextCanvas

/// The charts of the Watch tab, in their order.
enum WatchChart: String, CaseIterable {
  case programs = "PROGRAMS"
  case content = "SEMANTIC CONTENT"
  case features = "PROBED FEATURES"
  case parts = "RIGHT IN ALL FIVE"
  case examples = "EXAMPLES RIGHT"
  case loss = "LOSS, NATS"
  case outputLoss = "LOSS OF OUTPUTS"
  case perplexity = "PERPLEXITY"
  case length = "OPS IN A PROGRAM"
  case learningRate = "LEARNING RATE"
  case speed = "SAMPLES A SECOND"

  /// Those of probe results.
  static let ofProbes: [WatchChart] = [.content, .features]

  /// The contents of a chart without its axis.
  struct Contents {
    var series: [Chart.Series]
    /// The values from bottom to top; nil takes them from the lines.
    var y: ClosedRange<Double>?
    /// Of the values with the title.
    var decimals: Int

    init(_ series: [Chart.Series], y: ClosedRange<Double>? = nil, decimals: Int) {
      self.series = series
      self.y = y
      self.decimals = decimals
    }
  }

  /// What all charts of a history share: computed once a frame.
  struct Base {
    let x: ChartAxis
    let bands: [Chart.Band]
    /// Where checkpoints are whose weights are kept.
    let marks: [Double]

    init(_ history: TrainingHistory, _ tab: WatchTab) {
      x = WatchChart.axis(tab.histories, tab.axis, isLogarithmic: tab.isLogarithmic)
      bands = WatchChart.bands(history, tab.axis, x)
      marks = tab.keptPlaces.map { tab.axis.value(history.checkpoints[$0]) }
    }
  }

  /// The chart of a history with the cursor at a checkpoint, if there is one.
  func chart(_ history: TrainingHistory, _ tab: WatchTab, on base: Base) -> Chart {
    let cursor = tab.checkpoint
    let contents = contents(
      ChartSource(
        history: history, axis: tab.axis, cursor: cursor, findings: tab.findings, probe: tab.probeName))
    let position = cursor.map { tab.axis.value($0) }
    var chart = Chart(
      rawValue, contents.series + overlaidSeries(tab, cursor: position),
      bands: base.bands, x: base.x, y: contents.y, decimals: contents.decimals, cursor: position)
    chart.marks = base.marks
    chart.numberColumns = 3
    // As many as the longest name of a probe takes: cursors and phases stand below each other.
    chart.nameColumns = tab.findings?.checkpoints.isEmpty ?? true ? 11 : 14
    if self == .features, let probe = tab.findings?.probe(tab.probeName) { chart.title += " " + probe.title }
    if WatchChart.ofProbes.contains(self), let reason = tab.findingsFailure {
      chart.emptyText = "✗ " + reason.shortened(in: tab.target.run)
    } else if WatchChart.ofProbes.contains(self), tab.findings?.checkpoints.isEmpty ?? true {
      chart.emptyText =
        tab.findings == nil
        ? "loading probe results …"
        : "no probe results yet; make them with\n"
          + tab.target.run.probeCommand(checkpoint: "all", inASCII: tab.drawsASCII)
    }
    return chart
  }

  /// The lines of a history.
  func contents(_ source: ChartSource) -> Contents {
    let interval = source.cursor.map { checkpoint in
      "[" + Numbers.fixed(checkpoint.accuracyInterval.lowerBound, decimals: 3) + ", "
        + Numbers.fixed(checkpoint.accuracyInterval.upperBound, decimals: 3) + "]"
    }
    switch self {
    case .programs:
      return Contents(
        [
          source.checkpoints("solved", 0, note: interval) { $0.accuracy },
          source.checkpoints("unique", 1) { $0.uniquePrograms },
          source.reference("uniq refs") { $0.uniqueReferences },
        ], y: 0...1, decimals: 3)
    case .content: return Contents(source.contentSeries, y: 0...1, decimals: 3)
    case .features: return Contents(source.featureSeries, y: 0...1, decimals: 3)
    case .parts:
      return Contents(
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
      return Contents(
        [
          source.checkpoints("all five", 0) { share($0, 5..<6) },
          source.checkpoints("some", 1) { share($0, 1..<5) },
          source.checkpoints("none", 2) { share($0, 0..<1) },
        ], y: 0...1, decimals: 3)
    case .loss:
      return Contents(
        [source.lines("program", 0) { $0.loss.program }, source.lines("all text", 1) { $0.loss.text }], decimals: 3)
    case .outputLoss:
      return Contents(
        [
          source.lines("direction", 0) { $0.loss.direction },
          source.lines("position", 1) { $0.loss.position },
          source.lines("markers", 2) { $0.loss.markers },
        ], decimals: 3)
    case .perplexity:
      return Contents(
        [
          source.checkpoints("program", 0) { $0.programPerplexity },
          source.checkpoints("all text", 1) { $0.perplexity },
        ], decimals: 2)
    case .length:
      return Contents(
        [
          source.checkpoints("written", 0) { $0.meanLength },
          source.reference("reference") { $0.meanReferenceLength },
        ], decimals: 2)
    case .learningRate:
      return Contents([source.lines("factor", 0) { $0.learningRateFactor }], y: 0...1, decimals: 3)
    case .speed:
      return Contents([source.lines("training", 0, at: source.history.samplesPerSecond)], decimals: 1)
    }
  }

  /// Explanations of its lines, one each.
  var explanations: [(name: String, text: String)] {
    switch self {
    case .programs:
      [
        ("solved", "share of specifications whose program turns all five inputs into their outputs; 95% interval"),
        ("unique", "distinct programs, as a share of the specifications"),
        ("uniq refs", "the same share for the references, the programs behind the specifications: not a baseline"),
      ]
    case .content:
      [
        ("linear …", "semantic content: the geometric mean of the accuracies for direction, position and obstacle"),
        ("[ ]", "its 95% interval; one kind of probe per line, for the world after the op being written"),
        ("majority", "accuracy of the majority class"), ("g", "shows the next probe or frame"),
      ]
    case .features:
      [
        ("direction", "accuracy of the named probe on held-out states; 95% interval"),
        ("position", "the same for the offset from the robot's start"), ("obstacle", "for a wall right ahead"),
        (
          "┄ majority",
          "dashed: accuracy of the majority class for the line of its colour, ○ △ ▫ for ● ▲ ■; "
            + "a line on top of it means nothing was learned"
        ),
        ("g", "shows another probe"),
      ]
    case .parts:
      [
        ("direction", "share of specifications with the final direction correct in all five examples"),
        ("position", "the same for its cell"), ("markers", "the same for all markers"),
      ]
    case .examples:
      [
        ("all five", "share of specifications with all examples satisfied"),
        ("some", "with one to four satisfied"), ("none", "with none satisfied"),
      ]
    case .loss:
      [
        ("program", "mean training loss per program token, the end included, in nats"),
        ("all text", "mean loss per token, worlds included"),
      ]
    case .outputLoss:
      [
        ("direction", "mean loss on the token of the robot's direction in an output, in nats"),
        ("position", "on the token of its cell"), ("markers", "on the marker tokens"),
      ]
    case .perplexity:
      [
        ("program", "exp of the loss on program tokens of tested specifications: effective number of choices"),
        ("all text", "the same over all tokens"),
      ]
    case .length:
      [("written", "mean number of ops in the model's programs"), ("reference", "in the programs behind them")]
    case .learningRate: [("factor", "current multiplier of the learning rates")]
    case .speed: [("training", "training samples per second, evaluations excluded")]
    }
  }

  /// Explanations below every chart.
  static let axisExplanations: [(name: String, text: String)] = [
    ("bab syn sem", "the phases, in short: babbling, syntax acquisition, semantics acquisition"),
    ("◉", "a checkpoint whose weights are kept: { } go to it, s opens it in Step"),
  ]

  /// The axis from the first figure of some histories to the last.
  static func axis(_ histories: [TrainingHistory], _ axis: WatchTab.Axis, isLogarithmic: Bool) -> ChartAxis {
    var positive: (least: Double, most: Double)?
    func include(_ value: Double) {
      guard value > 0, value.isFinite else { return }
      positive = positive.map { (min($0.least, value), max($0.most, value)) } ?? (value, value)
    }
    for history in histories {
      for line in history.lines { include(axis.value(line)) }
      for checkpoint in history.checkpoints { include(axis.value(checkpoint)) }
    }
    // A logarithmic one starts at the first checkpoint: the lines before it would take half of the room.
    let first = histories.first?.checkpoints.first.map { axis.value($0) }
    let low = isLogarithmic ? first.flatMap { $0 > 0 ? $0 : nil } ?? positive?.least ?? 1 : 0
    return ChartAxis(
      name: (isLogarithmic ? "log " : "") + axis.name, unit: axis == .time ? .seconds : .count,
      range: low...max(low, positive?.most ?? 1),
      isLogarithmic: isLogarithmic)
  }

  /// The phases that are known: each from its first checkpoint to the one after its last; the first from the start.
  static func bands(_ history: TrainingHistory, _ axis: WatchTab.Axis, _ x: ChartAxis) -> [Chart.Band] {
    let phases = history.phases
    // The axis may go on for another run.
    let last = history.end(on: axis)
    return phases.indices.map { place in
      func value(_ checkpoint: Int) -> Double { axis.value(history.checkpoints[checkpoint]) }
      let start = place == 0 ? x.range.lowerBound : value(phases[place].places.lowerBound)
      let next = phases[place].places.upperBound
      let end = next < history.checkpoints.count ? value(next) : last ?? x.range.upperBound
      return Chart.Band(name: phases[place].phase.rawValue, range: start...max(start, end))
    }
  }
}

extension WatchTab.Axis {
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
