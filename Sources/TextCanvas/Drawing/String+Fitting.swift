extension [String] {
  /// The texts joined with dots; the last are dropped, and the first is cut, where columns are too few.
  public func joined(fitting columns: Int) -> String {
    var texts = self
    while texts.count > 1, texts.joined(separator: " · ").columns > columns { texts.removeLast() }
    return texts.joined(separator: " · ").cut(to: columns)
  }

  /// The first that takes no more columns, else the last, cut. Not for an empty list.
  public func first(fitting columns: Int) -> String {
    first { $0.columns <= columns } ?? self[count - 1].cut(to: columns)
  }
}

extension String {
  /// At most that many columns, with an ellipsis where the end is missing.
  public func cut(to columns: Int) -> String { fits(columns) ? self : prefix(columns: columns - 1) + "…" }

  /// Whether it takes at most that many columns; scans no further.
  public func fits(_ columns: Int) -> Bool { prefix(columns: columns).endIndex == endIndex }
}
