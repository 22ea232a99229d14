import Corpus

extension StepModel {
  public mutating func show(_ subject: Subject) -> [ViewEffect] {
    guard subject != target || (traced == nil && awaited == nil) else { return [] }
    return ask(subject)
  }

  public mutating func receive(_ answer: Answer) -> [ViewEffect] {
    switch answer {
    case .reading(let reading, let run, let subject):
      // A newer wish may have overtaken this reading.
      guard subject == awaited else { return [] }
      awaited = nil
      target.step = run.step
      take(TracedReading(reading, probe: nil), of: subject.sample, by: run)
    case .failed(.read(let subject), let reason):
      guard subject == awaited else { return [] }
      awaited = nil
      failure = reason
    default:
      if let wish = probing.receive(answer) { return take(wish) }
    }
    return []
  }

  public mutating func perform(_ action: Action) -> [ViewEffect] {
    failure = nil
    probing.dismiss()
    switch action {
    case .playOrPause: playOrPause()
    case .next: move { min($0.step + 1, $0.endStep) }
    case .back: move { max($0.step - 1, 0) }
    case .nextDisagreement: move { model in model.nextDisagreement ?? model.step }
    case .previousDisagreement: move { model in model.previousDisagreement ?? model.step }
    case .first: _ = jump(to: .percent(0))
    case .last: _ = jump(to: .percent(100))
    case .faster: playback.accelerate()
    case .slower: playback.slowDown()
    case .nextCheckpoint: return ask(checkpoint: checkpointSteps.first { $0 > target.step ?? .max })
    case .previousCheckpoint: return ask(checkpoint: checkpointSteps.last { $0 < target.step ?? .max })
    case .newSpecification:
      var subject = target
      subject.sample = target.sample.another(&random)
      return ask(subject)
    case .nextExample: example = (example + 1) % Specification.exampleCount
    case .nextProbe: chooseNextProbe()
    case .calibrate: showNextCalibration()
    case .trainProbes: return trainProbes()
    }
    return []
  }

  public mutating func advance(_ elapsed: Duration) -> [ViewEffect] {
    let end = endStep
    playback.advance(elapsed, &step, last: end)
    return probing.advance(elapsed)
  }

  public mutating func resize(_ body: Size) {}

  public mutating func jump(to place: Place) -> Bool {
    playback.pause()
    step = place.index(last: endStep)
    return true
  }

  public mutating func reseed(_ seed: UInt64) { random = SplitMix64(keys: seed) }

  /// Shows a reading. At another checkpoint one stays at the step; at another specification one begins anew; the first
  /// plays by itself.
  private mutating func take(_ traced: TracedReading, of sample: SampleReference, by run: RunSummary) {
    let isFirst = self.traced == nil
    let staysAtStep = self.sample == sample && self.run?.name == run.name
    self.traced = traced
    self.sample = sample
    self.run = run
    chooseProbe()
    if staysAtStep {
      step = min(step, endStep)
      if step == endStep { playback.pause() }
    } else {
      step = 0
      example = TracedReading.probedExample
      playback.restart()
    }
    if isFirst, endStep > 0 { playback.play() }
  }

  mutating func ask(_ subject: Subject) -> [ViewEffect] {
    target = subject
    awaited = subject
    return [.perform(.read(subject))]
  }

  private mutating func ask(checkpoint step: Int?) -> [ViewEffect] {
    guard let step else { return [] }
    var subject = target
    subject.step = step
    return ask(subject)
  }

  /// The chosen probe, or the first that there is.
  private mutating func chooseProbe() {
    traced?.probe = run?.probe(probeName) ?? run?.probe(run?.probeNames().first)
  }

  private mutating func chooseNextProbe() {
    guard let names = run?.probeNames(), !names.isEmpty else { return }
    let place = probe.flatMap { names.firstIndex(of: $0.name) } ?? -1
    probeName = names[(place + 1) % names.count]
    chooseProbe()
  }

  private mutating func playOrPause() {
    guard traced != nil else { return }
    let end = endStep
    playback.toggle(&step, last: end)
  }

  /// Goes to another step, or only pauses if it was playing.
  private mutating func move(_ target: (StepModel) -> Int) {
    if isPlaying {
      playback.pause()
    } else {
      step = target(self)
    }
  }

  private var nextDisagreement: Int? {
    guard let traced, step < endStep else { return nil }
    return (step + 1...endStep).first { traced.differs(at: $0) }
  }

  private var previousDisagreement: Int? {
    (0..<step).last { traced?.differs(at: $0) == true }
  }
}
