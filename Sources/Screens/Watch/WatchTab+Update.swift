import PlainText
import Records
import TextCanvas

extension WatchTab {
  public mutating func show(_ subject: Subject) -> [TabEffect] {
    let isSame = subject.run == target.run
    if subject.step != target.step || history == nil { soughtStep = subject.insteadOf ?? subject.step }
    target = subject
    remark = nil
    // Probes may have been trained meanwhile.
    guard !isSame || history == nil else {
      standWhereSought()
      return findings == nil ? [] : [.request(.findings(target.run))]
    }
    if !isSame {
      (history, failure, findings, findingsFailure, probedCount) = (nil, nil, nil, nil, nil)
      overlays.removeAll { $0.run == subject.run }
      (place, isFollowing, firstProgram) = (0, true, 0)
    }
    return look()
  }

  public mutating func obey(_ command: TypedCommand) -> [TabEffect]? {
    if case .overlay(let path) = command { return overlay(path) }
    guard case .checkpoint(let step) = command, let steps = history?.checkpoints.map(\.step), !steps.isEmpty else {
      return nil
    }
    jump(to: nearestPlace(step))
    let found = steps[place]
    remark =
      found == step
      ? nil : Notice("no metrics at step \(Numbers.grouped(step)); showing step \(Numbers.grouped(found))", .accent)
    return []
  }

  public mutating func receive(_ response: Response) -> [TabEffect] {
    switch response {
    case .history(let history, let run) where run == target.run:
      var effects: [TabEffect] = []
      if awaitsRun {
        // Now its corpus is known.
        target.sample = target.sample.inCorpus(of: history.seed)
        effects.append(.adopt(target))
      }
      show(history)
      guard probedCount != history.checkpoints.count else { return effects }
      probedCount = history.checkpoints.count
      return effects + [.request(.findings(run))]
    case .findings(let findings, let run) where run == target.run:
      (self.findings, findingsFailure) = (findings, nil)
    case .probing(let progress) where progress.request.run == target.run && findings != nil:
      if case .finished = progress.state { return [.request(.findings(target.run))] }
    case .failed(.findings(let run), let reason) where run == target.run:
      (findingsFailure, probedCount) = (reason, nil)
    case .failed(.history(let run), let reason) where run == target.run:
      isLooking = false
      sinceLook = .zero
      failure = reason
    default: receiveOverlay(response)
    }
    return []
  }

  public func awaits(_ request: Request) -> Bool {
    switch request {
    case .history(let run), .findings(let run): run == target.run || overlays.contains { $0.run == run }
    default: false
    }
  }

  public mutating func advance(_ elapsed: Duration) -> [TabEffect] {
    if isPlaying {
      let last = lastPlace
      playback.advance(elapsed, &place, last: last)
      isFollowing = place == lastPlace
    }
    sinceLook += elapsed
    return looksAgain && !isLooking && sinceLook >= lookInterval ? look() : []
  }

  public mutating func resize(_ body: Size) { self.body = body }

  public var placeCount: Int? { history?.checkpoints.count ?? 0 }

  public mutating func jump(to target: JumpTarget) -> Bool {
    remark = nil
    jump(to: target.index(last: lastPlace))
    return true
  }

  private mutating func look() -> [TabEffect] {
    isLooking = true
    return [.request(.history(target.run))] + looksAtOverlays
  }

  private mutating func show(_ history: TrainingHistory) {
    if remark?.topic == .saving, let step = history.keptSteps?.last, step != self.history?.keptSteps?.last {
      remark = Notice("saved at step \(Numbers.grouped(step))", .accent)
    }
    isLooking = false
    sinceLook = .zero
    failure = nil
    self.history = history
    if let folder = history.folder { overlays.removeAll { $0.history?.folder == folder } }
    place = isFollowing ? lastPlace : min(place, lastPlace)
    standWhereSought()
    firstProgram = min(firstProgram, lastProgram)
  }

  /// Goes to the requested checkpoint, unless it is the last one that is kept: then follows the training.
  private mutating func standWhereSought() {
    guard let history, let step = soughtStep else { return }
    soughtStep = nil
    jump(to: step < history.keptSteps?.last ?? .max ? nearestPlace(step) : lastPlace)
  }

  /// The number of the checkpoint whose step is nearest.
  private func nearestPlace(_ step: Int) -> Int {
    let steps = history?.checkpoints.map(\.step) ?? []
    guard let first = steps.first, let last = steps.last else { return lastPlace }
    let step = min(max(step, first), last)
    return steps.indices.min { abs(steps[$0] - step) < abs(steps[$1] - step) } ?? lastPlace
  }

