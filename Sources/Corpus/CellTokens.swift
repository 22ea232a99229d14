import Karel

/// The tokens with which ``Encoding/cells`` writes worlds: two marks, and the glyphs of cells.
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

  /// Tokens numbered from `first` on, in the order of their texts.
  init(first: Int) {
    outputMark = first
    inputMark = first + 1
    glyphBase = first + 2
  }

  /// The glyph that a token stands for, if any.
  func glyph(_ token: Int) -> Character? {
    CellTokens.glyphs.indices.contains(token - glyphBase) ? CellTokens.glyphs[token - glyphBase] : nil
  }

  /// Writes a world.
  func append(_ world: World, mark: Int, to tokens: inout [Int]) {
    tokens.append(mark)
    for cell in Position.inner {
      tokens.append(glyphBase + CellTokens.glyphs.firstIndex(of: world.glyph(at: cell))!)
    }
  }

  /// What a token before the program says.
  ///
  /// - Parameter section: What the next cell says; moves on with each mark.
  func kind(of token: Int, section: inout TokenKind) -> TokenKind {
    if token == inputMark {
      section = .input
    } else if token == outputMark {
      section = .outputMarkers
    } else if section == .outputMarkers, let glyph = glyph(token) {
      // One token says both where the robot stands and which way it faces.
      return Direction.allCases.contains { $0.glyph == glyph } ? .outputPosition : .outputMarkers
    }
    return section
  }
}
