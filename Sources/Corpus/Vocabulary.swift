import Karel

/// Token ids and their texts under an encoding.
///
/// Program tokens are the same in both encodings: ``programMark``, the five ops, ``end``. World tokens follow them.
public struct Vocabulary: Hashable, Sendable {
  public let encoding: Encoding
  /// The text of each token, indexed by its id.
  public let tokens: [String]
  private let numbers: [String: Int]

  /// Begins the program.
  public let programMark: Int
  /// Ends the program and the sample.
  public let end: Int
  private let opBase: Int
  let worldTokens: WorldTokens

  /// The tokens of worlds.
  enum WorldTokens: Hashable, Sendable {
    case coordinates(CoordinateTokens)
    case cells(CellTokens)
  }

  /// The vocabulary of an encoding.
  public init(_ encoding: Encoding) {
    self.encoding = encoding
    var tokens = ["program", "end"]
    programMark = 0
    end = 1
    opBase = tokens.count
    tokens += Op.allCases.map(\.name)
    switch encoding {
    case .coordinates:
      worldTokens = .coordinates(CoordinateTokens(first: tokens.count))
      tokens += CoordinateTokens.texts
    case .cells:
      worldTokens = .cells(CellTokens(first: tokens.count))
      tokens += CellTokens.texts
    }
    self.tokens = tokens
    numbers = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
  }

  /// The number of tokens.
  public var count: Int { tokens.count }

  /// The token of an op.
  public func token(_ op: Op) -> Int { opBase + op.rawValue }

  /// The op of a token, if it is one.
  public func op(_ token: Int) -> Op? { Op(rawValue: token - opBase) }

  /// The tokens of the five ops, in the order of `Op.allCases`.
  public var opTokens: Range<Int> { opBase..<opBase + Op.allCases.count }

  /// The id of the token with this text.
  public func number(of text: String) -> Int? { numbers[text] }
}
