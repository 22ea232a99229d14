import Beliefs
import PlainText
import Records
import TextCanvas

/// Draws a row for each feature: truth beside belief, whether they agree at each offset, and the accuracy.
enum BeliefTable {
  static func draw(_ traced: TracedGeneration, at step: Int, probe: ProbeSummary?, into canvas: inout Canvas) {
    let offset = traced.mainOffset(at: step)
    drawHead(offset, into: &canvas)
    for (row, feature) in Feature.standard.enumerated() {
      let y = row + 1
      canvas.write(feature.rawValue, x: 0, y: y, .quiet)
      let truth = traced.truth(at: step, offset: offset)
      let prediction = traced.belief(at: step, offset: offset)?.prediction
      canvas.write(truth.map { text($0, feature) } ?? "–", endingAt: Column.truth, y: y, .truth)
      let agreement = mark(traced, at: step, offset: offset, on: feature)
      canvas.put(agreement.character, x: Column.mark, y: y, agreement.style)
      canvas.write(prediction.map { text($0, feature) } ?? "–", x: Column.belief, y: y, .belief)
      if let belief = traced.belief(at: step, offset: offset) {
        let probability = belief.probability(of: belief.prediction, on: feature)
        canvas.write(Numbers.share(Double(probability)), endingAt: Column.probability, y: y)
      }
      if canvas.columns >= Column.offsets {
        for (place, offset) in ProbedGeneration.offsets.enumerated() {
          let mark = mark(traced, at: step, offset: offset, on: feature)
          canvas.put(mark.character, x: Column.offset(place) - 1, y: y, mark.style)
        }
      }
      if canvas.columns >= Column.majority {
        let (right, count) = traced.tally(through: step, on: feature)
        canvas.write("\(right)/\(count)", endingAt: Column.tally, y: y)
        guard probe == nil || traced.isTested(at: step) else {
          canvas.write("never trained", endingAt: Column.majority, y: y, .quiet)
          continue
        }
        let test = probe?.tests[feature]?[offset]
        canvas.write(test.map { Numbers.share($0.accuracy) } ?? "–", endingAt: Column.test, y: y, .quiet)
        canvas.write(test.map { Numbers.share($0.majority) } ?? "–", endingAt: Column.majority, y: y, .quiet)
      }
    }
  }

  /// The columns that it can fill.
  static let columns = Column.majority
  static let rows = 1 + Feature.standard.count

  /// For each feature its short name and that sign, from `x` on, with `gap` blanks between.
  static func drawMarks(_ traced: TracedGeneration, at step: Int, x: Int, gap: Int, into canvas: inout Canvas) {
    var x = x
    for (feature, name) in shortNames {
      let end = canvas.write(name, x: x, y: 0, .quiet)
      let mark = mark(traced, at: step, offset: traced.mainOffset(at: step), on: feature)
      canvas.put(mark.character, x: end + 1, y: 0, mark.style)
      x = end + 2 + gap
    }
  }

  static let shortNames = Array(zip(Feature.standard, ["dir", "pos", "obs"]))

  /// The sign for whether belief and truth agree at a step; quiet where no probe was tested.
  static func mark(
    _ traced: TracedGeneration, at step: Int, offset: Int, on feature: Feature
  ) -> (character: Character, style: Style) {
    let mark = mark(traced.agrees(at: step, offset: offset, on: feature))
    return (mark.character, traced.isTested(at: step) ? mark.style : .quiet)
  }

  /// The sign for agreement, disagreement, or nothing to compare.
  private static func mark(_ agrees: Bool?) -> (character: Character, style: Style) {
    switch agrees {
    case true?: ("=", .quiet)
    case false?: ("≠", .disagreement)
    case nil: ("–", .quiet)
    }
  }

  private static func drawHead(_ mainOffset: Int, into canvas: inout Canvas) {
    canvas.write("FEATURES", x: 0, y: 0, .heading)
    canvas.write("truth", endingAt: Column.truth, y: 0, .quiet)
    canvas.write("belief", x: Column.belief, y: 0, .quiet)
    canvas.write("P", endingAt: Column.probability, y: 0, .quiet)
    if canvas.columns >= Column.offsets {
      for (place, offset) in ProbedGeneration.offsets.enumerated() {
        canvas.write(
          offset == 0 ? "now" : Numbers.signed(offset), endingAt: Column.offset(place), y: 0,
          offset == mainOffset ? .accent : .quiet)
      }
    }
    if canvas.columns >= Column.majority {
      canvas.write("so far", endingAt: Column.tally, y: 0, .quiet)
      canvas.write("test", endingAt: Column.test, y: 0, .quiet)
      canvas.write("majority", endingAt: Column.majority, y: 0, .quiet)
    }
  }

  /// The text of a label for a feature; a dash for those that a label does not contain.
  static func text(_ label: Label, _ feature: Feature) -> String {
    switch feature {
    case .direction: label.direction.name
    case .position: text(dx: label.dx, dy: label.dy)
    case .obstacle: label.isObstacleAhead ? "yes" : "no"
    case .endPosition, .cell, .walls, .blocked, .marker, .wallAheadCount, .blockedCount, .markerCount, .satisfied: "–"
    }
  }

  /// An offset from the start: columns, rows.
  static func text(dx: Int, dy: Int) -> String { Numbers.signed(dx) + "," + Numbers.signed(dy) }

  /// Where the columns end, or, for the mark and the belief, begin.
  private enum Column {
    static let truth = 16
    static let mark = 17
    static let belief = 19
    static let probability = 30
    static func offset(_ place: Int) -> Int { 37 + 4 * place }
    static let offsets = 53
    static let tally = 61
    static let test = 67
    static let majority = 77
  }
}
