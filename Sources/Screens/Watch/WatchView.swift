import PlainText
import TextCanvas

/// Draws the Watch tab: charts of a training, and what the model wrote at the current checkpoint.
enum WatchView {
  static func draw(_ tab: WatchTab, into canvas: inout Canvas) {
    guard let layout = WatchLayout(Size(columns: canvas.columns, rows: canvas.rows)) else { return }
    if let rectangle = layout.introduction {
      canvas.within(rectangle) { $0.write(introduction(tab).cut(to: $0.columns), x: 0, y: 0, .quiet) }
    }
    if let rectangle = layout.legend {
      canvas.within(rectangle) {
        tab.overlays.isEmpty ? drawResumption(tab, into: &$0) : drawLegend(tab, into: &$0)
      }
    }
    if let history = tab.history {
      let base = WatchChart.Base(history, tab)
      for (chart, rectangle) in charts(tab, layout) {
        canvas.within(rectangle) { chart.chart(history, tab, on: base).draw(into: &$0) }
      }
      canvas.within(layout.programs) { drawPrograms(history, tab, hasTitle: layout.hasProgramTitle, into: &$0) }
      if let rectangle = layout.aside, let checkpoint = tab.checkpoint {
        canvas.within(rectangle) { drawAside(checkpoint, into: &$0) }
      }
    }
    if tab.awaitsRun { drawAwaitedRun(tab, into: &canvas) }
    if let rectangle = layout.status { canvas.within(rectangle) { drawStatus(tab, into: &$0) } }
  }

  /// Says that there is nothing to watch yet, why, and what to do.
  private static func drawAwaitedRun(_ tab: WatchTab, into canvas: inout Canvas) {
    let run = tab.target.run
    let texts: [(String, Style)] = [
      ("nothing to watch in \(run.name) yet", .heading),
      ((tab.failure ?? "").shortened(in: run), .plain),
      ("It is checked every second. karelscope train --preset quick --seed 1 --out DIR makes a run.", .quiet),
      ("\(SharedAction.key(of: LibraryTab.name)) lists all runs.", .quiet),
    ]
    var y = canvas.rows >= 14 ? 2 : 0
    for (text, style) in texts {
      for line in text.wrapped(columns: canvas.columns - 2, rows: canvas.rows) where y < canvas.rows - 1 {
        canvas.write(line, x: 1, y: y, style)
        y += 1
      }
      y += canvas.rows >= 14 ? 1 : 0
    }
  }

  /// Draws the pane with this title as large as the canvas.
  static func draw(_ title: String, _ tab: WatchTab, into canvas: inout Canvas) {
    guard let history = tab.history else { return }
    if let chart = WatchChart.allCases.first(where: { $0.rawValue == title }) {
      chart.chart(history, tab, on: WatchChart.Base(history, tab)).draw(into: &canvas)
    } else if title == examplesTitle {
      if let checkpoint = tab.checkpoint { drawExamples(checkpoint, into: &canvas) }
    } else if title == frequentTitle {
      if let checkpoint = tab.checkpoint { drawFrequent(checkpoint, into: &canvas) }
    } else {
      drawPrograms(history, tab, hasTitle: true, into: &canvas)
    }
  }

  /// The charts that a layout has room for.
  static func charts(_ tab: WatchTab, _ layout: WatchLayout) -> [(chart: WatchChart, rectangle: Rectangle)] {
    let all = WatchChart.allCases
    return layout.charts.prefix(all.count).enumerated().map { place, rectangle in
      (all[(tab.firstChart + place) % all.count], rectangle)
    }
  }

  static func panes(_ tab: WatchTab, _ body: Size) -> [Pane] {
    guard let layout = WatchLayout(body), tab.history != nil else { return [] }
    let charts = charts(tab, layout).map {
      Pane(
        $0.chart.rawValue, $0.rectangle,
        $0.chart.explanations + $0.chart.overlayExplanations(tab) + WatchChart.axisExplanations)
    }
    let programs = Pane("WRITTEN", layout.hasProgramTitle ? layout.programs : nil, programExplanations)
    return charts + [programs] + asidePanes(tab, layout)
  }

  private static let programExplanations = [
    ("✓ ✗", "the program turns all five inputs into their outputs, or not"),
    ("move×3", "an op three times in a row"),
    ("reference", "the program behind the specification; others may satisfy it as well"),
    ("solves 3 of 20", "among the specifications whose programs the run keeps"),
  ]

  /// The most informative first: the last are dropped where room is short.
  static func summary(_ tab: WatchTab) -> [String] {
    guard let history = tab.history else { return [tab.target.run.name] }
    var texts = [history.name, stateText(history)]
    if let checkpoint = tab.checkpoint { texts.append("step " + Numbers.grouped(checkpoint.step)) }
    let step = history.lines.last?.step ?? 0
    texts.append("\(Numbers.grouped(step)) of \(Numbers.grouped(history.steps)) steps")
    texts.append("seed \(history.seed)")
    if history.preset != history.name { texts.append("preset " + history.preset) }
    return texts
  }

