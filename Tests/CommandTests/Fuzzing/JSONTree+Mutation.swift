import Corpus

extension JSONTree {
  /// Values at the edges of types and of what texts may hold.
  static let boundaryValues: [String] =
    [
      "0", "-1", "1", "\(Int.min)", "\(Int.max)", "\(UInt64.max)", "99999999999999999999", "2147483647", "2147483648",
      "-2147483649", "4294967296", "9007199254740993", "1e308", "-1e308", "1e400", "1e-308", "5e-324", "-0.0", "0.5",
      "1.5", "1e30", "NaN", "Infinity", "-Infinity", "null", "true", "false", "\"\"", "\"NaN\"", "\" \"",
      "\"\\u0000\"", "\"\\u001b[2J\\u0007\"", "\"\\u202e\\u2066\\n\\r\\t\"", "\"\u{9B}31m\u{7F}\"", "\"\\ud800\"",
      "\"../../../../etc/passwd\"", "\"" + String(repeating: "x", count: 20_000) + "\"",
      "\"e" + String(repeating: "\u{301}", count: 500) + "\"", "[]", "{}", "[[]]", "[null]", "{\"\":null}",
      "[\(Int.max),\(Int.min)]", String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000),
    ]

  private static let names = ["\"\"", "\"step\"", "\"\\u001b]0;x\\u0007\"", "\"\\u202e\"", "\"__metadata__\"", "\"x\""]

  /// Changes one value, or the members of one object or list, at a place in which each level is as likely.
  mutating func mutate(_ random: inout SplitMix64) {
    let isHere = random.next(below: 5) == 0
    switch self {
    case .list(var items) where !items.isEmpty && !isHere:
      items[random.next(below: items.count)].mutate(&random)
      self = .list(items)
    case .object(var members) where !members.isEmpty && !isHere:
      members[random.next(below: members.count)].value.mutate(&random)
      self = .object(members)
    case .list(let items) where random.next(below: 3) > 0: self = .list(JSONTree.rearranged(items, &random))
    case .object(var members) where random.next(below: 3) > 0:
      if random.next(below: 3) == 0, !members.isEmpty {
        members[random.next(below: members.count)].name = random.element(of: JSONTree.names)
      } else {
        members = JSONTree.rearranged(members, &random)
      }
      self = .object(members)
    default: self = .literal(random.element(of: JSONTree.boundaryValues))
    }
  }

  /// Without an element, with one twice, in another order, or with very many.
  private static func rearranged<Item>(_ items: [Item], _ random: inout SplitMix64) -> [Item] {
    guard !items.isEmpty else { return items }
    var items = items
    let (place, other) = (random.next(below: items.count), random.next(below: items.count))
    switch random.next(below: 8) {
    case 0...2: items.remove(at: place)
    case 3...4: items.insert(items[place], at: other)
    case 5: items.swapAt(place, other)
    case 6: items.removeAll()
    default: items += Array(repeating: items[place], count: 1000)
    }
    return items
  }
}

extension SplitMix64 {
  /// One of some elements, which are at least one.
  mutating func element<Element>(of elements: [Element]) -> Element { elements[next(below: elements.count)] }
}
