extension StringProtocol {
  /// The text without the byte order mark that some editors begin a file with.
  var withoutByteOrderMark: SubSequence { first == "\u{FEFF}" ? dropFirst() : self[...] }
}
