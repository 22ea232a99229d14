import Beliefs
import PlainText
import TextCanvas

/// Draws the calibration of a probe: its accuracy over its confidence.
enum CalibrationView {
  static let title = "CALIBRATION"

  /// Where it lies in a layout of Step: in its own place; where it has none, over the lists right of the worlds; where there
  /// are none, over all but the status.
  static func rectangle(_ layout: StepLayout, _ body: Size) -> Rectangle {
    if let calibration = layout.calibration { return calibration }
    guard let program = layout.program, let choice = layout.choice else {
      return Rectangle(x: 1, y: 0, columns: body.columns - 2, rows: body.rows - (layout.status == nil ? 0 : 1))
    }
    let end = min(max(program.x + program.columns, choice.x + choice.columns), body.columns - 1)
    return Rectangle(x: program.x, y: program.y, columns: end - program.x, rows: program.rows)
  }

  /// The extent that has room for the bins beside the chart, or below it.
  private static let besideColumns = 76
  private static let belowRows = 29
  private static let tableColumns = 36

  static func draw(_ feature: Feature, _ tab: StepTab, into canvas: inout Canvas) {
    clear(&canvas)
    let x = canvas.write(title, x: 0, y: 0, .heading)
    let probe = tab.probe
    let name = feature.rawValue + (probe.map { " " + $0.title } ?? "")
    canvas.write(name.cut(to: canvas.columns - x - 1), x: x + 1, y: 0, .accent)
    let offset = tab.traced?.mainOffset(at: tab.step) ?? 0
    guard let probe else { return write("no probe; T trains one here", into: &canvas) }
    let test = probe.tests[feature]?[offset]
    guard let calibration = probe.calibrations[feature]?[offset], calibration.states > 0 else {
      let accuracy = test.map { "Accuracy \(share($0.accuracy)), majority \(share($0.majority)). " } ?? ""
      return write(accuracy + "The run has no calibration for this probe: T tests it here, now.", into: &canvas)
    }
    // An edited world has no beliefs yet.
    let belief = tab.editor?.hasChanged ?? false ? nil : tab.traced?.belief(at: tab.step, offset: offset)
    let confidence = belief.map { Double($0.probability(of: $0.prediction, on: feature)) }
    var words = ["ECE \(calibration.error.map(share) ?? "–")"]
    if let test {
      let isNarrow = canvas.columns < 42
      let shares = [test.accuracy, test.majority].map { isNarrow ? Numbers.share($0).filter { $0 != " " } : share($0) }
      words += ["right \(shares[0])", "majority \(shares[1])"]
    }
    canvas.write(words.joined(separator: " · ").cut(to: canvas.columns), x: 0, y: 1)
    let bins = calibration.bins.filter { $0.states > 0 }
    var area = Rectangle(x: 0, y: 1, columns: canvas.columns, rows: canvas.rows - 1)
    var table: Rectangle?
    if canvas.columns >= besideColumns {
      area.columns = min(canvas.columns - tableColumns - 3, 60)
      table = Rectangle(x: area.columns + 3, y: 2, columns: tableColumns, rows: canvas.rows - 2)
    } else if canvas.rows >= belowRows {
      area.rows = canvas.rows - 3 - bins.count
      table = Rectangle(x: 0, y: area.rows + 2, columns: min(canvas.columns, 60), rows: 1 + bins.count)
    }
    area.rows = min(area.rows, 20)
    // The row of the chart's title, which has none, holds the figures.
    canvas.within(area) { chart(calibration, at: confidence).draw(into: &$0) }
    if let table { canvas.within(table) { draw(bins, at: confidence, into: &$0) } }
  }

  private static func share(_ value: Double) -> String { Numbers.fixed(value, decimals: 3) }

  private static func clear(_ canvas: inout Canvas) {
    for y in 0..<canvas.rows { canvas.write(String(repeating: " ", count: canvas.columns), x: 0, y: y) }
  }

  private static func write(_ text: String, into canvas: inout Canvas) {
    for (row, line) in text.wrapped(columns: canvas.columns - 1).enumerated() {
      canvas.write(line, x: 0, y: 2 + row, .quiet)
    }
  }

  /// Accuracy over confidence, with the line of perfect calibration.
  private static func chart(_ calibration: ProbeCalibration, at confidence: Double?) -> Chart {
    let points = calibration.bins.compactMap { bin in
      bin.accuracy.map { Chart.Point(x: bin.meanConfidence, y: $0) }
    }
    var chart = Chart(
      "",
      [
        Chart.Series("right", points, .series1, mark: "●", marksPoints: true),
        Chart.Series("perfect", [.init(x: 0, y: 0), .init(x: 1, y: 1)], .quiet, mark: "┄", isDashed: true),
      ], x: ChartAxis(name: "sure", range: 0...1), y: 0...1, decimals: 2, cursor: confidence)
    chart.numberColumns = 3
    return chart
  }

  /// A row for each bin that has states.
  private static func draw(_ bins: [ProbeCalibration.Bin], at confidence: Double?, into canvas: inout Canvas) {
    canvas.write("sure", endingAt: 6, y: 0, .quiet)
    canvas.write("right", endingAt: 13, y: 0, .quiet)
    canvas.write("states", endingAt: 22, y: 0, .quiet)
    let most = bins.map(\.states).max() ?? 1
    for (row, bin) in bins.enumerated() {
      let isCurrent = confidence.map { bin.range.contains($0) } ?? false
      canvas.put(isCurrent ? "▸" : " ", x: 0, y: 1 + row, .accent)
      canvas.write(Numbers.share(bin.meanConfidence), endingAt: 6, y: 1 + row, isCurrent ? .accent : .plain)
      if let accuracy = bin.accuracy { canvas.write(Numbers.share(accuracy), endingAt: 13, y: 1 + row, .series1) }
      canvas.write(Numbers.grouped(bin.states), endingAt: 22, y: 1 + row, .quiet)
      canvas.write(
        StepView.bar(Double(bin.states) / Double(most), columns: canvas.columns - 24), x: 24, y: 1 + row, .floor)
    }
  }

  /// The panes of Step with this one in place of those that it covers.
  static func panes(_ panes: [Pane], _ layout: StepLayout, _ body: Size) -> [Pane] {
    let rectangle = rectangle(layout, body)
    return [Pane(title, rectangle, explanations)] + panes.filter { !$0.rectangle.overlaps(rectangle) }
  }

  private static let explanations: [(name: String, text: String)] = [
    ("●", "accuracy at this confidence"),
    ("┄", "ideal; ● below: overconfident"),
    ("│ ▸", "confidence at this op"),
    ("ECE", "expected calibration error: gap of confidence and accuracy"),
    ("right", "on test programs; majority: of the majority class"),
    ("k", "shows the next feature, then none"),
  ]
}

extension CalibrationView {
  /// Draws it into a body of Step, if it is shown.
  static func draw(_ tab: StepTab, into canvas: inout Canvas) {
    let body = Size(columns: canvas.columns, rows: canvas.rows)
    guard let feature = tab.calibrated, let layout = tab.layout(body) else { return }
    canvas.within(rectangle(layout, body)) { draw(feature, tab, into: &$0) }
  }
}
