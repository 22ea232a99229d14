import Screens
import Testing
import TextCanvas

/// Where explanations lie: beside what one looks at, if there is room.
@Suite struct InformationPanelTests {
  private func instrument(_ tab: StepTab, _ size: Size, focusing title: String) -> Instrument {
    var instrument = Fixture.instrument(tab, size: size)
    while instrument.focusedPane?.title != title { _ = instrument.update(.key(.character("f"))) }
    _ = instrument.update(.key(.character("i")))
    return instrument
  }

  private func text(_ tab: StepTab, _ size: Size, focusing title: String) -> String {
    instrument(tab, size, focusing: title).frame(size).text
  }

  @Test func explanationsInACornerAreWholeAndStandApart() throws {
    for size in [Size(columns: 80, rows: 24), Size(columns: 90, rows: 30), Size(columns: 120, rows: 40)] {
      for title in ["FEATURES", "EXAMPLES"] {
        var instrument = Fixture.instrument(Fixture.tab(), size: size)
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
      let plain = Fixture.frame(Fixture.tab(), size).text.split(separator: "\n", omittingEmptySubsequences: false)
      for title in ["FEATURES", "EXAMPLES"] {
        let explained = text(Fixture.tab(), size, focusing: title)
        let lines = explained.split(separator: "\n", omittingEmptySubsequences: false)
        for y in 3..<13 { #expect(lines[y].prefix(41) == plain[y].prefix(41), "\(title) at \(size): \(y)") }
        #expect(explained.contains("─ \(title) ─"))
      }
      let words = text(Fixture.tab(), size, focusing: "FEATURES").split(whereSeparator: \.isWhitespace)
      for word in ["truth,", "confidence", "majority", "never", "specification:"] {
        #expect(words.contains { $0 == word }, "\(word) at \(size)")
      }
    }
  }

  /// Nothing of an explanation is cut off, at any size.
  @Test func explanationsAreWholeEverywhere() {
    let sizes = [(40, 12), (60, 16), (64, 20), (80, 24), (120, 40), (200, 60)].map { Size(columns: $0, rows: $1) }
    for size in sizes {
      for calibrated in [false, true] {
        var tab = Fixture.tab(run: ProbeFixture.calibratedRun)
        if calibrated { _ = tab.perform(.calibrate) }
        for pane in tab.panes(Size(columns: size.columns, rows: size.rows - 2)) {
          var instrument = instrument(tab, size, focusing: pane.title)
          var shown: [Substring] = []
          // What does not fit is scrolled to.
          var frame = ""
          repeat {
            frame = instrument.frame(size).text
            shown += frame.split(whereSeparator: \.isWhitespace)
            _ = instrument.update(.key(.down))
          } while instrument.frame(size).text != frame
          for explanation in pane.explanations {
            let words = (explanation.name + " " + explanation.text).split(separator: " ")
            #expect(words.allSatisfy(shown.contains), "\(pane.title) at \(size): \(explanation.text)")
          }
        }
      }
    }
  }

  @Test func anExplanationThatDoesNotFitIsScrolled() {
    let size = Size(columns: 40, rows: 12)
    var instrument = instrument(Fixture.tab(), size, focusing: "FEATURES")
    let first = instrument.frame(size).text
    #expect(first.contains("─ FEATURES ─") && first.contains(" ↓ more ") && first.contains("truth, belief"))
    _ = instrument.update(.key(.pageDown))
    let last = instrument.frame(size).text
    #expect(last.contains(" ↑ more ") && last.contains("on them"))
    _ = instrument.update(.key(.down))
    #expect(instrument.frame(size).text == last)
    _ = instrument.update(.key(.up))
    #expect(instrument.frame(size).text.contains(" ↑↓ more "))
    // Another pane's begins at its beginning.
    for _ in 0..<6 { _ = instrument.update(.key(.character("f"))) }
    #expect(instrument.frame(size).text == first)
  }

  /// The chart and what its signs say are on screen together, also where the chart stands alone.
  @Test func aCalibrationStaysWhileItIsExplained() throws {
    for size in [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)] {
      var tab = Fixture.tab(run: ProbeFixture.calibratedRun)
      _ = tab.perform(.calibrate)
      var instrument = Fixture.instrument(tab, size: size, keys: [.character("f")])
      while instrument.focusedPane?.title != "CALIBRATION" { _ = instrument.update(.key(.character("f"))) }
      let pane = try #require(instrument.focusedPane).rectangle
      let before = instrument.frame(size)
      _ = instrument.update(.key(.character("i")))
      let after = instrument.frame(size)
      for y in pane.y..<pane.y + pane.rows {
        for x in pane.x..<pane.x + pane.columns {
          let place = (y + 1) * size.columns + x
          #expect(before.cells[place] == after.cells[place], "\(x), \(y) at \(size)")
        }
      }
      _ = instrument.update(.key(.enter))
      let alone = instrument.frame(size).text
      #expect(alone.contains("● right") && (alone.contains(" sure\n") || alone.contains("0.5")), "at \(size)")
      #expect(alone.contains("ECE  ") && alone.contains("the next feature, then none"))
    }
  }
}