  public mutating func perform(_ action: Action) -> [TabEffect] {
    let isAsked = remark?.topic == .trainingQuestion
    remark = nil
    switch action {
    case .playOrPause: playOrPause()
    case .next: move(by: 1)
    case .back: move(by: -1)
    case .nextKept: moveToKept(forward: true)
    case .previousKept: moveToKept(forward: false)
    case .first: jump(to: 0)
    case .last: jump(to: lastPlace)
    case .faster: playback.accelerate()
    case .slower: playback.slowDown()
    case .nextChart: turnCharts(by: 1)
    case .previousChart: turnCharts(by: -1)
    case .nextAxis:
      let place = Axis.allCases.firstIndex(of: axis)! + 1
      axis = Axis.allCases[place % Axis.allCases.count]
    case .toggleLogarithm: wantsLogarithm = !isLogarithmic
    case .scrollUp: firstProgram = max(firstProgram - 1, 0)
    case .scrollDown: firstProgram = min(firstProgram + 1, lastProgram)
    case .nextProbe:
      guard let name = findings?.probe(after: probeName) else {
        remark = .failure(
          "no probe results: "
            + target.run.probeCommand(checkpoint: "all", inASCII: drawsASCII))
        break
      }
      probeName = name
      remark = Notice("probes: \(name.title)", .accent)
    case .nextCurve:
      guard !overlays.isEmpty else {
        remark = .failure("no run is overlaid; :overlay DIR overlays one")
        break
      }
      overlaidCurve = (overlaidCurve + 1) % 3
      let chart = WatchChart.allCases[firstChart]
      if let name = chart.overlaidName(self) { remark = Notice("\(chart.rawValue): overlays show \(name)", .accent) }
    case .stepThrough:
      guard let checkpoint else { break }
      playback.pause()
      var subject = target
      subject.step = checkpoint.step
      return [.open(subject, in: StepTab.name)]
    case .train:
      if isAsked { return [.request(.train(preset: WatchTab.livePreset))] }
      remark =
        isTrainedHere
        ? .failure("this run is being trained here; S saves and stops it first") : WatchTab.trainingQuestion
    case .pauseOrResume: return control(isOn(.pauseOrResume) ? .resume : .pause)
    case .save: return control(.save)
    case .stop: return control(.stop)
    }
    return []
  }

  /// Short enough to be watched from its first step to its last.
  private static let livePreset = "quick"

  private static let saving = Notice("saving after the current step", .accent, about: .saving)

  /// A training takes all processors for minutes and writes a folder: not on an accidental key press.
  private static let trainingQuestion = Notice(
    "t again trains \(livePreset) on all processors, into a new folder here", .accent, about: .trainingQuestion)

  /// Controls the watched training, if it runs here.
  private mutating func control(_ control: TrainingControl) -> [TabEffect] {
    guard isTrainedHere || control == .resume else {
      remark = .failure("this run is not being trained here; t starts one")
      return []
    }
    if control == .save { remark = WatchTab.saving }
    return [.request(.control(target.run, control))]
  }

  private mutating func playOrPause() {
    guard lastPlace > 0 else { return }
    let last = lastPlace
    playback.toggle(&place, last: last)
    isFollowing = place == lastPlace
  }

  /// Goes to another checkpoint, or only pauses playback.
  private mutating func move(by distance: Int) {
    if !isPlaying, checkpoint != nil, !(0...lastPlace).contains(place + distance) {
      remark = Notice(KeyNotice.checkpoint(isForward: distance > 0, ofKept: false), .accent)
    }
    jump(to: isPlaying ? place : min(max(place + distance, 0), lastPlace))
  }

  /// Goes to the nearest checkpoint in a direction whose weights are kept, or only pauses if it was playing. Where it is not known
  /// which are, to the nearest.
  private mutating func moveToKept(forward: Bool) {
    guard history?.keptSteps != nil else { return move(by: forward ? 1 : -1) }
    guard !isPlaying else { return jump(to: place) }
    let places = keptPlaces
    if let next = forward ? places.first(where: { $0 > place }) : places.last(where: { $0 < place }) {
      jump(to: next)
    } else {
      remark = Notice(KeyNotice.keptCheckpoint(isForward: forward, keepsAny: !places.isEmpty), .accent)
    }
  }

  private mutating func jump(to place: Int) {
    playback.pause()
    self.place = place
    isFollowing = place == lastPlace
  }

  private mutating func turnCharts(by distance: Int) {
    let count = WatchChart.allCases.count
    firstChart = (firstChart + distance + count) % count
  }

  /// The largest number of programs that can be scrolled away.
  private var lastProgram: Int {
    guard let layout = WatchLayout(body), let history else { return 0 }
    return max(0, history.references.count - layout.programRows)
  }
}

extension Notice.Topic {
  /// The run is being saved: the notice becomes that it has been.
  fileprivate static let saving = Notice.Topic(rawValue: "saving")
  /// The next key answers whether to train.
  fileprivate static let trainingQuestion = Notice.Topic(rawValue: "training question")
}
