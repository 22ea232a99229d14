extension WatchModel {
  public mutating func update(_ message: Message) -> [Effect] {
    switch message {
    case .started:
      return look()
    case .key(let key):
      guard let action = KeyBinding.watch.action(of: key) else { return [] }
      return helpOffset == nil ? update(action) : HelpView.watch.update(&helpOffset, action, size: size)
    case .resized(let size):
      self.size = size
      if let helpOffset { self.helpOffset = min(helpOffset, HelpView.watch.lastOffset(size)) }
      return []
    case .tick(let elapsed):
      advance(elapsed)
      sinceLook += elapsed
      return looksAgain && !isLooking && sinceLook >= WatchModel.lookInterval ? look() : []
    case .history(let history):
      show(history)
      return []
    case .failed(.history, let reason):
      isLooking = false
      sinceLook = .zero
      failure = reason
      return []
    case .failed, .reading:
      return []
    }
  }

  private mutating func look() -> [Effect] {
    isLooking = true
    return [.perform(.history)]
  }

  private mutating func show(_ history: TrainingHistory) {
    isLooking = false
    sinceLook = .zero
    failure = nil
    self.history = history
    place = isFollowing ? lastPlace : min(place, lastPlace)
    firstProgram = min(firstProgram, lastProgram)
  }

  private mutating func update(_ action: Action) -> [Effect] {
    switch action {
    case .playOrPause: playOrPause()
    case .next: move(by: 1)
    case .back: move(by: -1)
    case .first: jump(to: 0)
    case .last: jump(to: lastPlace)
    case .faster: playback.accelerate()
    case .slower: playback.slowDown()
    case .nextChart: turnCharts(by: 1)
    case .previousChart: turnCharts(by: -1)
    case .nextAxis:
      let place = Axis.allCases.firstIndex(of: axis)! + 1
      axis = Axis.allCases[place % Axis.allCases.count]
    case .toggleLogarithm: isLogarithmic.toggle()
    case .scrollUp: firstProgram = max(firstProgram - 1, 0)
    case .scrollDown: firstProgram = min(firstProgram + 1, lastProgram)
    case .help:
      playback.pause()
      helpOffset = 0
    case .leave, .quit: return [.quit]
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .nextDisagreement, .previousDisagreement, .newSpecification, .nextExample, .nextProbe: break
    }
    return []
  }

  private mutating func playOrPause() {
    guard lastPlace > 0 else { return }
    let last = lastPlace
    playback.toggle(&place, last: last)
    isFollowing = place == lastPlace
  }

  /// Goes to another checkpoint, or only pauses if it was playing.
  private mutating func move(by distance: Int) {
    jump(to: isPlaying ? place : min(max(place + distance, 0), lastPlace))
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

  private mutating func advance(_ elapsed: Duration) {
    guard isPlaying else { return }
    let last = lastPlace
    playback.advance(elapsed, &place, last: last)
    isFollowing = place == lastPlace
  }

  /// The largest number of programs that can be scrolled away.
  private var lastProgram: Int {
    guard let layout = WatchLayout(size), let history else { return 0 }
    return max(0, history.references.count - layout.programRows)
  }
}
