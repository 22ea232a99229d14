extension Unicode.Scalar {
  /// The columns that every terminal uses for this scalar, 1 or 2; nil if terminals differ or draw nothing.
  var columns: Int? {
    if isASCII { return value >= 0x20 && value != 0x7F ? 1 : nil }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .nonspacingMark, .enclosingMark, .lineSeparator,
      .paragraphSeparator:
      return nil
    default:
      break
    }
    if value < Unicode.Scalar.firstWide { return 1 }
    if properties.isEmojiPresentation { return Unicode.Scalar.regionalIndicators.contains(value) ? nil : 2 }
    if Unicode.Scalar.signs.contains(value) { return 1 }
    if Unicode.Scalar.wide.contains(where: { $0.contains(value) }) { return 2 }
    if Unicode.Scalar.vowelsAndFinals.contains(where: { $0.contains(value) }) { return nil }
    return value < Unicode.Scalar.firstPictograph && !properties.isDefaultIgnorableCodePoint ? 1 : nil
  }

  /// Whether this is a combining mark that does not change the width of the letter before it.
  var isMark: Bool { properties.generalCategory == .nonspacingMark && !(0xFE00...0xFE0F).contains(value) }

  private static let firstWide: UInt32 = 0x1100
  /// Lines, blocks, patterns of dots and other signs, which are narrow unless drawn as emoji.
  private static let signs: ClosedRange<UInt32> = 0x2500...0x2BFF

  /// Wide and fullwidth scripts of Unicode's East Asian Width, whose unassigned places count as nothing.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115E, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3163, 0x3165...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFD,
  ]

  /// What Hangul syllables are written with after their first consonant: a column of its own or none, by terminals.
  private static let vowelsAndFinals: [ClosedRange<UInt32>] = [0x1160...0x11FF, 0xD7B0...0xD7FF]

  private static let regionalIndicators: ClosedRange<UInt32> = 0x1F1E6...0x1F1FF
  private static let firstPictograph: UInt32 = 0x1F000
}
