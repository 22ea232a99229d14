import Beliefs

/// What Compare shows of the results of a run's probes, in place of the worlds.
struct CompareResults {
  var isShown = false
  /// The training behind them, for its phases.
  var history: TrainingHistory?
  /// Nil until they have been loaded.
  var findings: ProbeFindings?
  var measure = ProbeFindings.Measure.content
  /// The offset of the shown states, in ops from the one after the op being written.
  var offset = 0
  /// Whether the user wants a logarithmic axis; nil for automatic.
  var wantsLogarithm: Bool?
  /// The number of the first row of the table on screen.
  var firstRow = 0
  /// The number of the row that was jumped to.
  var markedRow: Int?

  /// Whether the phases before the last have hardly any of a linear axis.
  var hidesPhasesOnLinearAxis: Bool {
    guard let history else { return false }
    let last = findings?.checkpoints.last.map { Double($0.samples) } ?? 0
    return history.hidesPhases(on: .samples, to: max(last, history.end(on: .samples) ?? 0))
  }

  /// Clears the results of another run.
  mutating func clear() { (history, findings, firstRow, markedRow) = (nil, nil, 0, nil) }
}

extension CompareTab {
  /// Whether results stand in place of the worlds.
  public var showsResults: Bool { results.isShown }

  /// The requests to make when results are shown.
  var resultRequests: [TabEffect] {
    results.isShown ? [.request(.history(target.run)), .request(.findings(target.run))] : []
  }

  /// The probe whose results are shown.
  var resultProbe: ProbeName? { results.findings?.probe(probeName) }

  /// Performs an action where results are shown; nil leaves it to the worlds.
  mutating func performInResults(_ action: Action) -> [TabEffect]? {
    let steps = checkpointSteps
    switch action {
    case .results:
      results.isShown = false
      return []
    case .next, .nextCheckpoint: return goToCheckpoint(isForward: true)
    case .back, .previousCheckpoint: return goToCheckpoint(isForward: false)
    case .first: return ask(checkpoint: steps.first)
    case .last: return ask(checkpoint: steps.last)
    case .nextProbe:
      guard let name = results.findings?.probe(after: probeName) else { break }
      probeName = name
      results.firstRow = resultRows.firstIndex { $0.place.probe == name } ?? 0
    case .nextMeasure:
      let place = ProbeFindings.Measure.all.firstIndex(of: results.measure)! + 1
      results.measure = ProbeFindings.Measure.all[place % ProbeFindings.Measure.all.count]
    case .nextOffset:
      let offsets = results.findings?.offsets ?? []
      results.offset = offsets.first { $0 > results.offset } ?? offsets.first ?? 0
    case .toggleLogarithm: results.wantsLogarithm = !isLogarithmic
    case .scrollUp: results.firstRow = max(0, CompareResultsView.firstRow(self, body) - 1)
    case .scrollDown: results.firstRow = min(CompareResultsView.firstRow(self, body) + 1, max(0, resultRows.count - 1))
    case .playOrPause, .nextDisagreement, .previousDisagreement, .nextDivergence, .nextContrast, .nextColumns,
      .newSpecification, .faster, .slower, .toggleBreakpoint:
      break
    case .stepThrough, .trainProbes: return nil
    }
    return []
  }

  /// Whether the charts' axis is logarithmic: by the user's choice, else if a linear one would hide the phases before the last.
  public var isLogarithmic: Bool { results.wantsLogarithm ?? results.hidesPhasesOnLinearAxis }

  /// Marks a row of the table of results and brings it into sight; false if there are none.
  mutating func jumpToResult(_ target: JumpTarget) -> Bool {
    let rows = resultRows
    guard !rows.isEmpty else { return false }
    results.markedRow = target.index(last: rows.count - 1)
    results.firstRow = results.markedRow ?? 0
    return true
  }

  /// A row of the table of results.
  struct ResultRow {
    let place: ProbeFindings.Key
    let result: ProbeFindings.Result
  }

  /// The results of the current checkpoint, by kind of probe and semantics, in the frame of the probe that is shown.
  var resultRows: [ResultRow] {
    guard let step = target.step, let findings = results.findings, let shown = resultProbe else { return [] }
    return findings.kinds(of: shown).flatMap { name in
      findings.semantics(of: name).compactMap { semantics in
        let place = ProbeFindings.Key(name, semantics, offset: results.offset)
        return findings.result(step, place).map { ResultRow(place: place, result: $0) }
      }
    }
  }
}
