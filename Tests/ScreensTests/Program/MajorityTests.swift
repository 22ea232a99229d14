import Beliefs
import Karel
import Screens
import Testing
import TextCanvas

/// The majority baselines beside probe results: which line each belongs to, and that a probe at its baseline knows nothing.
@Suite struct MajorityTests {
  private let size = Size(columns: 80, rows: 24)

  /// The fixture's results with majority classes that differ by feature and semantics.
  private var findings: ProbeFindings {
    var findings = ProbeFixture.findings
    for place in findings.checkpoints.indices {
      for (key, var result) in findings.checkpoints[place].results {
        for (number, measure) in ProbeFindings.Measure.all.enumerated() {
          result.majority[measure] = 0.1 + 0.2 * Double(number) + (key.semantics == .adversarial ? 0.15 : 0)
        }
        findings.checkpoints[place].results[key] = result
      }
    }
    return findings
  }

  private func watch(_ findings: ProbeFindings) -> WatchTab {
    var tab = WatchFixture.tab(keys: .left)
    _ = tab.receive(.findings(findings, of: Fixture.reference))
    for _ in 0..<2 { _ = tab.press(.character("c")) }
    return tab
  }

  @Test func everyFeatureHasItsOwn() {
    let canvas = Fixture.frame(watch(findings), size)
    let text = canvas.text
    #expect(text.contains("PROBED FEATURES linear·start   ●0.770 ▲0.790 ■0.810 ○0.300 △0.500 ▫0.700\n"))
    for (mark, style) in [("○", Style.series1), ("△", .series2), ("▫", .series3)] as [(Character, Style)] {
      #expect(canvas.cells.contains { $0.character == mark && $0.style == style })
    }
    // One name for the three of them.
    #expect(text.ranges(of: "majority").count == 1 && text.contains("┄ majority\n"))
    let ascii = canvas.inASCII.text
    #expect(ascii.contains("*0.770 ^0.790 #0.810 @0.300 A0.500 n0.700\n") && ascii.contains("- majority\n"))
    let pane = watch(findings).panes(Size(columns: 80, rows: 22))[0]
    #expect(pane.explanations.contains { $0.name == "┄ majority" && $0.text.contains("○ △ ▫ for ● ▲ ■") })
  }

  /// Where some values have no room, none ends in the middle, and a sign says that there are more.
  @Test func valuesThatHaveNoRoomAreSaidToBeMissing() {
    let titles = [
      76: "●0.770 ▲0.790 ■0.810 ○0.300 △0.500 ▫0.700", 60: "● 0.770  ▲ 0.790  ■ 0.810 …",
      56: "●0.770 ▲0.790 ■0.810 …", 50: "●0.770 ▲0.790 …", 40: "●0.770 …", 34: "…",
    ]
    for (columns, values) in titles {
      var canvas = Canvas(Size(columns: columns, rows: 9))
      watch(findings).draw("PROBED FEATURES", into: &canvas)
      let title = canvas.text.split(separator: "\n").first ?? ""
      #expect(title == "PROBED FEATURES linear·start   \(values)", "\(columns) columns")
    }
  }

  @Test func oneLineIsEnoughWhereTheyAreAlike() {
    let text = Fixture.frame(watch(ProbeFixture.findings), size).text
    #expect(text.contains("PROBED FEATURES linear·start   ● 0.770  ▲ 0.790  ■ 0.810  ┄ 0.400\n"))
    #expect(text.contains("┄ majority\n") && !text.contains("○"))
  }

  @Test func compareDrawsThatOfEachSemantics() {
    var tab = CompareTab(Start(subject: Fixture.subject(step: 1200), randomSeed: 0))
    _ = tab.show(Fixture.subject(step: 1200))
    _ = tab.press(.character("v"))
    _ = tab.receive(.history(WatchFixture.history(), of: Fixture.reference))
    _ = tab.receive(.findings(findings, of: Fixture.reference))
    let text = Fixture.frame(tab, size).text
    #expect(text.contains("○ 0.100  △ 0.100  ▫ 0.250\n"), "\(text)")
    #expect(text.split(separator: "\n").contains { $0.hasSuffix("┄ majority") })
    let pane = tab.panes(Size(columns: 80, rows: 22))[0]
    #expect(pane.explanations.contains { $0.name == "majority" && $0.text.contains("○ △ ▫ for ● ▲ ■") })
  }
}
