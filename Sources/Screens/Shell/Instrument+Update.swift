extension Instrument {
  public mutating func update(_ message: Message) -> [Effect] {
    defer {
      let focused = focusedPane
      if focused == nil { forgetPane(after: message) }
      tabs[shown].focus(on: focused?.title)
    }
    switch message {
    case .started:
      return run(tabs[shown].show(subject))
    case .key(let key):
      return handle(key)
    case .pasted(let text):
      paste(text)
      return []
    case .mouse(let event):
      return handle(event)
    case .resized(let size):
      self.size = size
      for place in tabs.indices { tabs[place].resize(body) }
      if let helpOffset { self.helpOffset = min(helpOffset, help.lastOffset(body)) }
      informationOffset = min(informationOffset, lastInformationOffset)
      return []
    case .background(let isLight):
      self.isLight = isLight
      return []
    case .tick(let elapsed):
      return helpOffset == nil ? run(tabs[shown].advance(elapsed)) : []
    case .response(let response):
      switch response {
      case .completions(let completions, let request): offer(completions, of: request)
      case .wrote(let file, let isReplacement):
        notice = Notice("\(isReplacement ? "replaced" : "wrote") \(file)", .accent)
      case .failed(.write, let reason), .failed(.train, let reason), .failed(.control, let reason):
        notice = .failure(reason)
      case .training(let run, let seed, let folder):
        notice = Notice("training into \(folder ?? run.path)", .accent, about: .training)
        let sample = subject.sample.inCorpus(of: seed)
        return open(Subject(run: run, step: nil, sample: sample), in: WatchTab.name)
      case .history(let history, _):
        // By then it has been read, and the tab itself shows that it trains.
        let isOld = history.lines.count > 10 || history.session?.failure != nil
        if isOld, notice?.topic == .training { notice = nil }
      default: break
      }
      return tabs.indices.flatMap { place in run(tabs[place].receive(response)) }
    }
  }

  /// Scrolls an explanation that does not fit; false where it does, or the action is another.
  mutating func scrollsInformation(_ action: SharedAction) -> Bool {
    let last = lastInformationOffset
    guard last > 0 else { return false }
    let page = max(1, body.rows - 2)
    let rows: Int
    switch action {
    case .scrollUp: rows = -1
    case .scrollDown: rows = 1
    case .pageUp: rows = -page
    case .pageDown: rows = page
    default: return false
    }
    informationOffset = min(max(informationOffset + rows, 0), last)
    return true
  }

  /// An explanation ends with its pane; one that a smaller screen has no room for comes back with the room.
  private mutating func forgetPane(after message: Message) {
    if case .resized = message { return }
    if fits { (isFullScreen, showsInformation) = (false, false) }
  }

  private mutating func handle(_ key: Key) -> [Effect] {
    notice = nil
    // What a key would leave first is not on screen.
    if !fits, key == .character("q") || key == .escape { return [.quit] }
    if line != nil, key != .control("l"), key != .control("z") { return edit(key) }
    let action = SharedAction.bindings.first { $0.keys.contains(key) }?.action
    // Overlays of the tab are closed first.
    let leavesExplanation = action == .leave && showsInformation
    if helpOffset == nil, let action, scrollsInformation(action) { return [] }
    if helpOffset == nil, !leavesExplanation, let effects = tabs[shown].press(key) { return run(effects) }
    if action == nil, helpOffset == nil, fits { notice = KeyNotice.unbound(key).map { Notice($0, .accent) } }
    return action.map { perform($0) } ?? []
  }

  mutating func perform(_ action: SharedAction) -> [Effect] {
    switch action {
    case .tab(let place): return bringToFront(place)
    case .nextTab: return bringToFront((shown + 1) % tabs.count)
    case .nextPane: moveFocus(by: 1)
    case .previousPane: moveFocus(by: -1)
    case .fullScreen:
      guard helpOffset == nil else { break }
      focusSomething()
      if let focusedPane, !focusedPane.isBesideOthers {
        // Alone it is in any case: one more press leads back to the others.
        (focus[shown], isFullScreen) = (nil, false)
      } else {
        isFullScreen = focusedPane != nil && !isFullScreen
      }
    case .information:
      guard helpOffset == nil else { break }
      focusSomething()
      (showsInformation, informationOffset) = (focusedPane != nil && !showsInformation, 0)
    case .command: if helpOffset == nil { line = TypedLine(.command) }
    case .help: helpOffset = helpOffset == nil ? 0 : nil
    case .scrollUp: scrollHelp(by: -1)
    case .scrollDown: scrollHelp(by: 1)
    case .pageUp: scrollHelp(by: -help.pageRows(body))
    case .pageDown: scrollHelp(by: help.pageRows(body))
    case .leave: return leave()
    case .quit: return [.quit]
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    }
    return []
  }

  /// One level back: from help, from an explanation, from a pane alone, from a focus, to the tab that opened this one;
  /// else highlighted.
  private mutating func leave() -> [Effect] {
    if helpOffset != nil {
      helpOffset = nil
    } else if showsInformation {
      showsInformation = false
    } else if isFullScreen {
      isFullScreen = false
    } else if focusedPane != nil {
      focus[shown] = nil
    } else if !tabs[shown].filter.isEmpty {
      tabs[shown].filter = ""
    } else if tabs[shown].goBack() {
    } else if let opener {
      return bringToFront(opener)
    } else {
      return [.quit]
    }
    return []
  }

  mutating func bringToFront(_ place: Int) -> [Effect] {
    (helpOffset, opener) = (nil, nil)
    guard tabs.indices.contains(place), place != shown else { return [] }
    (showsInformation, isFullScreen) = (false, false)
    shown = place
    return run(tabs[place].show(subject))
  }

  private mutating func scrollHelp(by rows: Int) {
    if let offset = helpOffset { helpOffset = min(max(offset + rows, 0), help.lastOffset(body)) }
  }

  private mutating func focusSomething() {
    if focusedPane == nil { focus[shown] = panes.first?.title }
  }

  private mutating func moveFocus(by distance: Int) {
    let panes = panes
    guard helpOffset == nil, !panes.isEmpty else { return }
    let place = panes.firstIndex { $0.title == focus[shown] }
    let next = place.map { ($0 + distance + panes.count) % panes.count } ?? (distance > 0 ? 0 : panes.count - 1)
    (focus[shown], informationOffset) = (panes[next].title, 0)
  }

  /// Performs the tabs' effects on the instrument, and passes on the rest.
  mutating func run(_ effects: [TabEffect]) -> [Effect] {
    if let subject = tabs[shown].subject { self.subject = subject }
    return effects.flatMap { effect -> [Effect] in
      switch effect {
      case .request(let request): return [.request(request)]
      case .cancel(let request): return [.cancel(request)]
      case .adopt(let subject):
        if subject.run == self.subject.run { self.subject = subject }
        return []
      case .editFilter:
        line = TypedLine(.filter, text: tabs[shown].filter)
        return []
      case .stop(let breakpoints):
        stop(at: breakpoints)
        return []
      case .open(let subject, let name):
        let opener = shown
        let effects = open(subject, in: name)
        if shown != opener { self.opener = opener }
        return effects
      }
    }
  }

  /// Sets these breakpoints in every tab, and reports them.
  mutating func stop(at breakpoints: Breakpoints) {
    self.breakpoints = breakpoints
    for place in tabs.indices { tabs[place].stop(at: breakpoints) }
    let text = breakpoints.text.map { "playback stops at \($0)" } ?? "no breakpoints set"
    notice = Notice(text, .accent)
  }

  /// Shows a subject in a tab, which comes to the front.
  mutating func open(_ subject: Subject, in name: TabName) -> [Effect] {
    guard let place = tabs.firstIndex(where: { type(of: $0).name == name }) else { return [] }
    self.subject = subject
    if place == shown { return run(tabs[place].show(subject)) }
    return bringToFront(place)
  }
}

extension Notice.Topic {
  /// A training that has begun: the notice goes once the tab itself shows that it trains.
  fileprivate static let training = Notice.Topic(rawValue: "training")
}
