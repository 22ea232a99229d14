import Corpus

extension StepModel {
  public mutating func update(_ message: Message) -> [Effect] {
    switch message {
    case .started:
      return traced == nil ? awaited.map { [.perform(.read($0))] } ?? [] : []
    case .key(let key):
      guard let action = KeyBinding.step.action(of: key) else { return [] }
      failure = nil
      return helpOffset == nil ? update(action) : HelpView.step.update(&helpOffset, action, size: size)
    case .resized(let size):
      self.size = size
      if let helpOffset { self.helpOffset = min(helpOffset, HelpView.step.lastOffset(size)) }
      return []
    case .tick(let elapsed):
      let end = endStep
      playback.advance(elapsed, &step, last: end)
      return []
    case .reading(let reading, let origin):
      // A newer wish may have overtaken this reading.
      guard awaited == nil || origin == awaited.map(SpecificationOrigin.sample) else { return [] }
      awaited = nil
      traced = TracedReading(reading, of: origin, probe: probe)
      step = 0
      playback.restart()
      example = TracedReading.probedExample
      return []
    case .history:
      return []
    case .failed(let request, let reason):
      guard case .read(let reference) = request, reference == awaited else { return [] }
      awaited = nil
      failure = reason
      return []
    }
  }

  private mutating func update(_ action: Action) -> [Effect] {
    switch action {
    case .playOrPause: playOrPause()
    case .next: move { min($0.step + 1, $0.endStep) }
    case .back: move { max($0.step - 1, 0) }
    case .nextDisagreement: move { model in model.nextDisagreement ?? model.step }
    case .previousDisagreement: move { model in model.previousDisagreement ?? model.step }
    case .first: jump(to: 0)
    case .last: jump(to: endStep)
    case .faster: playback.accelerate()
    case .slower: playback.slowDown()
    case .newSpecification: return requestNewSpecification()
    case .nextExample: example = (example + 1) % Specification.exampleCount
    case .nextProbe:
      probe = (probe + 1) % run.probes.count
      traced?.probe = probe
    case .help:
      playback.pause()
      helpOffset = 0
    case .scrollUp, .scrollDown, .nextChart, .previousChart, .nextAxis, .toggleLogarithm: break
    case .leave, .quit: return [.quit]
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    }
    return []
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

  private mutating func jump(to step: Int) {
    playback.pause()
    self.step = step
  }

  private var nextDisagreement: Int? {
    guard let traced, step < endStep else { return nil }
    return (step + 1...endStep).first { traced.differs(at: $0) }
  }

  private var previousDisagreement: Int? {
    (0..<step).last { traced?.differs(at: $0) == true }
  }

  private mutating func requestNewSpecification() -> [Effect] {
    let reference = SampleReference(split: .test, index: random.next(below: Split.test.count), seed: corpusSeed)
    awaited = reference
    return [.perform(.read(reference))]
  }
}
