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
