import TextCanvas

extension Instrument {
  /// Handles a key of the command line.
  mutating func edit(_ key: Key) -> [Effect] {
    guard var typed = line else { return [] }
    candidates = []
    defer { if typed.kind == .filter { tabs[shown].filter = line == nil && key == .escape ? "" : typed.text } }
    switch key {
    case .character(let character): typed.insert(String(character))
    case .backspace where typed.text.isEmpty:
      line = nil
      return []
    case .up where typed.kind == .command: typed.recall(isEarlier: true, of: commands)
    case .down where typed.kind == .command: typed.recall(isEarlier: false, of: commands)
    case .tab where typed.kind == .command: return complete()
    case .enter:
      line = nil
      guard typed.kind == .command else { return [] }
      if !typed.text.isEmpty, typed.text != commands.last { commands.append(typed.text) }
      return obey(typed.text)
    case .escape:
      line = nil
      return []
    default: typed.edit(key)
    }
    line = typed
    return []
  }

  /// Inserts pasted text into the command line. Line breaks within a command stay, since a comment of a
  /// program ends with them, and the blanks after them; others become a blank each time.
  mutating func paste(_ text: String) {
    guard line != nil else {
      notice = Notice("pasted text is ignored here; press : to paste into a command", .accent)
      return
    }
    candidates = []
    var words = ""
    var isIndent = false
    for character in text {
      let isBlank = character.isWhitespace || character.unicodeScalars.first?.properties.generalCategory == .control
      if character.isNewline, line?.kind == .command {
        while words.last == " " { words.removeLast() }
        if words.last != "\n" { words.append("\n") }
        isIndent = true
      } else if !isBlank {
        words.append(character)
        isIndent = false
      } else if isIndent || words.last != " " {
        words.append(" ")
      }
    }
    if text.last?.isNewline ?? false, !words.isEmpty { words.removeLast() }
    line?.insert(words)
    if let line, line.kind == .filter { tabs[shown].filter = line.text }
  }

  /// Performs a command.
  private mutating func obey(_ text: String) -> [Effect] {
    let command: TypedCommand
    do {
      command = try TypedCommand(parsing: text)
    } catch {
      notice = .failure(error.description)
      return []
    }
    switch command {
    case .nothing: return []
    case .jump(let target): return jump(to: target)
    case .checkpoint(let step):
      if let effects = tabs[shown].obey(command) { return run(effects) }
      var subject = subject
      subject.step = step
      return open(subject, in: nameOfSubjectTab)
    case .sample(let index):
      var subject = subject
      guard (0..<subject.sample.count).contains(index) else {
        notice = .failure("sample: found \(index), expected 0 to \(subject.sample.count - 1)")
        return []
      }
      subject.sample = subject.sample.at(index)
      return open(subject, in: nameOfSubjectTab)
    case .seed(let seed):
      for place in tabs.indices { tabs[place].reseed(seed) }
      notice = Notice("specifications now drawn with seed \(seed)", .accent)
      return []
    case .tab(let name): return open(subject, in: name)
    case .program(let ops):
      var subject = subject
      (subject.intervention.ops, subject.intervention.isWhole, subject.intervention.steering) = (ops, !ops.isEmpty, nil)
      return open(subject, in: nameOfSubjectTab)
    case .breakpoints(let change):
      breakpoints.apply(change)
      stop(at: breakpoints)
      return []
    case .semantics, .steer:
      for place in [shown] + tabs.indices {
        guard let effects = tabs[place].obey(command) else { continue }
        return bringToFront(place) + run(effects)
      }
      return []
    case .screenshot(let file):
      do {
        let format = try Picture.Format(file: file)
        return [.request(.write(Picture(of: frame(size), file: file, format: format, isLight: isLight)))]
      } catch {
        notice = .failure("screenshot: \(error.description)")
        return []
      }
    case .train(let preset): return [.request(.train(preset: preset))]
    case .overlay(let path):
      guard let place = tabs.firstIndex(where: { $0 is WatchTab }), var watch = tabs[place] as? WatchTab
      else { return [] }
      let effects = watch.overlay(path)
      tabs[place] = watch
      return open(subject, in: WatchTab.name) + run(effects)
    case .quit: return [.quit]
    }
  }

  /// Jumps to a place of the tab at the front, and reports when it is not the requested one.
  private mutating func jump(to target: JumpTarget) -> [Effect] {
    // Where places are checkpoints, a number beyond their count is the step of one.
    if case .number(let number) = target, let count = tabs[shown].placeCount, number > count, count > 0,
      let effects = tabs[shown].obey(.checkpoint(number))
    {
      return run(effects)
    }
    guard let count = tabs[shown].placeCount, tabs[shown].jump(to: target) else {
      notice = .failure("nothing to jump to in this tab")
      return []
    }
    notice = (count > 0 ? target.remark(count: count) : nil).map { Notice($0, .accent) }
    return []
  }

  /// The tab that shows specifications: the one at the front, or else the first that does.
  private var nameOfSubjectTab: TabName {
    type(of: tabs[shown].subject == nil ? tabs.first { $0.subject != nil } ?? tabs[0] : tabs[shown]).name
  }
}
