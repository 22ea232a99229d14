extension String {
  /// Wraps the text between words into lines of at most this many columns; a word that is longer than a line stays
  /// whole.
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

  /// Wraps the text into lines of at most this many columns, also within words longer than a line. If there are more
  /// than `rows` lines, the last ends with an ellipsis.
  public func wrapped(columns: Int, rows: Int) -> [String] {
    guard columns > 0, rows > 0 else { return [] }
    let lines = wrapped(columns: columns).flatMap { $0.broken(columns) }
    guard lines.count > rows else { return lines }
    let last = lines[rows - 1]
    return lines.prefix(rows - 1)
      + [last.columns + 2 <= columns ? last + " …" : last.prefix(columns: columns - 1) + "…"]
  }

  /// The same for text with a remedy at its end: if there are more lines, the last shows the end of the text. Only as
  /// much of the text is processed as there is room for.
  public func wrappedToEnd(columns: Int, rows: Int) -> [String] {
    guard columns > 0, rows > 0 else { return [] }
    // Twice the room, as blanks at line breaks take none.
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

  /// Parts of at most this many columns; at least one.
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
