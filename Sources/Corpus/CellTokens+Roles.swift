import Karel

extension CellTokens {
  /// The role of each token of a prompt without its program mark.
  func roles(of tokens: some Collection<Int>) -> [TokenRole] {
    var (example, isOutput, place) = (-1, false, 0)
    return tokens.map { token in
      guard let glyph = glyph(token) else {
        isOutput = token == outputMark
        if !isOutput { example += 1 }
        place = 0
        return TokenRole(isOutput ? .outputMark : .inputMark, example: example)
      }
      let cell = Position.inner.indices.contains(place) ? Position.inner[place] : nil
      place += 1
      let part: TokenRole.Part =
        switch glyph {
        case "#": isOutput ? .outputWalls : .walls
        case ".": isOutput ? .outputFree : .free
        case _ where glyph.isNumber: isOutput ? .outputMarkers : .markers
        default: isOutput ? .outputRobot : .robot
        }
      return TokenRole(part, example: example, cell: cell)
    }
  }
}
