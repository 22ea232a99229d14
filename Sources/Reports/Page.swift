import PlainText

/// The whole report as a self-contained file.
public struct Page: Sendable {
  public var title: String
  /// Paragraphs below the title.
  public var introduction: [String]
  public var figures: [Figure]
  public var tables: [Table]

  public init(_ title: String, introduction: [String], figures: [Figure], tables: [Table]) {
    self.title = title
    self.introduction = introduction
    self.figures = figures
    self.tables = tables
  }

  /// The figures, stacked vertically.
  public var svg: String { Figure.svg(figures) }

  /// Figures and tables as an HTML page that is also well-formed XML.
  public var html: String {
    let pictures = figures.map { figure in
      "<figure>\n\(figure.svg)<figcaption>\(figure.caption.xmlEscaped)</figcaption>\n</figure>\n"
    }
    return """
      <!DOCTYPE html>
      <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width"/>
      <title>\(title.xmlEscaped)</title>
      <style>
      :root { color-scheme: light dark }
      body { font: 15px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      figure { margin: 2rem 0 }
      svg { max-width: 100%; height: auto }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums }
      th, td { padding: 0.15rem 0.7rem; text-align: right }
      th:first-child { text-align: left; font-weight: normal }
      thead th { border-bottom: 1px solid }
      </style>
      </head>
      <body>
      <h1>\(title.xmlEscaped)</h1>
      \(introduction.map { "<p>\($0.xmlEscaped)</p>\n" }.joined())\(pictures.joined())\(tables.map(\.html).joined())</body>
      </html>

      """
  }
}
