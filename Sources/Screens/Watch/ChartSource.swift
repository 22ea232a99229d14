import Beliefs
import TextCanvas

/// Chart lines from a training's history and its probe results.
struct ChartSource {
  let history: TrainingHistory
  let axis: WatchTab.Axis
  let cursor: TrainingHistory.Checkpoint?
  var findings: ProbeFindings?
  /// The probe that is shown, if it has results.
  var probe: ProbeName?
  /// The step of the current checkpoint, where that is not the cursor's.
  var probedStep: Int?

  private static let looks: [(style: Style, mark: Character)] = [
    (.series1, "●"), (.series2, "▲"), (.series3, "■"), (.series4, "◆"),
  ]

  /// The look of a line by its number; those beyond the last repeat.
  static func look(_ number: Int) -> (style: Style, mark: Character) { looks[number % looks.count] }

  /// A figure of every checkpoint.
  func checkpoints(
    _ name: String, _ look: Int, note: String? = nil, _ value: (TrainingHistory.Checkpoint) -> Double?
  ) -> Chart.Series {
    Chart.Series(
      name, history.checkpoints.map { point($0, value($0)) }, ChartSource.looks[look].style,
      mark: ChartSource.looks[look].mark, marksPoints: true, value: cursor.flatMap(value), note: note)
  }

  /// The references' value at every checkpoint.
  func reference(_ name: String, _ value: (TrainingHistory.Checkpoint) -> Double?) -> Chart.Series {
    Chart.Series(
      name, history.checkpoints.map { point($0, value($0)) }, .quiet, mark: "┄", isDashed: true,
      value: cursor.flatMap(value))
  }

  /// A figure of every line; at the cursor, of the last line until there.
  func lines(_ name: String, _ look: Int, _ value: (TrainingHistory.Line) -> Double?) -> Chart.Series {
    lines(name, look) { value(history.lines[$0]) }
  }

  /// The same by the place of each line.
  func lines(_ name: String, _ look: Int, at value: (_ place: Int) -> Double?) -> Chart.Series {
    let points = history.lines.indices.map { place in
      Chart.Point(x: axis.value(history.lines[place]), y: value(place) ?? .nan)
    }
    let place =
      cursor.map { cursor in history.lines.lastIndex { $0.step <= cursor.step } } ?? history.lines.indices.last
    return Chart.Series(
      name, points, ChartSource.looks[look].style, mark: ChartSource.looks[look].mark, value: place.flatMap(value))
  }

  private func point(_ checkpoint: TrainingHistory.Checkpoint, _ value: Double?) -> Chart.Point {
    Chart.Point(x: axis.value(checkpoint), y: value ?? .nan)
  }
}

// MARK: What probes found

extension ChartSource {
  /// The semantic content of every kind of probe with the shown one's frame, and the majority classes'.
  var contentSeries: [Chart.Series] {
    guard let findings, let shown = findings.probe(probe) else { return [] }
    let places = findings.kinds(of: shown).map { ProbeFindings.Key($0) }
    return places.enumerated().map { probes($1.probe.title, $0, $1, .content) }
      + (places.first.flatMap { majority($0, .content) }.map { [$0] } ?? [])
  }

  /// The accuracy of each feature, by the shown probe, and the majority classes'.
  var featureSeries: [Chart.Series] {
    guard let findings, let shown = findings.probe(probe) else { return [] }
    let place = ProbeFindings.Key(shown)
    return Feature.standard.enumerated().map { number, feature in
      probes(feature.rawValue, number, place, .feature(feature))
    } + majorities(Feature.standard.map { (place, .feature($0)) })
  }

  /// An accuracy at every probed checkpoint; with its interval at the cursor.
  func probes(
    _ name: String, _ number: Int, _ place: ProbeFindings.Key, _ measure: ProbeFindings.Measure
  ) -> Chart.Series {
    let look = ChartSource.look(number)
    let atCursor = stepAtCursor.flatMap { findings?.result($0, place)?.accuracy[measure] }
    return Chart.Series(
      name, points(place) { $0.accuracy[measure] }, look.style, mark: look.mark, marksPoints: true,
      value: atCursor?.value, note: atCursor?.interval)
  }

  /// The accuracy of the majority classes; nil if not tested.
  func majority(_ place: ProbeFindings.Key, _ measure: ProbeFindings.Measure) -> Chart.Series? {
    let points = points(place) { result in
      result.majority[measure].map { ProbeFindings.Figure($0, low: $0, high: $0) }
    }
    guard points.contains(where: { Chart.isNumber($0.y) }) else { return nil }
    return Chart.Series(
      "majority", points, .quiet, mark: "┄", isDashed: true,
      value: stepAtCursor.flatMap { findings?.result($0, place)?.majority[measure] })
  }

  /// The majority baselines of several lines, numbered likewise: one line where it is the same for all;
  /// else one for each, marked hollow where the line itself is marked full.
  func majorities(_ lines: [(place: ProbeFindings.Key, measure: ProbeFindings.Measure)]) -> [Chart.Series] {
    let all = lines.enumerated().compactMap { number, line in
      majority(line.place, line.measure).map { (number: number, series: $0) }
    }
    guard let first = all.first?.series else { return [] }
    guard !all.allSatisfy({ first.isAlike($0.series) }) else { return [first] }
    return all.map { number, series in
      var series = series
      (series.style, series.mark) = (ChartSource.look(number).style, ChartSource.hollowMarks[number % 4])
      (series.marksPoints, series.isComparison) = (true, true)
      return series
    }
  }

  private static let hollowMarks: [Character] = ["○", "△", "▫", "◇"]

  private var stepAtCursor: Int? { probedStep ?? cursor?.step }

  private func points(
    _ place: ProbeFindings.Key, _ figure: (ProbeFindings.Result) -> ProbeFindings.Figure?
  ) -> [Chart.Point] {
    (findings?.checkpoints ?? []).compactMap { checkpoint in
      guard let result = checkpoint.results[place], let figure = figure(result) else { return nil }
      var point = Chart.Point(x: position(checkpoint), y: figure.value)
      point.interval = figure.low...max(figure.low, figure.high)
      return point
    }
  }

  /// Where on the axis a probed checkpoint stands: by time, where the last line until there does.
  private func position(_ checkpoint: ProbeFindings.Checkpoint) -> Double {
    switch axis {
    case .samples: Double(checkpoint.samples)
    case .steps: Double(checkpoint.step)
    case .time: history.lines.last { $0.step <= checkpoint.step }?.seconds ?? .nan
    }
  }
}

extension Chart.Series {
  /// Whether it goes through the same places as another, as far as an eye can tell.
  fileprivate func isAlike(_ other: Chart.Series) -> Bool {
    points.count == other.points.count
      && zip(points, other.points).allSatisfy { $0.x == $1.x && ($0.y - $1.y).magnitude <= 0.005 }
  }
}
