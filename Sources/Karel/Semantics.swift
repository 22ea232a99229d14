/// What each written op does: a map from the five ops to the five ops; the identity under ``original``.
public struct Semantics: Hashable, Sendable {
  /// The raw values of the ops' meanings, 4 bits each, the first op in the lowest bits.
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

  /// The raw value of what a written op does.
  func rawValue(of op: Op) -> Int { Int(meanings >> (4 &* UInt32(truncatingIfNeeded: op.rawValue)) & 0xF) }

  /// Each op has its own meaning.
  public static let original = Semantics(
    pickMarker: .pickMarker, putMarker: .putMarker, turnRight: .turnRight, turnLeft: .turnLeft, move: .move)

  /// The two turns are swapped (Jin & Rinard 2024, semantic interventions).
  public static let flip = Semantics(
    pickMarker: .pickMarker, putMarker: .putMarker, turnRight: .turnLeft, turnLeft: .turnRight, move: .move)

  /// Every op has a different meaning (Jin & Rinard 2024, semantic interventions).
  public static let adversarial = Semantics(
    pickMarker: .turnRight, putMarker: .turnLeft, turnRight: .move, turnLeft: .turnRight, move: .turnLeft)

  /// The other re-interpretations in the code released by Jin & Rinard (2024); they are unnamed there.
  public static let released = [
    Semantics(pickMarker: .putMarker, putMarker: .pickMarker, turnRight: .move, turnLeft: .turnRight, move: .turnLeft),
    Semantics(pickMarker: .putMarker, putMarker: .pickMarker, turnRight: .turnRight, turnLeft: .move, move: .turnLeft),
    Semantics(pickMarker: .putMarker, putMarker: .pickMarker, turnRight: .turnLeft, turnLeft: .move, move: .turnRight),
  ]

  /// The named semantics.
  public static let named: [(name: String, semantics: Semantics)] = [
    ("original", .original), ("flip", .flip), ("adversarial", .adversarial),
  ]

  /// Parses a name (`original`, `flip`, `adversarial`) or the meanings of pick, put, right, left and move, separated by
  /// commas or spaces: `put,pick,move,right,left`.
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

  /// The name, or the five meanings separated by commas; ``init(parsing:)`` accepts it.
  public var name: String {
    Semantics.named.first { $0.semantics == self }?.name
      ?? Op.allCases.map { self[$0].shortName }.joined(separator: ",")
  }
}

/// Why a text does not describe semantics.
public struct SemanticsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The whole text.
  public let found: String
  /// The word that is not an op, if the number of words is right.
  public var word: String?

  /// A one-line message: what was found, what was expected.
  public var description: String {
    let detail = word.map { "'\($0)' in '\(found)' is not an op" } ?? "found '\(found)'"
    return "semantics: \(detail); expected original, flip, adversarial, or what pick, put, right, left and move do, "
      + "for example put,pick,move,right,left"
  }
}
