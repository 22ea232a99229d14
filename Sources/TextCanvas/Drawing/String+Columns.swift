extension StringProtocol {
  /// The columns that a canvas draws this text in.
  public var columns: Int { reduce(0) { $0 + ($1.columns ?? 1) } }

  /// The longest beginning that takes at most so many columns.
  public func prefix(columns: Int) -> SubSequence {
    var left = columns
    return prefix { character in
      left -= character.columns ?? 1
      return left >= 0
    }
  }

  /// The longest end that takes at most so many columns.
  public func suffix(columns: Int) -> SubSequence {
    var left = columns
    let count = reversed().prefix { character in
      left -= character.columns ?? 1
      return left >= 0
    }.count
    return suffix(count)
  }
}
