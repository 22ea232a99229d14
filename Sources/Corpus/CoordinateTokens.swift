import Karel

/// The world tokens of ``Encoding/coordinates``: three marks, the directions, the inner cells.
struct CoordinateTokens: Hashable, Sendable {
  /// Ends an input, begins its output.
  let outputMark: Int
  /// Begins an input with its walls.
  let wallMark: Int
  /// Begins the markers.
  let markerMark: Int
  private let directionBase: Int
  private let cellBase: Int

  static let texts =
    ["->", "#", "o"] + Direction.allCases.map(\.name) + Position.inner.map { "\($0.x),\($0.y)" }

  /// Assigns token ids from `first` on, in the order of `texts`.
  init(first: Int) {
    outputMark = first
    wallMark = first + 1
    markerMark = first + 2
    directionBase = first + 3
    cellBase = directionBase + Direction.allCases.count
  }

  /// The direction of a token, if it is one.
  func direction(_ token: Int) -> Direction? { Direction(rawValue: token - directionBase) }

  /// The cell of a token, if it is one.
  func cell(_ token: Int) -> Position? {
    Position.inner.indices.contains(token - cellBase) ? Position.inner[token - cellBase] : nil
  }

  private func token(_ cell: Position) -> Int {
    cellBase + (cell.y - 1) * (World.size - 2) + cell.x - 1
  }

  /// Appends the tokens of an example.
  func append(_ input: World, _ output: World, to tokens: inout [Int]) {
    tokens.append(wallMark)
    for cell in Position.inner where input.isWall(cell) { tokens.append(token(cell)) }
    appendMarkers(of: input, to: &tokens)
    tokens.append(token(input.position))
    tokens.append(directionBase + input.direction.rawValue)
    tokens.append(outputMark)
    tokens.append(directionBase + output.direction.rawValue)
    tokens.append(token(output.position))
    appendMarkers(of: output, to: &tokens)
  }

  private func appendMarkers(of world: World, to tokens: inout [Int]) {
    tokens.append(markerMark)
    for cell in Position.inner {
      for _ in 0..<world.visibleMarkerCount(at: cell) { tokens.append(token(cell)) }
    }
  }

  /// The kind of a token that precedes the program.
  ///
  /// - Parameter section: The kind of the next cell or direction; updated at each mark.
  func kind(of token: Int, isFirst: Bool, section: inout TokenKind) -> TokenKind {
    switch token {
    case wallMark:
      section = .input
      return isFirst ? .input : .outputMarkers
    case outputMark:
      section = .outputDirection
      return .input
    case markerMark:
      if section != .input { section = .outputMarkers }
      return section
    default:
      if section == .outputDirection {
        section = .outputPosition
        return .outputDirection
      }
      return section
    }
  }
}
