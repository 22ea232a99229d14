import Karel
import TextCanvas

/// Keys pressed one after the other, with time between them: a session that can be repeated exactly.
public struct Script: Sendable {
  public enum Event: Hashable, Sendable {
    case key(Key)
    case wait(Duration)
    case resize(Size)
    case mouse(MouseEvent)
    case paste(String)
  }

  public let events: [Event]

  /// Whether the screen has another extent on the way.
  public var resizes: Bool {
    events.contains { event in
      if case .resize = event { true } else { false }
    }
  }

  /// Reads words separated by white space: a character or a key's name (`space`, `Enter`, `Esc`, `Tab`, `Left`, `Right`,
  /// `Up`, `Down`, `Home`, `End`, `PgUp`, `PgDn`, `Backspace`, `Del`, `Ctrl-L`), `wait=SECONDS`, `size=COLSxROWS`,
  /// `click=X,Y`, `wheelup=X,Y`, `wheeldown=X,Y`, `paste=TEXT`, or after `:` or `/` text that is
  /// typed and followed by Enter, up to the next white space. In text `_` is a blank; `\_`, `\\` and `\` before white space are
  /// the character itself.
  ///
  /// - Throws: ``ScriptError`` at the first word that is none of these.
  public init(parsing text: String) throws(ScriptError) {
    var events: [Event] = []
    for word in Script.words(text) {
      if Script.isTyped(word) {
        events += Script.unescaped(word).map { .key(.character($0)) } + [.key(.enter)]
      } else if word.hasPrefix("wait="), let seconds = Double(word.dropFirst(5)), (0...3600).contains(seconds) {
        events.append(.wait(.milliseconds(Int((1000 * seconds).rounded()))))
      } else if word.hasPrefix("size="), let size = Size(parsing: word.dropFirst(5)) {
        events.append(.resize(size))
      } else if word.hasPrefix(Script.pasting), word.count > Script.pasting.count {
        events.append(.paste(Script.unescaped(word.dropFirst(Script.pasting.count))))
      } else if let event = MouseEvent(parsing: word) {
        events.append(.mouse(event))
      } else if let key = Key(name: word) {
        events.append(.key(key))
      } else {
        throw ScriptError(found: String(word))
      }
    }
    self.events = events
  }

  /// What stands between white space, except after a `\` in a text.
  private static func words(_ text: String) -> [Substring] {
    var words: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(where: { !$0.isWhitespace }) {
      rest = rest[start...]
      var end = rest.startIndex
      while end < rest.endIndex, !rest[end].isWhitespace {
        let isEscape = rest[end] == "\\" && takesText(rest[..<end])
        rest.formIndex(after: &end)
        if isEscape, end < rest.endIndex, isEscaped(rest[end]) { rest.formIndex(after: &end) }
      }
      words.append(rest[..<end])
      rest = rest[end...]
    }
    return words
  }

  /// Begins a word that is pasted.
  private static let pasting = "paste="

  /// Whether what follows this beginning of a word is text.
  private static func takesText(_ beginning: Substring) -> Bool {
    beginning.first == ":" || beginning.first == "/" || beginning.hasPrefix(pasting)
  }

  /// Whether a word is a line that is typed.
  private static func isTyped(_ word: Substring) -> Bool {
    word.count > 1 && (word.first == ":" || word.first == "/")
  }

  private static func isEscaped(_ character: Character) -> Bool {
    character == "_" || character == "\\" || character.isWhitespace
  }

  /// The text that a word stands for.
  private static func unescaped(_ word: Substring) -> String {
    var text = ""
    var rest = word
    while let character = rest.popFirst() {
      if character == "\\", let next = rest.first, isEscaped(next) {
        text.append(next)
        rest.removeFirst()
      } else {
        text.append(character == "_" ? " " : character)
      }
    }
    return text
  }
}

/// An invalid word of a script.
public struct ScriptError: Error, Hashable, Sendable, CustomStringConvertible {
  public let found: String

