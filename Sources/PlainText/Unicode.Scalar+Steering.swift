extension Unicode.Scalar {
  /// Whether this scalar, written as it is, does something instead of being seen: moves a terminal's cursor, ends a line of
  /// a log, turns the direction of the text after it, or hides.
  ///
  /// These are the controls (C0, DEL, C1), the line and paragraph separators, the bidirectional controls, other format
  /// characters that take no place, and the noncharacters, which XML forbids. The joiners and tags that scripts and emoji
  /// are written with are not among them.
  public var steers: Bool {
    if (0x20...0x7E).contains(value) { return false }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    case .format: return properties.isBidiControl || isAnnotation || isHidden
    default: return properties.isNoncharacterCodePoint
    }
  }

  /// Interlinear annotations begin and end unseen.
  private var isAnnotation: Bool { (0xFFF9...0xFFFB).contains(value) }

  private var isHidden: Bool {
    let isJoiner = value == 0x200C || value == 0x200D
    let isTag = (0xE0020...0xE007F).contains(value)
    return properties.isDefaultIgnorableCodePoint && !isJoiner && !isTag
  }
}
