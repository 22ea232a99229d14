extension Unicode.Scalar {
  /// Whether this scalar, written raw, would act instead of being displayed: move a terminal's cursor, end a log line,
  /// change the direction of the text after it, or be invisible.
  ///
  /// These are the controls (C0, DEL, C1), the line and paragraph separators, the bidirectional controls, other format
  /// characters of zero width, and the noncharacters, which XML forbids. The joiners and tags used by scripts and emoji
  /// are not among them.
  public var needsEscaping: Bool {
    if (0x20...0x7E).contains(value) { return false }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    case .format: return properties.isBidiControl || isAnnotation || isHidden
    default: return properties.isNoncharacterCodePoint
    }
  }

  /// The invisible delimiters of interlinear annotations.
  private var isAnnotation: Bool { (0xFFF9...0xFFFB).contains(value) }

  private var isHidden: Bool {
    let isJoiner = value == 0x200C || value == 0x200D
    let isTag = (0xE0020...0xE007F).contains(value)
    return properties.isDefaultIgnorableCodePoint && !isJoiner && !isTag
  }
}
