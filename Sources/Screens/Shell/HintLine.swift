import TextCanvas

/// The line of keys at a screen's foot.
enum HintLine {
  static func draw(_ keys: [KeyText], into canvas: inout Canvas) {
    for hint in places(keys, columns: canvas.columns) {
      let x = canvas.write(hint.key, x: hint.columns.lowerBound, y: 0, .accent)
      canvas.write(hint.text, x: x + 1, y: 0, .quiet)
    }
  }

  /// The hints that fit, and their columns. The last two, help and quit, always fit, and where
  /// room is ample the one before them too; then others in order, skipping those too long for what is left.
  static func places(_ keys: [KeyText], columns available: Int) -> [(key: String, text: String, columns: Range<Int>)] {
    let hints = keys.compactMap { text in text.hint.map { (key: text.keys[0], text: $0) } }
    func columns(_ hint: (key: String, text: String)) -> Int { hint.key.count + 1 + hint.text.count + 2 }
    let kept = hints.suffix(available >= 100 ? 3 : 2)
    var room = available + 2 - kept.reduce(0) { $0 + columns($1) }
    let others = hints.dropLast(kept.count).filter { hint in
      guard columns(hint) <= room else { return false }
      room -= columns(hint)
      return true
    }
    var x = 0
    return (others + kept).map { hint in
      let start = x
      x += columns(hint)
      return (hint.key, hint.text, start..<x - 2)
    }
  }
}

extension Tab {
  public var hintedActions: [Action] { Self.bindings.map(\.action) }

  public func isOn(_ action: Action) -> Bool { false }

  public var hints: [KeyText] { hintsOutsideModes }

  /// The tab's own hints that apply here, and the shared ones.
  var hintsOutsideModes: [KeyText] {
    Self.bindings.hints(hintedActions, isOn: isOn) + Self.sharedKeyTexts.filter { $0.hint != nil }
  }
}

extension Array {
  /// The texts of some actions' keys, in the actions' order, each with its current hint; skips those without.
  func hints<Action>(_ actions: [Action], isOn: (Action) -> Bool = { _ in false }) -> [KeyText]
  where Element == KeyBinding<Action> {
    actions.compactMap { action in
      guard let text = first(where: { $0.action == action })?.text, let hint = text.hint else { return nil }
      let shown = isOn(action) ? text.offHint ?? hint : hint
      return KeyText(keys: text.keys, hint: shown, explanation: text.explanation)
    }
  }
}

extension [String] {
  /// The texts joined with dots; the last are dropped, and the first is cut, where columns are too few.
  func joined(fitting columns: Int) -> String {
    var texts = self
    while texts.count > 1, texts.joined(separator: " · ").columns > columns { texts.removeLast() }
    return texts.joined(separator: " · ").cut(to: columns)
  }

  /// The first that takes no more columns, else the last, cut. Not for an empty list.
  func first(fitting columns: Int) -> String { first { $0.columns <= columns } ?? self[count - 1].cut(to: columns) }
}

extension String {
  /// This reason without the path of a run that is on screen anyway.
  func shortened(in run: RunReference) -> String {
    guard !run.path.isEmpty else { return self }
    if hasPrefix(run.path + ": ") { return String(dropFirst(run.path.count + 2)) }
    return replacing(run.path + "/", with: "")
  }

  /// At most that many columns, with an ellipsis where the end is missing.
  func cut(to columns: Int) -> String { fits(columns) ? self : prefix(columns: columns - 1) + "…" }

  /// Whether it takes at most that many columns; scans no further.
  func fits(_ columns: Int) -> Bool { prefix(columns: columns).endIndex == endIndex }
}

/// Drawn where a tab does not fit.
enum TooSmallView {
  static func draw(needs need: Size, into canvas: inout Canvas) {
    let (present, needed) = ("\(canvas.columns)x\(canvas.rows)", "\(need.columns)x\(need.rows)")
    let wide = ["too small: \(present)", "needs \(needed)", "q quits"]
    // The needed size is shown whole if it fits at all.
    let narrow = canvas.rows >= 5 ? ["too small", present, "needs", needed, "q quits"] : [needed, "needed", "q quits"]
    let isWide = wide[0].count <= canvas.columns || needed.count > canvas.columns
    let lines = isWide ? wide : narrow
    for (row, line) in lines.enumerated() { canvas.write(line, x: 0, y: row) }
  }
}
