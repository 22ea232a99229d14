extension StringProtocol {
  /// The text without a leading byte order mark, which some editors write.
  var withoutByteOrderMark: SubSequence { first == "\u{FEFF}" ? dropFirst() : self[...] }
}
