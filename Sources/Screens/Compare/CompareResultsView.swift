import Beliefs
import Karel
import PlainText
import TextCanvas

/// Draws a run's probe results under each semantics: over the checkpoints, and in numbers at one of them.
enum CompareResultsView {
  static func draw(_ tab: CompareTab, into canvas: inout Canvas) {
    guard let layout = layout(tab, Size(columns: canvas.columns, rows: canvas.rows)) else { return }
    if let rectangle = layout.introduction {
      canvas.within(rectangle) { $0.write(introduction(tab).joined(fitting: $0.columns), x: 0, y: 0, .quiet) }
    }
    for (content, rectangle) in contents(tab, layout) {
      canvas.within(rectangle) { chart(content, tab, rows: $0.rows).draw(into: &$0) }
    }
    canvas.within(layout.table) { drawTable(tab, into: &$0) }
    if let rectangle = layout.status { canvas.within(rectangle) { drawStatus(tab, layout, into: &$0) } }
  }

  static func draw(_ title: String, _ tab: CompareTab, into canvas: inout Canvas) {
    guard title != tableTitle else { return drawTable(tab, into: &canvas) }
    let content = contents(tab).first { $0.title == title }
    chart(content ?? .probe(tab.resultProbe), tab, rows: canvas.rows).draw(into: &canvas)
  }

  static let tableTitle = "RESULTS"

  static func layout(_ tab: CompareTab, _ body: Size) -> CompareResultsLayout? {
    let kinds = tab.resultProbe.flatMap { tab.results.findings?.kinds(of: $0).count } ?? 1
    // Where there are none, a command takes two or three rows.
    let rows = tab.resultRows.isEmpty ? 3 : tab.resultRows.count + (missing(tab) == nil ? 0 : 1)
    return CompareResultsLayout(body, kinds: kinds, rows: 1 + rows)
  }

  /// The content of a chart.
  private enum Content: Hashable {
    /// The chosen measure, as a probe gives it; nil where none has results.
    case probe(ProbeName?)
    /// Another measure, as the chosen probe gives it.
    case measure(ProbeFindings.Measure)

    var title: String {
      switch self {
      case .probe(let name): name?.title.uppercased() ?? "PROBES"
      case .measure(let measure): measure.name.uppercased()
      }
    }
  }

  /// The contents of all charts: the probes of the chosen one's frame, and the other measures.
  private static func contents(_ tab: CompareTab) -> [Content] {
    guard let shown = tab.resultProbe, let kinds = tab.results.findings?.kinds(of: shown) else {
      return [.probe(nil)]
    }
    return kinds.map { .probe($0) }
      + ProbeFindings.Measure.all.filter { $0 != tab.results.measure }.map { .measure($0) }
  }

  /// What fits if nothing is focused: the chosen probe first where not all fit.
  private static func unfocused(
    _ tab: CompareTab, _ layout: CompareResultsLayout
  ) -> [(content: Content, rectangle: Rectangle)] {
    let all = contents(tab)
    var probes = all.filter { if case .probe = $0 { true } else { false } }
    if layout.charts.count < probes.count {
      let shown = Content.probe(tab.resultProbe)
      probes = [shown] + probes.filter { $0 != shown }
    }
    return Array(zip(probes, layout.charts)) + Array(zip(all.filter { !probes.contains($0) }, layout.others))
  }

  /// What fits. A focused chart that would not be on screen takes the place of the last probe's.
  private static func contents(
    _ tab: CompareTab, _ layout: CompareResultsLayout
  ) -> [(content: Content, rectangle: Rectangle)] {
    var shown = unfocused(tab, layout)
    let hidden = contents(tab).filter { content in !shown.contains { $0.content == content } }
    if let focused = hidden.first(where: { $0.title == tab.focusedPane }) {
      shown[min(layout.charts.count, shown.count) - 1].content = focused
    }
    return shown
  }

  // MARK: Around

  private static func introduction(_ tab: CompareTab) -> [String] {
    let offset = tab.results.offset
    let state = offset == 0 ? "after the op" : offset == -1 ? "before the op" : "at \(Numbers.signed(offset)) ops"
    let name = tab.results.measure.name
    return [
      name.prefix(1).uppercased() + name.dropFirst() + " " + state, "m o p choose",
      "l " + (tab.isLogarithmic ? "linear" : "log"), "v worlds", "a probe trained for each semantics",
    ]
  }

  private static func drawStatus(_ tab: CompareTab, _ layout: CompareResultsLayout, into canvas: inout Canvas) {
    let keys = "n N checkpoints"
    let room = canvas.columns - keys.count - 2
    if let notice = CompareView.notice(tab) {
      return StatusLine.draw(notice, beside: keys, .quiet, into: &canvas)
    } else if tab.results.findings == nil {
      canvas.write("loading probe results …".cut(to: room), x: 0, y: 0, .accent)
    } else {
      let states = tab.resultRows.map(\.result.states).max() ?? 0
      var texts = states > 0 ? ["95% intervals; \(Numbers.grouped(states)) states tested"] : []
      if tab.resultRows.contains(where: \.result.isUnlikeOriginal) {
        texts = ["no drop where T trained one and the run the other"]
      }
      let (room, count) = (layout.table.rows - 1, tab.resultRows.count)
      if room < count {
        let first = firstRow(tab, room)
        texts.insert("rows \(first + 1)–\(first + room) of \(count)", at: 0)
      }
      canvas.write(texts.joined(fitting: canvas.columns - keys.count - 2), x: 0, y: 0, .quiet)
    }
    canvas.write(keys, endingAt: canvas.columns, y: 0, .quiet)
  }

