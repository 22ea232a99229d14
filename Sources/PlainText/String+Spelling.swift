extension String {
  /// This text with each scalar replaced by what `spell` returns, unless that is nil.
  ///
  /// Works on scalars rather than characters: a combining accent after a `<` or a quote forms a different `Character`,
  /// but a parser still sees the `<` or the quote.
  func respelled(_ spell: (Unicode.Scalar) -> String?) -> String {
    var text = ""
    var kept = startIndex
    var index = startIndex
    while index < endIndex {
      let next = unicodeScalars.index(after: index)
      if let spelling = spell(unicodeScalars[index]) {
        text += self[kept..<index]
        text += spelling
        kept = next
      }
      index = next
    }
    return kept == startIndex ? self : text + self[kept...]
  }

  /// Whether this is printable ASCII, in which no scalar needs escaping. Branch-free, since it scans every byte that
  /// the program writes.
  var isPrintableASCII: Bool {
    var text = self
    return text.withUTF8 { bytes in
      var other: UInt8 = 0
      for byte in bytes { other |= byte &- 0x20 < 0x5F ? 0 : 1 }
      return other == 0
    }
  }
}
