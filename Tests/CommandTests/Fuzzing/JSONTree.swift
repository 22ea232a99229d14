/// A JSON text as it is written: members in their order, numbers and strings as their characters. So it can be made into texts
/// that no encoder writes: with a name twice, with a number beyond every type.
indirect enum JSONTree: Hashable {
  /// A number, a string with its quotes, a word, or anything else that is put in the place of a value.
  case literal(String)
  case list([JSONTree])
  case object([Member])

  struct Member: Hashable {
    /// With its quotes.
    var name: String
    var value: JSONTree
  }

  /// Nil if the text is no JSON.
  init?(_ text: some StringProtocol) {
    var parser = Parser(text: Array(text.utf8))
    guard let tree = parser.value(), parser.token() == nil else { return nil }
    self = tree
  }

  var text: String {
    switch self {
    case .literal(let text): text
    case .list(let items): "[" + items.map(\.text).joined(separator: ",") + "]"
    case .object(let members): "{" + members.map { "\($0.name):\($0.value.text)" }.joined(separator: ",") + "}"
    }
  }

  /// How many values there are in all, with those that hold others.
  var count: Int {
    switch self {
    case .literal: 1
    case .list(let items): items.reduce(1) { $0 + $1.count }
    case .object(let members): members.reduce(1) { $0 + $1.value.count }
    }
  }

  /// This tree with the value at `place`, counted from 0 with each before those it holds, replaced.
  func replacing(_ place: Int, with value: JSONTree) -> JSONTree {
    guard place > 0 else { return value }
    var rest = place - 1
    func change(_ child: inout JSONTree) -> Bool {
      guard rest < child.count else {
        rest -= child.count
        return false
      }
      child = child.replacing(rest, with: value)
      return true
    }
    switch self {
    case .literal: return self
    case .list(var items):
      for item in items.indices where change(&items[item]) { break }
      return .list(items)
    case .object(var members):
      for member in members.indices where change(&members[member].value) { break }
      return .object(members)
    }
  }

  private struct Parser {
    let text: [UInt8]
    var place = 0

    /// The next character that is no white space; nil at the end.
    mutating func token() -> UInt8? {
      while place < text.count, [0x20, 0x0A, 0x0D, 0x09].contains(text[place]) { place += 1 }
      return place < text.count ? text[place] : nil
    }

    /// Goes on behind a character, if it is the next.
    mutating func takes(_ character: Unicode.Scalar) -> Bool {
      guard token() == UInt8(ascii: character) else { return false }
      place += 1
      return true
    }

    mutating func value() -> JSONTree? {
      if takes("[") { return items("]") { $0.value() }.map(JSONTree.list) }
      if takes("{") { return items("}") { $0.member() }.map(JSONTree.object) }
      return literal().map(JSONTree.literal)
    }

    private mutating func items<Item>(_ end: Unicode.Scalar, _ item: (inout Parser) -> Item?) -> [Item]? {
      if takes(end) { return [] }
      var items: [Item] = []
      repeat {
        guard let item = item(&self) else { return nil }
        items.append(item)
      } while takes(",")
      return takes(end) ? items : nil
    }

    private mutating func member() -> Member? {
      guard token() == UInt8(ascii: "\""), let name = literal(), takes(":"), let value = value() else { return nil }
      return Member(name: name, value: value)
    }

    private mutating func literal() -> String? {
      guard let first = token() else { return nil }
      let start = place
      if first == UInt8(ascii: "\"") {
        place += 1
        while place < text.count, text[place] != UInt8(ascii: "\"") {
          place += text[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        place += 1
      } else {
        while place < text.count, !Parser.ends.contains(text[place]) { place += 1 }
      }
      return start < place && place <= text.count ? String(decoding: text[start..<place], as: UTF8.self) : nil
    }

    private static let ends = Set(",:]} \n\r\t\"[{".utf8)
  }
}
