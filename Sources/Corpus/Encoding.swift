import Karel

/// How a specification and its program are written as tokens.
public enum Encoding: String, CaseIterable, Hashable, Sendable {
  /// Worlds as lists of cells, about 101 tokens a training sample. An input is `#`, the walls' cells, `o`, the markers'
  /// cells (a cell once for each marker), the robot's cell, its direction; an output is `->`, the direction, the cell,
  /// `o`, the markers' cells.
  case coordinates
  /// The paper's text: one token for each of the 36 inner cells in row order, after a token that names the state; about
  /// 380 tokens a training sample.
  case cells
}

/// What a token says, for loss weights and for perplexity by kind.
public enum TokenKind: Int, CaseIterable, Hashable, Sendable {
  case input, outputDirection, outputPosition, outputMarkers, program
}

/// Token numbers and their texts under an encoding.
///
/// The program's tokens are the same in both: ``programMark``, the five ops, ``end``.
public struct Vocabulary: Hashable, Sendable {
  public let encoding: Encoding
  /// The text of each token, by its number.
  public let tokens: [String]
  private let numbers: [String: Int]

  /// Begins the program.
  public let programMark: Int
  /// Ends the program and the sample.
  public let end: Int

  let cellBase: Int
  let directionBase: Int
  let opBase: Int
  let wallMark: Int
  let markerMark: Int
  let outputMark: Int
  let inputMark: Int
  let glyphBase: Int

  /// The vocabulary of an encoding.
  public init(_ encoding: Encoding) {
    self.encoding = encoding
    var tokens = ["program", "end"]
    programMark = 0
    end = 1
    opBase = tokens.count
    tokens += Op.allCases.map(\.name)
    outputMark = tokens.count
    switch encoding {
    case .coordinates:
      tokens += ["->", "#", "o"]
      wallMark = outputMark + 1
      markerMark = outputMark + 2
      directionBase = tokens.count
      tokens += Direction.allCases.map(\.name)
      cellBase = tokens.count
      tokens += Position.inner.map { "\($0.x),\($0.y)" }
      inputMark = -1
      glyphBase = -1
    case .cells:
      tokens += ["output", "input"]
      inputMark = outputMark + 1
      glyphBase = tokens.count
      tokens += Vocabulary.glyphs.map { String($0) }
      wallMark = -1
      markerMark = -1
      directionBase = -1
      cellBase = -1
    }
    self.tokens = tokens
    numbers = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
  }

  static let glyphs: [Character] = ["#", ".", "^", ">", "v", "<", "1", "2", "3", "4", "5", "6", "7", "8", "9"]

  /// The number of tokens.
  public var count: Int { tokens.count }

  /// The token of an op.
  public func token(_ op: Op) -> Int { opBase + op.rawValue }

  /// The op that a token stands for, if any.
  public func op(_ token: Int) -> Op? { Op(rawValue: token - opBase) }

  /// The tokens of the five ops, in the order of `Op.allCases`.
  public var opTokens: Range<Int> { opBase..<opBase + Op.allCases.count }

  /// The number of the token with this text.
  public func number(of text: String) -> Int? { numbers[text] }
}
