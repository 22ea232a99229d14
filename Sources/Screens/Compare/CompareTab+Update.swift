import Beliefs
import Corpus
import Karel
import PlainText
import Records
import TextCanvas

extension CompareTab {
  public mutating func show(_ subject: Subject) -> [TabEffect] {
    guard subject != target || (columns.isEmpty && awaited.isEmpty) else {
      // What was still waiting when the tab went behind may have been dropped.
      return awaited.map { .request(.read($0)) } + resultRequests
    }
    return ask(subject) + resultRequests
  }

  public mutating func receive(_ response: Response) -> [TabEffect] {
    switch response {
    case .reading(let reading, let run, let subject):
      // A newer request may have overtaken this one.
      guard awaited.remove(subject) != nil else { return [] }
      if subject == target {
        note = run.remark(insteadOf: subject.insteadOf ?? subject.step) ?? note
        target.note(read: run.step)
        settledStep = run.step
        readings[run.step] = (reading, run)
      } else {
        readings[subject.step ?? run.step] = (reading, run)
      }
      return showColumns()
    case .failed(.read(let subject), let reason):
      guard awaited.remove(subject) != nil else { return [] }
      failure = reason
      if columns.isEmpty { unreadable = reason }
      // The request is not what is shown.
      if subject == target, !columns.isEmpty, let settledStep { target.step = settledStep }
      return []
    case .history(let history, let run) where run == target.run: results.history = history
    case .findings(let findings, let run) where run == target.run: results.findings = findings
    case .failed(.history(let run), let reason) where run == target.run && showsResults: failure = reason
    case .failed(.findings(let run), let reason) where run == target.run && showsResults: failure = reason
    default:
      if let request = probing.receive(response) { return showProbes(of: request) }
    }
    return []
  }

  public mutating func perform(_ action: Action) -> [TabEffect] {
    (failure, note) = (nil, nil)
    probing.dismiss()
    if action == .trainProbes { return trainProbes() }
    if showsResults, let effects = performInResults(action) { return effects }
    if let outcome = walk.perform(action, through: programs) {
      note = outcome.note
      return outcome.effects
    }
    switch action {
    case .playOrPause, .next, .back, .first, .last, .nextDisagreement, .previousDisagreement, .faster, .slower,
      .toggleBreakpoint:
      break
    case .nextDivergence:
      let places = columns.compactMap(\.divergence).sorted()
      if places.isEmpty, !columns.isEmpty, !isPlaying { note = "no column diverges from the first" }
      walk.make(moveTo: places.first { $0 > step } ?? places.first ?? step, along: route)
    case .nextContrast:
      let place = Contrast.allCases.firstIndex(of: contrast)! + 1
      contrast = Contrast.allCases[place % Contrast.allCases.count]
      (hiddenColumns, columnPage) = (0, 0)
      return showColumns()
    case .nextColumns: return showOtherColumns()
    case .nextCheckpoint: return goToCheckpoint(isForward: true)
    case .previousCheckpoint: return goToCheckpoint(isForward: false)
    case .newSpecification:
      var subject = target
      subject.sample = target.sample.another(&random)
      return ask(subject)
    case .nextProbe: chooseNextProbe()
    case .stepThrough:
      walk.pause()
      return [.open(target, in: StepTab.name)]
    case .results:
      walk.pause()
      results.isShown = true
      return resultRequests
    case .nextMeasure, .nextOffset: note = "only results have measures and states: v shows them"
    case .toggleLogarithm: note = "only results have an axis: v shows them"
    case .trainProbes, .scrollUp, .scrollDown: break
    }
    return []
  }

  public mutating func advance(_ elapsed: Duration) -> [TabEffect] {
    walk.advance(elapsed, along: route)
    return []
  }

  public func awaits(_ request: Request) -> Bool {
    switch request {
    case .read(let subject): awaited.contains(subject)
    case .history(let run), .findings(let run): run == target.run
    default: false
    }
  }

  public mutating func resize(_ body: Size) { self.body = body }

  public var placeCount: Int? { showsResults ? resultRows.count : columns.isEmpty ? 0 : endStep + 1 }

  public mutating func jump(to target: JumpTarget) -> Bool {
    if showsResults { return jumpToResult(target) }
    walk.jump(to: target, along: route)
    return true
  }