  // MARK: Charts

  /// A measure over the checkpoints, a line for each semantics. A low chart shows the tenths that occur, a high one all.
  private static func chart(_ content: Content, _ tab: CompareTab, rows: Int) -> Chart {
    let (name, measure) =
      switch content {
      case .probe(let name): (name, tab.results.measure)
      case .measure(let measure): (tab.resultProbe, measure)
      }
    let findings = tab.results.findings ?? ProbeFindings()
    let history = tab.results.history
    let source = ChartSource(
      history: history ?? .none, axis: .samples, cursor: nil, findings: findings, probe: name,
      probedStep: tab.target.step)
    let x = axis(tab)
    var series: [Chart.Series] = []
    if let name {
      func place(_ semantics: Semantics) -> ProbeFindings.Key {
        ProbeFindings.Key(name, semantics, offset: tab.results.offset)
      }
      let semantics = findings.semantics(of: name)
      series = semantics.enumerated().map { number, semantics in
        source.probes(semantics.name.cut(to: 11), number, place(semantics), measure)
      }
      series += source.majorities(semantics.map { (place($0), measure) })
    }
    var chart = Chart(
      content.title, series, bands: history.map { WatchChart.bands($0, .samples, x) } ?? [], x: x,
      y: rows < lowChartRows ? shares(of: series) : 0...1, decimals: 3,
      cursor: findings.checkpoints.first { $0.step == tab.target.step }.map { Double($0.samples) })
    chart.numberColumns = 3
    chart.nameColumns = 11
    if tab.results.findings != nil {
      chart.emptyText =
        "no probe results yet; make them with\n"
        + tab.target.run.probeCommand(checkpoint: "all", inASCII: tab.drawsASCII)
    }
    return chart
  }

  /// A chart of fewer rows is low.
  private static let lowChartRows = 16

  /// The tenths that lines lie in; all of them if there is no line.
  private static func shares(of series: [Chart.Series]) -> ClosedRange<Double> {
    let values = series.flatMap(\.points).map(\.y).filter(Chart.isNumber)
    guard let least = values.min(), let most = values.max() else { return 0...1 }
    let low = max(0, (10 * least).rounded(.down) / 10)
    return low...min(1, max((10 * most).rounded(.up) / 10, low + 0.1))
  }

  /// The samples of the training and of all checkpoints that have results.
  private static func axis(_ tab: CompareTab) -> ChartAxis {
    let history = tab.results.history
    let x = WatchChart.axis(history.map { [$0] } ?? [], .samples, isLogarithmic: tab.isLogarithmic)
    let samples = (tab.results.findings?.checkpoints ?? []).map { Double($0.samples) }.filter { $0 > 0 }
    var range = x.range
    if let first = samples.first, let last = samples.last {
      let low = x.isLogarithmic ? history == nil ? first : min(range.lowerBound, first) : range.lowerBound
      range = low...max(low, history == nil ? last : max(range.upperBound, last))
    }
    return ChartAxis(name: x.name, range: range, isLogarithmic: x.isLogarithmic)
  }

  // MARK: Panes

  static func panes(_ tab: CompareTab, _ body: Size) -> [Pane] {
    guard let layout = layout(tab, body) else { return [] }
    let contents = contents(tab, layout)
    func pane(_ content: Content) -> Pane {
      // What has no room gets some when it is focused.
      Pane(
        content.title, contents.first { $0.content == content }?.rectangle,
        [
          ("● ▲ ■", "the same hidden states, with a probe trained for each semantics"),
          ("│", "a 95% interval, where it is taller than the mark"),
          ("majority", "dashed: the majority class, ○ △ ▫ for ● ▲ ■ where it is not the same for all"),
          ("p m o l", "show the next probe, measure, offset from the op being written, and the other axis"),
        ])
    }
    let shown = unfocused(tab, layout).map(\.content)
    let hidden = self.contents(tab).filter { !shown.contains($0) }
    return (shown + hidden).map(pane) + [
      Pane(
        tableTitle, layout.table,
        [
          ("content", "semantic content: the geometric mean over direction, position and obstacle; 95% interval"),
          ("drop", "how much less than under the original semantics, with its 95% interval"),
          ("not comparable", "trained or tested on other states than the original's probe: T uses fewer"),
          ("majority", "accuracy of the training states' majority class"),
          ("dir pos obs", "the probe's accuracy for direction, position, obstacle"),
          ("↑ ↓", "more rows above, below: the keys ↑ ↓ scroll"),
        ])
    ]
  }
}

extension TrainingHistory {
  /// A placeholder for an unknown training.
  fileprivate static let none = TrainingHistory(name: "", preset: "", seed: 0, steps: 0, state: .empty)
}
