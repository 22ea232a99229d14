import Corpus
import TextCanvas

extension StepTab {
  public mutating func show(_ subject: Subject) -> [TabEffect] {
    guard subject != target || (traced == nil && awaited == nil) else { return [] }
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
      (awaited, failure) = (nil, nil)
      target.note(read: run.step)
      show(TracedGeneration(reading, probe: nil), of: subject, by: run)
      note = run.remark(insteadOf: subject.insteadOf ?? subject.step) ?? note
    case .failed(.read(let subject), let reason):
      guard subject == awaited else { return [] }
      awaited = nil
      giveUpVariation()
      failure = reason
      if subject.run != shownRun { showNothing(because: reason) }
    default:
      if let request = probing.receive(response) { return showProbes(of: request) }
    }
    return []
  }

  public mutating func perform(_ action: Action) -> [TabEffect] {
    (failure, note) = (nil, nil)
    probing.dismiss()
    switch action {
    case .playOrPause: if traced != nil { walk.playOrPause(along: route) }
    case .next: walk.make(.next, along: route)
    case .back: walk.make(.back, along: route)
    case .nextDisagreement: go(.nextDisagreement)
    case .previousDisagreement: go(.previousDisagreement)
    case .first: _ = jump(to: .percent(0))
    case .last: _ = jump(to: .percent(100))
    case .faster: walk.accelerate()
    case .slower: walk.slowDown()
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
    case .toggleBreakpoint: return toggleBreakpoint()
    case .calibrate: showNextCalibration()
    case .trainProbes: return trainProbes()
    }
    return []
  }

  public mutating func advance(_ elapsed: Duration) -> [TabEffect] {
    walk.advance(elapsed, along: route)
    return probing.advance(elapsed)
  }

  public mutating func stop(at breakpoints: Breakpoints) { self.breakpoints = breakpoints }

  /// The facts of the program that playback needs.
  private var route: ProgramWalk.Route {
    guard let traced else { return ProgramWalk.Route() }
    let steps = 0...traced.endStep
    let stops = steps.compactMap { step in breakpoints.first(at: step, in: traced).map { (step, $0) } }
    return ProgramWalk.Route(
      end: traced.endStep, differing: steps.filter(traced.differs), stops: Dictionary(uniqueKeysWithValues: stops))
  }

  public mutating func resize(_ body: Size) {}

  public var placeCount: Int? { traced == nil ? 0 : endStep + 1 }

  public mutating func jump(to target: JumpTarget) -> Bool {
    walk.jump(to: target, along: route)
    return true
  }

  public mutating func reseed(_ seed: UInt64) { random = SplitMix64(keys: seed) }

  /// What another run wrote would be mistaken for this one's.
  private mutating func showNothing(because reason: String) {
    (traced, run, shownRun, sample, shownIntervention) = (nil, nil, nil, nil, Intervention())
    emptiness = reason
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
  private mutating func show(_ traced: TracedGeneration, of subject: Subject, by run: RunSummary) {
    let isFirst = self.traced == nil
    let staysAtStep = sample == subject.sample && self.run?.name == run.name
    self.traced = traced
    shownRun = subject.run
    sample = subject.sample
    shownIntervention = subject.intervention
    self.run = run
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
    awaited = subject
    emptiness = nil
    return [.request(.read(subject))]
  }

  /// Goes to another wrong belief, or only pauses playback; reports if there is none.
  private mutating func go(_ move: ProgramWalk.Move) {
    guard !walk.make(move, along: route), traced != nil else { return }
    note = KeyNotice.disagreement(move, hasProbe: probe != nil)
  }

  /// Requests the next or previous checkpoint; reports if there is none.
  private mutating func goToCheckpoint(isForward: Bool) -> [TabEffect] {
    if let subject = target.atCheckpoint(isForward: isForward, of: checkpointSteps) { return ask(subject) }
    if traced != nil { note = KeyNotice.checkpoint(isForward: isForward, ofKept: true) }
    return []
  }

  /// The chosen probe, or the first available.
  private mutating func chooseProbe() {
    traced?.probe = run?.probe(probeName) ?? run?.probe(run?.probeNames().first)
  }

  private mutating func chooseNextProbe() {
    guard let names = run?.probeNames(), !names.isEmpty else { return }
    let place = probe.flatMap { names.firstIndex(of: $0.name) } ?? -1
    probeName = names[(place + 1) % names.count]
    chooseProbe()
  }
}
