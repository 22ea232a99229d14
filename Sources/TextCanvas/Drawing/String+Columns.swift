extension StringProtocol {
  /// The width of this text on a canvas, in columns.
  public var columns: Int { reduce(0) { $0 + ($1.columns ?? 1) } }

  /// The longest prefix of at most this many columns.
  public func prefix(columns: Int) -> SubSequence {
    var left = columns
    return prefix { character in
      left -= character.columns ?? 1
      return left >= 0
    }
  }

  /// The longest suffix of at most this many columns.
  public func suffix(columns: Int) -> SubSequence {
    var left = columns
    let count = reversed().prefix { character in
      left -= character.columns ?? 1
      return left >= 0
    }.count
    return suffix(count)
  }
}
