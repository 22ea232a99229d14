import Screens
import Testing

/// Where explanations lie: beside what one looks at, if there is room.
@Suite struct InformationPanelTests {
  private func text(_ model: StepModel, _ size: Size, focusing title: String) -> String {
    var instrument = Fixture.instrument(model, size: size)
    while instrument.focusedPane?.title != title { _ = instrument.update(.key(.character("f"))) }
    _ = instrument.update(.key(.character("i")))
    return instrument.frame(size).text
  }

  @Test func explanationsInACornerAreWholeAndStandApart() throws {
    for size in [Size(columns: 80, rows: 24), Size(columns: 90, rows: 30), Size(columns: 120, rows: 40)] {
      for title in ["FEATURES", "EXAMPLES"] {
        var instrument = Fixture.instrument(Fixture.model(), size: size)
        while instrument.focusedPane?.title != title { _ = instrument.update(.key(.character("f"))) }
        let pane = try #require(instrument.focusedPane)
        _ = instrument.update(.key(.character("i")))
        let lines = instrument.frame(size).text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
        let bottom = try #require(lines.firstIndex { String($0).contains("└─ \(title) ─") })
        let x = try #require(lines[bottom].firstIndex(of: "└"))
        var top = bottom
        while top > 1, lines[top - 1].count > x, lines[top - 1][x] == "│" { top -= 1 }
        let inside = lines[top..<bottom].map { String($0.dropFirst(x + 1)) }
        #expect(inside[0].allSatisfy { $0 == " " }, "a blank row above: \(inside[0])")
        #expect(inside.allSatisfy { $0.isEmpty || $0.hasPrefix(" ") })
        let words = pane.explanations.flatMap { ($0.name + " " + $0.text).split(separator: " ") }
        #expect(inside.flatMap { $0.split(separator: " ") } == words, "\(title) at \(size)")
      }
    }
  }

  @Test func theWorldsStayWhileTheTableIsExplained() {
    for size in [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)] {
      let plain = Fixture.frame(Fixture.model(), size).text.split(separator: "\n", omittingEmptySubsequences: false)
      for title in ["FEATURES", "EXAMPLES"] {
        let explained = text(Fixture.model(), size, focusing: title)
        let lines = explained.split(separator: "\n", omittingEmptySubsequences: false)
        for y in 3..<13 { #expect(lines[y].prefix(41) == plain[y].prefix(41), "\(title) at \(size): \(y)") }
        #expect(explained.contains("─ \(title) ─"))
      }
      let words = text(Fixture.model(), size, focusing: "FEATURES").split(whereSeparator: \.isWhitespace)
      for word in ["truth,", "sure", "majority", "never", "specification:"] {
        #expect(words.contains { $0 == word }, "\(word) at \(size)")
      }
    }
  }
}
