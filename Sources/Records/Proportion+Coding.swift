import PlainText

extension KeyedDecodingContainer {
  /// Decodes a proportion that is stored as its share.
  ///
  /// - Throws: `DecodingError` if the value is no share of `total`.
  func decodeShare(of total: Int, forKey key: Key) throws -> Proportion {
    let share = try decode(Double.self, forKey: key)
    guard (0...1).contains(share) else {
      throw DecodingError.refused(share, expected: "0 to 1", forKey: key, in: self)
    }
    let proportion = Proportion(Int(exactly: (share * Double(max(0, total))).rounded()) ?? -1, of: total)
    // Shares that were written with few decimals are taken for the nearest.
    guard abs(proportion.share - share) < 1e-6 || total < 0 else {
      throw DecodingError.refused(
        share, expected: "a whole number divided by \(total), the specifications", forKey: key, in: self)
    }
    return proportion
  }
}

extension KeyedEncodingContainer {
  /// Encodes a proportion as its share.
  mutating func encode(shareOf proportion: Proportion, forKey key: Key) throws {
    try encode(proportion.share, forKey: key)
  }
}
