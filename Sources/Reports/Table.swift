import PlainText

/// A table with a title; the first cell of each row is its name.
public struct Table: Hashable, Sendable {
  public var title: String
  /// Paragraphs below the table.
  public var notes: [String]
  /// The column headers, including that of the row names.
  public var columns: [String]
  public var rows: [[String]]

  public init(_ title: String, columns: [String], rows: [[String]], notes: [String] = []) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }

  /// The table for a terminal: row names left-aligned, all other columns right-aligned.
  public var lines: [String] {
    let all = ([columns] + rows).map { $0.map(\.visible) }
    let widths = columns.indices.map { column in all.reduce(0) { max($0, $1[column].count) } }
    let lines = all.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + blanks : blanks + cell.0
      }
      return cells.joined(separator: "  ")
    }
    let paragraphs = notes.flatMap { Table.lines($0) }
    return [title] + (rows.isEmpty ? [] : lines) + paragraphs
  }

  /// The table as HTML.
  var html: String {
    func row(_ cells: [String], _ tag: String) -> String {
      let words = cells.enumerated().map { column, cell in
        let tag = column == 0 ? "th" : tag
        return "<\(tag)>\(cell.xmlEscaped)</\(tag)>"
      }
      return "<tr>\(words.joined())</tr>\n"
    }
    let body = rows.map { row($0, "td") }.joined()
    let table =
      rows.isEmpty
      ? "" : "<table>\n<thead>\n\(row(columns, "th"))</thead>\n<tbody>\n\(body)</tbody>\n</table>\n"
    return "<h3>\(title.xmlEscaped)</h3>\n" + table + notes.map { "<p>\($0.xmlEscaped)</p>\n" }.joined()
  }

  /// Wraps a paragraph at 80 columns.
  public static func lines(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= 80 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
