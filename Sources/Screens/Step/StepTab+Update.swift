import Corpus
import Records
import TextCanvas

extension StepTab {
  public mutating func show(_ subject: Subject) -> [TabEffect] {
    guard subject != target || traced == nil && awaited == nil else {
      // What was still waiting when the tab went behind may have been dropped.
      return awaited.map { [.request(.read($0))] } ?? []
    }
    if subject.run != target.run || subject.sample != target.sample {
      begin()
    } else if subject.intervention != target.intervention {
      remember()
      if subject.intervention.isWhole { returnsTo = 0 }
    }
    return ask(subject)
  }

  public mutating func receive(_ response: Response) -> [TabEffect] {
    switch response {
    case .reading(let reading, let run, let subject):
      // A newer request may have overtaken this one.
      guard subject == awaited else { return [] }
      (awaited, preparation, failure) = (nil, nil, nil)
      target.note(read: run.step)
      show(Shown(traced: TracedGeneration(reading, probe: nil), run: run, subject: subject))
      note = run.remark(insteadOf: subject.insteadOf ?? subject.step) ?? note
    case .failed(.read(let subject), let reason):
      guard subject == awaited else { return [] }
      (awaited, preparation) = (nil, nil)
      giveUpVariation()
      failure = reason
      if subject.run != shownRun { showNothing(because: reason) }
    case .preparing(let subject, let done, let total): if subject == awaited { preparation = (done, total) }
    default:
      if let request = probing.receive(response) { return showProbes(of: request) }
    }
    return []
  }

  public mutating func perform(_ action: Action) -> [TabEffect] {
    (failure, note) = (nil, nil)
    probing.dismiss()
    if let outcome = walk.perform(action, through: programs) {
      note = outcome.note
      if action == .toggleBreakpoint, outcome.effects.isEmpty { note = "no op here to break on" }
      return outcome.effects
    }
    switch action {
    case .playOrPause, .next, .back, .first, .last, .nextDisagreement, .previousDisagreement, .faster, .slower,
      .toggleBreakpoint:
      break
    case .nextCheckpoint: return goToCheckpoint(isForward: true)
    case .previousCheckpoint: return goToCheckpoint(isForward: false)
    case .newSpecification:
      var subject = target
      subject.sample = target.sample.another(&random)
      begin()
      return ask(subject)
    case .nextExample: example = (example + 1) % Specification.exampleCount
    case .nextProbe: chooseNextProbe()
    case .forcePick: return force(.pickMarker)
    case .forcePut: return force(.putMarker)
    case .forceRight: return force(.turnRight)
    case .forceLeft: return force(.turnLeft)
    case .forceMove: return force(.move)
    case .forceEnd: return force(nil)
    case .steerRight: return steer(.turnRight)
    case .steerLeft: return steer(.turnLeft)
    case .editWorld: beginEditing()
    case .undo: return undo()
    case .calibrate: showNextCalibration()
    case .trainProbes: return trainProbes()
    }
    return []
  }

  public mutating func advance(_ elapsed: Duration) -> [TabEffect] {
    walk.advance(elapsed, along: route)
    return []
  }

  public func awaits(_ request: Request) -> Bool { awaited.map { request == .read($0) } ?? false }

  public mutating func stop(at breakpoints: Breakpoints) { walk.breakpoints = breakpoints }

  private var route: ProgramWalk.Route { walk.route(through: programs) }

  public mutating func resize(_ body: Size) {}

  public var placeCount: Int? { traced == nil ? 0 : endStep + 1 }

  public mutating func jump(to target: JumpTarget) -> Bool {
    walk.jump(to: target, along: route)
    return true
  }

  public mutating func reseed(_ seed: UInt64) { random = SplitMix64(keys: seed) }

  /// What another run wrote would be mistaken for this one's.
  private mutating func showNothing(because reason: String) {
    shown = nil
    unreadable = reason
    begin()
    walk.begin(along: route)
  }

  /// Interventions on another specification no longer apply.
  private mutating func begin() {
    past = []
    editor = nil
    returnsTo = nil
  }

  /// Shows a generation. At another checkpoint, or with an intervention, the step stays; at another
  /// specification it restarts; the first plays automatically.
  private mutating func show(_ new: Shown) {
    let isFirst = shown == nil
    let staysAtStep = sample == new.subject.sample && run?.name == new.run.name
    shown = new
    chooseProbe()
    let route = route
    if staysAtStep {
      walk.stay(at: returnsTo ?? step, along: route)
    } else {
      example = TracedGeneration.probedExample
      walk.begin(along: route)
    }
    returnsTo = nil
    if isFirst, endStep > 0 { walk.play(along: route) }
  }

  mutating func ask(_ subject: Subject) -> [TabEffect] {
    target = subject
    (awaited, preparation) = (subject, nil)
    unreadable = nil
    return [.request(.read(subject))]
  }

  /// Requests the next or previous checkpoint; reports if there is none.
  private mutating func goToCheckpoint(isForward: Bool) -> [TabEffect] {
    if let subject = target.atCheckpoint(isForward: isForward, of: checkpointSteps) { return ask(subject) }
    if traced != nil { note = KeyNotice.checkpoint(isForward: isForward, ofKept: true) }
    return []
  }

  /// The chosen probe, or the first available.
  private mutating func chooseProbe() {
    let probe = run?.probe(probeName) ?? run?.probe(run?.probeNames().first)
    shown?.traced.probe = probe
  }

  private mutating func chooseNextProbe() {
    guard let names = run?.probeNames(), !names.isEmpty else { return }
    let place = probe.flatMap { names.firstIndex(of: $0.name) } ?? -1
    probeName = names[(place + 1) % names.count]
    chooseProbe()
  }
}
