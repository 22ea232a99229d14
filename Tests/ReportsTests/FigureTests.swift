import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct FigureTests {
  /// Parses XML: the attributes of the elements, by element name, and the text; nil if it is not well-formed.
  private final class Elements: NSObject, XMLParserDelegate {
    private(set) var attributes: [String: [[String: String]]] = [:]
    private(set) var text = ""

    static func of(_ document: String) -> Elements? {
      let elements = Elements()
      let parser = XMLParser(data: Data(document.utf8))
      parser.delegate = elements
      return parser.parse() ? elements : nil
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      self.attributes[name, default: []].append(attributes)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }

  private let findings = Findings(MadeUp.training, Selection())!

  @Test func figuresAreWellFormed() throws {
    let page = Page("a <run> & \"more\"", introduction: ["x < y"], figures: findings.figures, tables: findings.tables)
    let svg = try #require(Elements.of(page.svg))
    #expect(svg.attributes["svg"]?.count == 1 && svg.attributes["polyline"]?.isEmpty == false)
    let html = try #require(Elements.of(page.html))
    #expect(html.attributes["svg"]?.count == findings.figures.count)
    #expect(html.attributes["table"]?.count == findings.tables.count { !$0.rows.isEmpty })
    #expect(html.text.contains("a <run> & \"more\"") && html.text.contains("x < y"))
    // The page is self-contained.
    for outside in ["src=", "href=", "url(", "@import", "<script"] { #expect(!page.html.contains(outside)) }
    for title in ["Semantic content beside generative accuracy", "Original and other semantics", "Calibration"] {
      #expect(page.svg.contains(title))
    }
  }

  @Test func pagesAreWellFormedWhateverNamesHold() throws {
    // A combining accent joins the character before it; XML forbids controls and U+FFFF.
    let name = "a<\u{301}b>&\u{301}\"\u{1B}[2J\u{0}\u{B}\u{85}\u{202E}\u{FFFF}\n"
    let shown = "a<\u{301}b>&\u{301}\"" + #"\u{1B}[2J\u{0}\u{B}\u{85}\u{202E}\u{FFFF}\n"#
    let series = Figure.Series(name, style: 0, [.init(x: 0, y: 0)])
    let axis = Figure.Axis(name, 0...1, ticks: [(0, name)])
    let figure = Figure(name, caption: name, [Figure.Panel(name, x: axis, y: axis, [series])])
    let table = Table(name, columns: [name, name], rows: [[name, name]], notes: [name])
    let page = Page(name, introduction: [name], figures: [figure], tables: [table])
    for (document, places) in [(page.svg, 7), (page.html, 7 + 4 + 6)] {
      let text = try #require(Elements.of(document)).text
      #expect(text.components(separatedBy: shown).count - 1 == places, "\(text)")
    }
    // Columns are aligned, whatever names contain.
    let lines = Table("t", columns: ["", "n"], rows: [[name, "1"], ["b", "2"]]).lines
    #expect(lines.dropFirst().allSatisfy { $0.count == lines[1].count && !$0.contains("\n") }, "\(lines)")
  }

  @Test func pointsLieAtTheirValues() throws {
    let series = Figure.Series("line", style: 0, [.init(x: 0, y: 0), .init(x: 5, y: 0.5), .init(x: 10, y: 1)])
    let figure = Figure(
      "f", caption: "", [Figure.Panel("p", x: Figure.Axis("x", 0...10), y: .share("y"), [series])])
    let elements = try #require(Elements.of(figure.svg))
    let line = try #require(elements.attributes["polyline"]?.first?["points"])
    let corners = line.split(separator: " ").map { $0.split(separator: ",").compactMap { Double($0) } }
    // The panel spans 52 to 946 across and 286 to 24 downwards.
    #expect(corners == [[52, 286], [499, 155], [946, 24]])
    // A mark in the legend and one a point.
    #expect(elements.attributes["circle"]?.count == 4)
  }

  @Test func nonFiniteValuesAreLeftOut() throws {
    let series = Figure.Series(
      "line", style: 1, [.init(x: .nan, y: 0), .init(x: 5, y: .infinity), .init(x: 10, y: 1, low: .nan, high: 1)])
    let figure = Figure(
      "f", caption: "", [Figure.Panel("p", x: Figure.Axis("x", 3...3), y: .share("y"), [series])])
    let svg = figure.svg
    #expect(Elements.of(svg) != nil && !svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func intervalsAreDrawn() throws {
    let series = Figure.Series("line", style: 0, [.init(x: 1, y: 0.5, low: 0.25, high: 0.75)])
    let figure = Figure(
      "f", caption: "", [Figure.Panel("p", x: Figure.Axis("x", 0...2), y: .share("y"), [series])])
    let lines = try #require(Elements.of(figure.svg)?.attributes["line"]).filter { $0["class"] == "line0" }
    // The legend's line and the interval's: a quarter of 262 pixels on either side of 155.
    #expect(lines.contains { $0["y1"] == "220.5" && $0["y2"] == "89.5" })
  }
}
