/// What each written op does: a mapping of the five ops into themselves. Under ``original`` each op does what it says.
public struct Semantics: Hashable, Sendable {
  /// The raw values of what the five ops do, 4 bits each, the first lowest.
  private let meanings: UInt32

  /// What each of the five ops does.
  public init(pickMarker: Op, putMarker: Op, turnRight: Op, turnLeft: Op, move: Op) {
    self.init([pickMarker, putMarker, turnRight, turnLeft, move])
  }

  private init(_ meanings: [Op]) {
    self.meanings = meanings.reversed().reduce(0) { $0 << 4 | UInt32($1.rawValue) }
  }

  /// What a written op does.
  public subscript(op: Op) -> Op { Op(rawValue: rawValue(of: op))! }

  /// What a written op does, by the raw value of ``Op``.
  func rawValue(of op: Op) -> Int { Int(meanings >> (4 &* UInt32(truncatingIfNeeded: op.rawValue)) & 0xF) }

  /// Every op does what it says.
  public static let original = Semantics(
    pickMarker: .pickMarker, putMarker: .putMarker, turnRight: .turnRight, turnLeft: .turnLeft, move: .move)

  /// The two turns are exchanged (Jin & Rinard 2024, semantic interventions).
  public static let flip = Semantics(
    pickMarker: .pickMarker, putMarker: .putMarker, turnRight: .turnLeft, turnLeft: .turnRight, move: .move)

  /// Every op does something else (Jin & Rinard 2024, semantic interventions).
  public static let adversarial = Semantics(
    pickMarker: .turnRight, putMarker: .turnLeft, turnRight: .move, turnLeft: .turnRight, move: .turnLeft)

  /// The further re-interpretations in the code that Jin & Rinard (2024) released; none has a name.
  public static let released = [
    Semantics(pickMarker: .putMarker, putMarker: .pickMarker, turnRight: .move, turnLeft: .turnRight, move: .turnLeft),
    Semantics(pickMarker: .putMarker, putMarker: .pickMarker, turnRight: .turnRight, turnLeft: .move, move: .turnLeft),
    Semantics(pickMarker: .putMarker, putMarker: .pickMarker, turnRight: .turnLeft, turnLeft: .move, move: .turnRight),
  ]

  /// The semantics that have a name.
  public static let named: [(name: String, semantics: Semantics)] = [
    ("original", .original), ("flip", .flip), ("adversarial", .adversarial),
  ]

  /// Reads a name (`original`, `flip`, `adversarial`) or the meanings of pick, put, right, left and move, separated by
  /// commas or blanks: `put,pick,move,right,left`.
  ///
  /// - Throws: ``SemanticsError``.
  public init(parsing text: String) throws(SemanticsError) {
    if let match = Semantics.named.first(where: { $0.name == text }) {
      self = match.semantics
      return
    }
    let words =
      text.contains(",")
      ? text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
      : text.split(separator: " ").map(String.init)
    guard words.count == Op.allCases.count else { throw SemanticsError(found: text) }
    var meanings: [Op] = []
    for word in words {
      guard let op = Op(name: word) else { throw SemanticsError(found: text, word: String(word)) }
      meanings.append(op)
    }
    self.init(meanings)
  }

  /// The name, or the five meanings separated by commas; ``init(parsing:)`` reads it back.
  public var name: String {
    Semantics.named.first { $0.semantics == self }?.name
      ?? Op.allCases.map { self[$0].shortName }.joined(separator: ",")
  }
}

/// A text that names no semantics.
public struct SemanticsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The whole text.
  public let found: String
  /// The word in it that is no op, where the count of words is right.
  public var word: String?

  /// One line for a person: what was found, what was expected.
  public var description: String {
    let detail = word.map { "'\($0)' in '\(found)' is not an op" } ?? "found '\(found)'"
    return "semantics: \(detail); expected original, flip, adversarial, or what pick, put, right, left and move do, "
      + "for example put,pick,move,right,left"
  }
}