  public mutating func reseed(_ seed: UInt64) { random = SplitMix64(keys: seed) }

  public mutating func stop(at breakpoints: Breakpoints) { walk.breakpoints = breakpoints }

  private var route: ProgramWalk.Route { walk.route(through: programs) }

  // MARK: What is read

  private mutating func ask(_ subject: Subject) -> [TabEffect] {
    if subject.run != target.run { results.clear() }
    if subject.run != target.run || subject.sample != target.sample || subject.intervention != target.intervention {
      (readings, columns, hiddenColumns) = ([:], [], 0)
      walk.begin(along: ProgramWalk.Route())
    }
    target = subject
    columnPage = 0
    awaited = []
    unreadable = nil
    guard let step = subject.step, readings[step] != nil else {
      awaited = [subject]
      return [.request(.read(subject))]
    }
    settledStep = step
    return showColumns()
  }

  /// Requests the next or previous checkpoint; reports if there is none.
  mutating func goToCheckpoint(isForward: Bool) -> [TabEffect] {
    if let subject = target.atCheckpoint(isForward: isForward, of: checkpointSteps) { return ask(subject) }
    if !checkpointSteps.isEmpty { note = KeyNotice.checkpoint(isForward: isForward, ofKept: true) }
    return []
  }

  mutating func ask(checkpoint step: Int?) -> [TabEffect] {
    guard let step else { return [] }
    var subject = target
    subject.step = step
    return ask(subject)
  }

  /// Requests the generations that columns lack.
  private mutating func askForMissing() -> [TabEffect] {
    let missing = shownCheckpoints.filter { readings[$0] == nil }.map { step in
      Subject(run: target.run, step: step, sample: target.sample, intervention: target.intervention)
    }
    let new = missing.filter { !awaited.contains($0) }
    awaited.formUnion(new)
    return new.map { .request(.read($0)) }
  }

  /// The checkpoints in columns: the target's, or several up to it.
  var shownCheckpoints: [Int] {
    guard let step = target.step else { return [] }
    guard contrast == .checkpoints else { return [step] }
    let steps = comparedSteps
    return columnPlaces.map { steps[$0] }
  }

  // MARK: Columns

  private mutating func chooseNextProbe() {
    guard let names = run?.probeNames(), !names.isEmpty else { return }
    let place = names.firstIndex { $0 == probeName } ?? 0
    probeName = names[(place + 1) % names.count]
    rebuild()
  }

  /// Builds the columns from what has been read, and requests what they lack.
  mutating func showColumns() -> [TabEffect] {
    let requests = askForMissing()
    rebuild()
    return requests
  }

  /// Builds the columns from what has been read.
  private mutating func rebuild() {
    columns = newColumns
    for place in columns.indices.dropFirst() {
      let (first, other) = (columns[0], columns[place])
      columns[place].divergence = (0...endStep).first { step in
        contrast == .probes
          ? first.traced.isTested(at: step) && first.belief(at: step)?.prediction != other.belief(at: step)?.prediction
          : first.world(at: step) != other.world(at: step)
      }
    }
    walk.stay(along: route)
  }

  private var newColumns: [CompareColumn] {
    shownCheckpoints.compactMap { readings[$0] }.flatMap { reading, run -> [CompareColumn] in
      let name = run.probeNames().contains { $0 == probeName } ? probeName : run.probeNames().first
      func column(_ title: String, _ name: ProbeName?, _ semantics: Semantics = .original) -> CompareColumn {
        let probe = run.probe(name, semantics)
        return CompareColumn(
          title: title.uppercased(), traced: TracedGeneration(reading, probe: probe, semantics: semantics),
          probe: probe.map { run.probes[$0] }, checkpoint: run.step)
      }
      switch contrast {
      case .semantics:
        let typed = typedSemantics.map { [(name: "typed", semantics: $0)] } ?? []
        return (Semantics.named + typed).map { column($0.name, name, $0.semantics) }
      case .checkpoints: return [column("step " + Numbers.grouped(run.step), name)]
      case .probes:
        let all = run.probeNames()
        let names = columnPlaces.filter(all.indices.contains).map { all[$0] }
        return names.isEmpty ? [column("no probe", nil)] : names.map { column($0.title, $0) }
      }
    }
  }
}
