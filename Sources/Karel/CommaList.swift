/// Comma-separated lists whose numbers may contain thousands separators, as screens show them.
public enum CommaList {
  /// Parses a list into the values of its items, in order.
  ///
  /// A comma before three digits may separate items or thousands; the split that gives every item a value is chosen. A
  /// comma next to a space always separates items.
  ///
  /// - Parameter meaning: The value of an item, given without thousands separators; nil if it is invalid.
  /// - Throws: ``CommaListError`` if no split, or more than one, gives every item a value.
  public static func parse<Meaning>(
    _ text: String, _ meaning: (String) -> Meaning?
  ) throws(CommaListError) -> [Meaning] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    /// For each word, the possible last words of an item that starts there, with the item's value.
    let choices = words.indices.map { start in
      ends(of: start, in: words).compactMap { end in
        meaning(joined(words[start...end])).map { (end: end, meaning: $0) }
      }
    }
    let isComplete = completions(choices.map { $0.map(\.end) })
    var meanings: [Meaning] = []
    var start = 0
    while start < words.count {
      let complete = choices[start].filter { isComplete[$0.end + 1] }
      guard complete.count < 2 else {
        throw CommaListError(found: words[start...complete[1].end].joined(separator: ","), isAmbiguous: true)
      }
      guard let choice = complete.first else {
        let stop = furthestReached(choices.map { $0.map(\.end) })
        let end = ends(of: stop, in: words).last ?? stop
        throw CommaListError(found: words[stop...end].joined(separator: ","), isAmbiguous: false)
      }
      meanings.append(choice.meaning)
      start = choice.end + 1
    }
    return meanings
  }

  /// The maximum number of three-digit groups after the first; no 64-bit number has more.
  private static let maximumGroups = 7

  /// The possible last words of an item that starts at `start`: the word itself, or the groups of a number.
  private static func ends(of start: Int, in words: [Substring]) -> [Int] {
    guard words[start].drop(while: { $0 == "-" || $0 == "+" }).isShortNumber else { return [start] }
    let groups = words[(start + 1)...].prefix(maximumGroups).prefix { $0.isThousandsGroup }
    return Array(start...start + groups.count)
  }

  /// A word trimmed of spaces, or the digits of a number.
  private static func joined(_ words: ArraySlice<Substring>) -> String {
    var text = words.joined().drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// For each index, the end included, whether the rest of the list can be parsed.
  private static func completions(_ ends: [[Int]]) -> [Bool] {
    var isComplete = Array(repeating: false, count: ends.count) + [true]
    for start in ends.indices.reversed() { isComplete[start] = ends[start].contains { isComplete[$0 + 1] } }
    return isComplete
  }

  /// The furthest word up to which the list can be parsed.
  private static func furthestReached(_ ends: [[Int]]) -> Int {
    var isReached = [true] + Array(repeating: false, count: ends.count)
    for start in ends.indices where isReached[start] {
      for end in ends[start] { isReached[end + 1] = true }
    }
    return isReached.dropLast().lastIndex(of: true) ?? 0
  }
}

/// Why a text is not a valid list.
public struct CommaListError: Error, Hashable, Sendable {
  /// The invalid word, or the ambiguous words.
  public let found: String
  /// Whether it could be either one number or several items.
  public let isAmbiguous: Bool

  /// What was found and how to fix it, if the text is ambiguous; nil if it is merely invalid.
  public var ambiguity: String? {
    guard isAmbiguous else { return nil }
    let list = found.split(separator: ",").joined(separator: ", ")
    return "found '\(found)', which could be a list or one number; write the list as '\(list)', or the number "
      + "without the comma, \(found.filter { $0 != "," })"
  }
}
