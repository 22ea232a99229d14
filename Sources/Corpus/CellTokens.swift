import Karel

/// The world tokens of ``Encoding/cells``: two marks, and the glyphs of cells.
struct CellTokens: Hashable, Sendable {
  /// Begins an output.
  let outputMark: Int
  /// Begins an input.
  let inputMark: Int
  private let glyphBase: Int

  static let texts = ["output", "input"] + glyphs.map { String($0) }

  private static let glyphs: [Character] = [
    "#", ".", "^", ">", "v", "<", "1", "2", "3", "4", "5", "6", "7", "8", "9",
  ]

  /// Assigns token ids from `first` on, in the order of `texts`.
  init(first: Int) {
    outputMark = first
    inputMark = first + 1
    glyphBase = first + 2
  }

  /// The glyph of a token, if it is a cell's.
  func glyph(_ token: Int) -> Character? {
    CellTokens.glyphs.indices.contains(token - glyphBase) ? CellTokens.glyphs[token - glyphBase] : nil
  }

  /// Appends the tokens of a world.
  func append(_ world: World, mark: Int, to tokens: inout [Int]) {
    tokens.append(mark)
    for cell in Position.inner {
      tokens.append(glyphBase + CellTokens.glyphs.firstIndex(of: world.glyph(at: cell))!)
    }
  }

  /// The kind of a token that precedes the program.
  ///
  /// - Parameter section: The kind of the next cell; updated at each mark.
  func kind(of token: Int, section: inout TokenKind) -> TokenKind {
    if token == inputMark {
      section = .input
    } else if token == outputMark {
      section = .outputMarkers
    } else if section == .outputMarkers, let glyph = glyph(token) {
      // A single token gives both the robot's position and its direction.
      return Direction.allCases.contains { $0.glyph == glyph } ? .outputPosition : .outputMarkers
    }
    return section
  }
}
