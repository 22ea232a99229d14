extension String {
  /// The text in lines of at most so many columns, broken between words; a word that is longer than a line stays whole.
  public func wrapped(columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      if !line.isEmpty, line.columns + 1 + word.columns > columns {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? word : " " + word
    }
    return lines + [line]
  }

  /// Lines of at most so many columns, broken between words, and within those that are longer than a line. Where there would be
  /// more lines than `rows`, the last ends with a sign that the rest is missing.
  public func wrapped(columns: Int, rows: Int) -> [String] {
    guard columns > 0, rows > 0 else { return [] }
    let lines = wrapped(columns: columns).flatMap { $0.broken(columns) }
    guard lines.count > rows else { return lines }
    let last = lines[rows - 1]
    return lines.prefix(rows - 1)
      + [last.columns + 2 <= columns ? last + " …" : last.prefix(columns: columns - 1) + "…"]
  }

  /// The same for what says at its end what to do: where there would be more lines, the last is the end of the text. No more
  /// of a text is looked at than there is room for, however long it is.
  public func wrappedToEnd(columns: Int, rows: Int) -> [String] {
    guard columns > 0, rows > 0 else { return [] }
    // Twice what there is room for: blanks between lines take none.
    let beginning = prefix(columns: 2 * columns * rows)
    if beginning.endIndex == endIndex {
      let lines = wrapped(columns: columns, rows: Int.max)
      if lines.count <= rows { return lines }
    }
    guard rows > 2 else { return String(beginning).wrapped(columns: columns, rows: rows) }
    let end = suffix(columns: columns)
    let words = end.firstIndex(of: " ").map { end[end.index(after: $0)...] } ?? end
    return String(beginning).wrapped(columns: columns, rows: rows - 1) + [String(words)]
  }

  /// Parts of at most so many columns; at least one.
  private func broken(_ columns: Int) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while rest.columns > columns {
      // One character at least, also where that takes more columns than there are.
      let part = rest.prefix(max(1, rest.prefix(columns: columns).count))
      parts.append(String(part))
      rest = rest[part.endIndex...]
    }
    return parts + (rest.isEmpty && !parts.isEmpty ? [] : [String(rest)])
  }
}
