extension String {
  /// Lines of at most so many columns, broken between words, and within those that are longer than a line. Where there would be
  /// more lines than `rows`, the last ends with a sign that the rest is missing.
  func wrapped(columns: Int, rows: Int) -> [String] {
    guard columns > 0, rows > 0 else { return [] }
    let lines = HelpView.wrapped(self, columns: columns).flatMap { $0.broken(columns) }
    guard lines.count > rows else { return lines }
    let last = lines[rows - 1]
    return lines.prefix(rows - 1) + [last.count + 2 <= columns ? last + " …" : last.prefix(columns - 1) + "…"]
  }

  /// Parts of at most so many columns; at least one.
  private func broken(_ columns: Int) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while rest.count > columns {
      parts.append(String(rest.prefix(columns)))
      rest = rest.dropFirst(columns)
    }
    return parts + (rest.isEmpty && !parts.isEmpty ? [] : [String(rest)])
  }
}