  static func stateText(_ history: TrainingHistory) -> String {
    switch history.session {
    case .training: return "training here"
    case .paused: return "paused"
    case .ended where history.state != .finished: return "stopped"
    case .ended, .failed, nil: break
    }
    switch history.state {
    case .empty: return "empty"
    case .live: return "live"
    case .stale: return "stale"
    case .stopped: return "stopped"
    case .finished: return "finished"
    }
  }

  /// What is shown at the current checkpoint, in one line.
  private static func introduction(_ tab: WatchTab) -> String {
    guard let history = tab.history else { return "" }
    guard let checkpoint = tab.checkpoint else {
      guard history.lines.isEmpty else { return "No checkpoint yet: the model writes programs at the first one." }
      return history.resumption == nil
        ? "No metrics yet: they start after the first steps."
        : "No metrics yet, and no process trains this run."
    }
    switch checkpoint.phase {
    case .babbling: return "Babbling: the same few programs whatever the specification."
    case .syntax: return "Syntax acquisition: many different programs, few of them correct."
    case .semantics: return "Semantics acquisition: more and more programs are correct."
    case nil: return "The phase of this checkpoint is not known yet: the next ones decide."
    }
  }

  /// How to resume a training that no process runs.
  private static func drawResumption(_ tab: WatchTab, into canvas: inout Canvas) {
    guard let folder = tab.history?.resumption else { return }
    let command = "karelscope train --out \(folder.shellWord(inASCII: tab.drawsASCII)) --resume"
    let texts = ["Not training. Resume with p here, or with  ", "p resumes here, or  ", ""].map { $0 + command }
    canvas.write(texts.first(fitting: canvas.columns), x: 0, y: 0, .accent)
  }

  private static func drawStatus(_ tab: WatchTab, into canvas: inout Canvas) {
    let isAtLatest = !tab.isPlaying && tab.isFollowing
    let text = tab.playback.text(place: "checkpoint")
    let isNarrow = canvas.columns < 77
    var pace = isAtLatest ? "at the latest" : isNarrow ? String(text.prefix { $0 != " " }) : text
    // Elsewhere the row of tabs shows it.
    if isNarrow, let step = tab.checkpoint?.step { pace = "step \(Numbers.grouped(step)) · " + pace }
    let room = max(0, canvas.columns - pace.count - 2)
    if tab.awaitsRun {
      canvas.write("waiting for a run", x: 0, y: 0, .quiet)
      return
    }
    if let failure = tab.failure ?? tab.history?.session?.failure {
      let notice = Notice.failure(failure.shortened(in: tab.target.run))
      return StatusLine.draw(notice, beside: pace, tab.isPlaying ? .accent : .quiet, into: &canvas)
    } else if let history = tab.history {
      canvas.write(
        progress(history, kept: tab.keptText, history.damage ?? tab.findings?.damage).joined(fitting: room), x: 0,
        y: 0, .quiet)
    } else {
      canvas.write("loading the run …".prefix(room), x: 0, y: 0, .accent)
    }
    canvas.write(pace, endingAt: canvas.columns, y: 0, tab.isPlaying ? .accent : .quiet)
  }

  /// The remaining time of a running training, and its speed.
  private static func pace(_ history: TrainingHistory) -> [String] {
    let left = history.secondsLeft.map { "≈ \(Numbers.duration($0)) left" }
    let speed = history.tokensPerSecond.flatMap { Int(exactly: $0.rounded()) }.map { Numbers.grouped($0) + " tokens/s" }
    return [left, speed].compactMap { $0 }
  }

  /// The training's progress, its remaining time, the number of specifications behind a checkpoint's shares, and the state
  /// of the current checkpoint's weights.
  private static func progress(_ history: TrainingHistory, kept: String?, _ damage: FileDamage?) -> [String] {
    guard let last = history.lines.last else {
      let state = history.resumption == nil ? "waiting for the first line" : "no metrics, and not training"
      return (damage.map { [$0.text] } ?? []) + [state]
    }
    var texts = ["trained " + Numbers.duration(last.seconds)]
    switch (history.state, history.session) {
    case (.finished, _), (.empty, _), (_, .paused): break
    case (_, .training), (.live, nil), (.live, .failed): texts += pace(history)
    case (.stopped, _):
      texts.insert("stopped after step \(Numbers.grouped(last.step)) of \(Numbers.grouped(history.steps))", at: 0)
    case (_, .ended): break
    case (.stale(let seconds), _):
      texts = ["no line for \(Numbers.duration(Double(seconds))): has it stopped?"]
    }
    if let damage { texts.insert(damage.text, at: 0) }
    if let checkpoint = history.checkpoints.last {
      texts.append("n = \(Numbers.grouped(checkpoint.specificationCount))")
    }
    if let kept { texts.append(kept) }
    if let scale = history.scale {
      let (training, test) = (scale.trainingLengths, scale.testLengths)
      let ranges = "trained on \(training.lowerBound)–\(training.upperBound) ops"
      texts.append(training == test ? ranges : ranges + ", tested on \(test.lowerBound)–\(test.upperBound)")
      texts.append(Numbers.grouped(scale.parameters) + " parameters")
    }
    return texts
  }
}
