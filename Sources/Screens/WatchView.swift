/// Draws the Watch view: charts of a training, and what the model wrote at the checkpoint at hand.
enum WatchView {
  static func draw(_ model: WatchModel, into canvas: inout Canvas) {
    let size = Size(columns: canvas.columns, rows: canvas.rows)
    guard let layout = WatchLayout(size) else { return TooSmallView.draw(needs: WatchLayout.minimum, into: &canvas) }
    canvas.within(layout.header) { drawHeader(model, isCompact: layout.introduction == nil, into: &$0) }
    if let offset = model.helpOffset {
      HelpView.watch.draw(offset: offset, into: &canvas)
      return
    }
    if let rectangle = layout.introduction {
      canvas.within(rectangle) { $0.write(introduction(model), x: 0, y: 0, .quiet) }
    }
    if let history = model.history {
      for (place, rectangle) in layout.charts.enumerated() {
        let all = WatchChart.allCases
        let chart = all[(model.firstChart + place) % all.count]
        canvas.within(rectangle) { chart.chart(history, model).draw(into: &$0) }
      }
      canvas.within(layout.programs) { drawPrograms(history, model, hasTitle: layout.hasProgramTitle, into: &$0) }
      if let rectangle = layout.aside, let checkpoint = model.checkpoint {
        canvas.within(rectangle) { drawAside(checkpoint, into: &$0) }
      }
    }
    if let rectangle = layout.status { canvas.within(rectangle) { drawStatus(model, into: &$0) } }
    canvas.within(layout.footer) { canvas in
      if layout.status == nil, let failure = model.failure {
        canvas.write("✗ " + failure, x: 0, y: 0, .failure)
      } else {
        HintLine.draw(KeyBinding.watch, into: &canvas)
      }
    }
  }

  private static func drawHeader(_ model: WatchModel, isCompact: Bool, into canvas: inout Canvas) {
    let end = canvas.write("karelscope", x: 0, y: 0, .heading)
    canvas.write("Watch", x: end + 2, y: 0, .quiet)
    guard let history = model.history else { return }
    let room = canvas.columns - end - 10
    // The most telling first: the last are left out where room is short.
    var texts = isCompact ? [] : [history.name]
    if isCompact, let checkpoint = model.checkpoint { texts.append("step " + Numbers.grouped(checkpoint.step)) }
    texts.append(stateText(history))
    if isCompact { texts.append(history.name) }
    let step = history.lines.last?.step ?? 0
    texts.append("\(Numbers.grouped(step)) of \(Numbers.grouped(history.steps)) steps")
    texts.append("seed \(history.seed)")
    if history.preset != history.name { texts.append("preset " + history.preset) }
    canvas.write(texts.joined(fitting: room), endingAt: canvas.columns, y: 0, .quiet)
  }

  private static func stateText(_ history: TrainingHistory) -> String {
    switch history.state {
    case .empty: "empty"
    case .live: "live"
    case .stale: "stale"
    case .finished: "finished"
    }
  }

  /// What one sees at the checkpoint at hand, in one line.
  private static func introduction(_ model: WatchModel) -> String {
    guard let history = model.history else { return "" }
    guard let checkpoint = model.checkpoint else {
      return history.lines.isEmpty
        ? "Nothing has been written yet: lines come after the first steps."
        : "No checkpoint yet: the model writes programs at the first one."
    }
    switch checkpoint.phase {
    case .babbling: return "Babbling: the model writes the same few programs, whatever is asked."
    case .syntax: return "Syntax acquisition: many different programs, and few do what is asked."
    case .semantics: return "Semantics acquisition: its programs come to do what is asked."
    case nil: return "The phase of this checkpoint is not known yet: the next ones decide."
    }
  }

  private static func drawStatus(_ model: WatchModel, into canvas: inout Canvas) {
    let speed = model.speed == 1 ? "1 checkpoint a second" : "\(model.speed) checkpoints a second"
    let state = model.isPlaying ? "playing" : model.isFollowing ? "at the latest" : "paused"
    let pace = canvas.columns < 60 ? state : state + " · " + speed
    let room = max(0, canvas.columns - pace.count - 2)
    if let failure = model.failure {
      canvas.write(("✗ " + failure).prefix(room), x: 0, y: 0, .failure)
    } else if let history = model.history {
      canvas.write(progress(history).joined(fitting: room), x: 0, y: 0, .quiet)
    } else {
      canvas.write("looking at the run …".prefix(room), x: 0, y: 0, .accent)
    }
    canvas.write(pace, endingAt: canvas.columns, y: 0, model.isPlaying ? .accent : .quiet)
  }

  /// How far the training is, how long it will take, and how many specifications are behind a checkpoint's shares.
  private static func progress(_ history: TrainingHistory) -> [String] {
    guard let last = history.lines.last else { return ["waiting for the first line"] }
    var texts = ["trained " + Numbers.duration(last.seconds)]
    switch history.state {
    case .finished, .empty: break
    case .live:
      if let secondsLeft = history.secondsLeft { texts.append("≈ \(Numbers.duration(secondsLeft)) left") }
    case .stale(let minutes):
      texts = ["no line for \(Numbers.duration(Double(60 * minutes))): has it stopped?"]
    }
    if let checkpoint = history.checkpoints.last {
      texts.append("n = \(Numbers.grouped(checkpoint.specificationCount))")
    }
    return texts
  }
}