  public init(found: String) {
    self.found = found
  }

  /// One line for the user: what was found, what was expected.
  public var description: String {
    "--script: found '\(found)', expected a character, a key's name (space, Enter, Esc, Tab, Left, Right, Up, Down, Home, "
      + "End, PgUp, PgDn, Backspace, Del, Ctrl-L), wait=SECONDS, size=COLSxROWS, click=X,Y, wheelup=X,Y, wheeldown=X,Y, "
      + "paste=TEXT, or :command, in which _ is a blank and \\_ an underscore"
  }
}

extension Size {
  /// Reads columns and rows, for example `80x24`; nil if the text is not of this form or the numbers are beyond
  /// ``most``.
  public init?(parsing text: some StringProtocol) {
    let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int(grouped: $0) }
    guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1], (0...Size.most).contains(columns),
      (0...Size.most).contains(rows)
    else { return nil }
    self.init(columns: columns, rows: rows)
  }
}

extension MouseEvent {
  /// Parses a mouse event and its cell, for example `click=10,4`.
  fileprivate init?(parsing word: some StringProtocol) {
    let actions: [(String, Action)] = [("click=", .press), ("wheelup=", .wheelUp), ("wheeldown=", .wheelDown)]
    guard let (prefix, action) = actions.first(where: { word.hasPrefix($0.0) }) else { return nil }
    let numbers = word.dropFirst(prefix.count).split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let x = numbers[0], let y = numbers[1], x >= 0, y >= 0 else { return nil }
    self.init(action, x: x, y: y)
  }
}

extension Key {
  /// The key with this name, as ``name`` gives it, or the arrows by words.
  init?(name: some StringProtocol) {
    let words: [(String, Key)] = [("left", .left), ("right", .right), ("up", .up), ("down", .down)]
    let named: [Key] = [
      .character(" "), .left, .right, .up, .down, .home, .end, .pageUp, .pageDown, .enter, .tab, .backspace, .delete,
      .escape,
    ]
    if let word = words.first(where: { $0.0 == name.lowercased() }) {
      self = word.1
    } else if let key = named.first(where: { $0.name.lowercased() == name.lowercased() }) {
      self = key
    } else if name.count == 1, let character = name.first {
      self = .character(character)
    } else if name.count == 6, name.lowercased().hasPrefix("ctrl-"), let letter = name.lowercased().last {
      self = .control(letter)
    } else {
      return nil
    }
  }
}

extension Screen {
  /// Starts the screen and plays a script on it, without a terminal. Every request is answered before the next event; time
  /// passes only while the script waits.
  ///
  /// - Parameters:
  ///   - isStopped: Asked before each event; the script ends where it says so.
  ///   - show: Called with what is shown after each event, and the time that has passed.
  /// - Returns: The extent at the end.
  public mutating func play(
    _ script: Script, size: Size, respond: (Request) -> Response, isStopped: () -> Bool = { false },
    show: (Self, Size, Duration) -> Void = { _, _, _ in }
  ) -> Size {
    var size = size
    var time = Duration.zero
    settle(size: size, respond: respond)
    show(self, size, time)
    for event in script.events where !isStopped() {
      switch event {
      case .key(let key):
        // What was shown last stays.
        var next = self
        if next.settle([.key(key)], respond: respond) { return size }
        self = next
      case .mouse(let event):
        settle([.mouse(event)], respond: respond)
      case .paste(let text):
        settle([.pasted(text)], respond: respond)
      case .resize(let extent):
        size = extent
        settle([.resized(size)], respond: respond)
      case .wait(var remaining):
        while remaining > .zero, !isStopped(), let change = timeToNextChange {
          let elapsed = min(remaining, change)
          remaining -= elapsed
          time += elapsed
          settle([.tick(elapsed: elapsed)], respond: respond)
          show(self, size, time)
        }
        time += max(.zero, remaining)
      }
      show(self, size, time)
    }
    return size
  }
}
