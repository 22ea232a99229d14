/// Lists separated by commas, in which a comma may also stand between the thousands of a number, as screens show it.
public enum CommaList {
  /// What a list's words mean, in their order.
  ///
  /// A comma that three digits follow may separate words or thousands; taken is what gives every word a meaning. A blank
  /// beside a comma says that it separates words.
  ///
  /// - Parameter meaning: Of a word, or of a number without its commas; nil if it has none.
  /// - Throws: ``CommaListError`` if nothing, or more than one thing, gives every word a meaning.
  public static func parse<Meaning>(
    _ text: String, _ meaning: (String) -> Meaning?
  ) throws(CommaListError) -> [Meaning] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    /// For each word, the ones that can end what begins with it, with what that means.
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
        let stop = lastReached(choices.map { $0.map(\.end) })
        let end = ends(of: stop, in: words).last ?? stop
        throw CommaListError(found: words[stop...end].joined(separator: ","), isAmbiguous: false)
      }
      meanings.append(choice.meaning)
      start = choice.end + 1
    }
    return meanings
  }

  /// The most groups of three digits after the first: more than any number has.
  private static let mostGroups = 7

  /// The words that can end what begins with this one: it alone, or a number with commas.
  private static func ends(of start: Int, in words: [Substring]) -> [Int] {
    guard words[start].drop(while: { $0 == "-" || $0 == "+" }).isShortNumber else { return [start] }
    let groups = words[(start + 1)...].prefix(mostGroups).prefix { $0.isThousandsGroup }
    return Array(start...start + groups.count)
  }

  /// A word without the blanks around it, or the digits of a number.
  private static func joined(_ words: ArraySlice<Substring>) -> String {
    var text = words.joined().drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// For each place, the end included, whether the rest has a meaning.
  private static func completions(_ ends: [[Int]]) -> [Bool] {
    var isComplete = Array(repeating: false, count: ends.count) + [true]
    for start in ends.indices.reversed() { isComplete[start] = ends[start].contains { isComplete[$0 + 1] } }
    return isComplete
  }

  /// The last word before which everything has a meaning.
  private static func lastReached(_ ends: [[Int]]) -> Int {
    var isReached = [true] + Array(repeating: false, count: ends.count)
    for start in ends.indices where isReached[start] {
      for end in ends[start] { isReached[end + 1] = true }
    }
    return isReached.dropLast().lastIndex(of: true) ?? 0
  }
}

/// Why a text is no list.
public struct CommaListError: Error, Hashable, Sendable {
  /// The word without a meaning, or the words with two.
  public let found: String
  /// Whether it may be a number with commas as well as a list.
  public let isAmbiguous: Bool

  /// What was found, and what to do, where that is both; nil where it is a word without a meaning.
  public var ambiguity: String? {
    guard isAmbiguous else { return nil }
    let list = found.split(separator: ",").joined(separator: ", ")
    return "found '\(found)', which can be a list and one number; write the list as '\(list)', or the number "
      + "without the comma, \(found.filter { $0 != "," })"
  }
}
