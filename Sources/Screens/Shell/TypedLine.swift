/// The command line at the foot of the screen.
public struct TypedLine: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// After `:`, done with Enter.
    case command
    /// After `/`, done while one types.
    case filter
  }

  public let kind: Kind
  public private(set) var text: String
  /// The characters before the cursor.
  public private(set) var cursor: Int
  /// How many commands back the text was recalled from; 0 for a draft.
  private var recalled = 0
  /// The draft before a line was recalled.
  private var draft = ""

  init(_ kind: Kind, text: String = "") {
    self.kind = kind
    self.text = text
    cursor = text.count
  }

  /// The prompt before the text.
  var prompt: String { kind == .command ? ":" : "/" }

  /// The text with a sign for each line break of a pasted program; the same number of characters.
  var shownText: String { text.replacing("\n", with: "↳") }

  /// Replaces the whole text.
  mutating func replace(with text: String) {
    self.text = text
    cursor = text.count
  }

  mutating func insert(_ new: String) {
    // What is inserted may join its neighbours to one character.
    let before = text.prefix(cursor) + new
    text = String(before + text.dropFirst(cursor))
    cursor = min(before.count, text.count)
  }

  /// Handles a key that moves the cursor or deletes, as in shells.
  mutating func edit(_ key: Key) {
    switch key {
    case .backspace: remove(from: cursor - 1)
    case .delete where cursor < text.count:
      cursor += 1
      remove(from: cursor - 1)
    case .control("u"): remove(from: 0)
    case .control("w"):
      let before = text.prefix(cursor)
      let word = before.lastIndex { $0 != " " }.map { before[...$0] } ?? before
      remove(from: word.lastIndex(of: " ").map { text.distance(from: text.startIndex, to: $0) + 1 } ?? 0)
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(text.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = text.count
    default: break
    }
  }

  /// Recalls an earlier command, or a later one, the last being the text that was typed.
  ///
  /// - Parameter commands: Those that were done, the latest last.
  mutating func recall(isEarlier: Bool, of commands: [String]) {
    let place = recalled + (isEarlier ? 1 : -1)
    guard (0...commands.count).contains(place) else { return }
    if recalled == 0 { draft = text }
    recalled = place
    replace(with: place == 0 ? draft : commands[commands.count - place])
  }

  private mutating func remove(from start: Int) {
    guard start >= 0, start < cursor else { return }
    text.removeSubrange(place(start)..<place(cursor))
    cursor = start
  }

  private func place(_ offset: Int) -> String.Index { text.index(text.startIndex, offsetBy: offset) }
}
