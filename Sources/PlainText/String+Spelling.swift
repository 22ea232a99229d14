extension String {
  /// This text with each scalar in another spelling, where `spell` gives one.
  ///
  /// Scalars rather than characters: an accent after a `<` or a quote makes another character of it, but not for who reads
  /// the bytes.
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

  /// Whether no scalar needs a second look: printable ASCII, as most texts are. Without a branch, since it looks at every
  /// byte that the program writes.
  var isPrintableASCII: Bool {
    var text = self
    return text.withUTF8 { bytes in
      var other: UInt8 = 0
      for byte in bytes { other |= byte &- 0x20 < 0x5F ? 0 : 1 }
      return other == 0
    }
  }
}
