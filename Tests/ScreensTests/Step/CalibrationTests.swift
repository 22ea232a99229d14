import Beliefs
import Screens
import Testing
import TextCanvas

/// How sure probes are, on the screen of Step.
@Suite struct CalibrationTests {
  private func makeTab(_ run: RunSummary = ProbeFixture.calibratedRun, keys: Key...) -> StepTab {
    var tab = Fixture.tab(run: run)
    for key in keys { _ = tab.press(key) }
    return tab
  }

  @Test func aKeyGoesThroughTheFeaturesAndAwayAgain() {
    var tab = makeTab()
    for feature: Feature? in [.direction, .position, .obstacle, nil, .direction] {
      _ = tab.press(.character("k"))
      #expect(tab.calibrated == feature)
    }
    var instrument = Fixture.instrument(tab, size: Size(columns: 80, rows: 24))
    #expect(instrument.update(.key(.escape)) == [], "one level back")
    #expect(!instrument.frame(Size(columns: 80, rows: 24)).text.contains("CALIBRATION"))
    #expect(instrument.update(.key(.escape)) == [.quit])
  }

  @Test func calibrationAt80x24() {
    #expect(
      Fixture.frame(makeTab(keys: .character("k")), 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library        fixture · step 12,345
         Left: what the program does. Right: what a probe decodes from the model.

         TRUTH  example 1    BELIEF  linear·grid  CALIBRATION direction linear·grid
         after 1 turnLeft    before 1 is written  ECE 0.073 · right .93 · majority .26
         ████████████████    ████████████████     1.0                              │⠤ ⠉
         ██· · · · · ▷ ██    ██· · · · · · ██                                   ⠤ ⣉⠤⠒●
         ██· ██· · 1 · ██    ██· · · ·░· · ██                             ⢀ ⢤●⠭⠔⠊● │
         ██· · · ▲ · · ██    ██· · ░░▲ ░░· ██                         ⢀ ●⠤⠓⠊⠁      │
         ██· · · · · · ██    ██· · · ░░· · ██     0.5             ⢀⢀●⠤⠓⠉           │
         ██· · 1 · ██· ██    ██· · · · · · ██                 ⣀ ●⠔⠋⠁               │
         ██· · · · · · ██    ██· · · · · · ██             ⣀ ⠒                      │
         ████████████████    ████████████████     0.0 ⣀ ⠒                          │
                                                      ─────────────────────────────┴───
                                                      0              0.5              1

         FEATURES   truth   belief    P     −2  −1 now  +1  +2  so far  test  majority
         direction  north = north   .90      –   =   =   =   =     1/1   .93       .26
         position    0, 0 =  0, 0   .81      –   =   =   =   =     1/1   .64       .21
         obstacle      no = no      .90      –   =   =   =   =     1/1   .86       .68

         EXAMPLES  1 ✓  2 ✓  3 ✓  4 ✗  5 ✓   solves 4 of 5
         test 17 · seed 1                                     paused · 2 steps a second
         space play  n next  N back  k feature  ] wrong  { earlier  ? help  q quit

        """)
  }

  @Test func aloneItShowsTheBins() {
    let text = Fixture.frame(makeTab(), 80, 24, keys: .character("k"), .character("f"), .enter).text
    // The bin from 9/15 on: 900 states, sure of .63; 900 · 9 · 19 / 300 right.
    #expect(text.contains("  .63    .57      900"))
    // At the first op the probe is sure of its answer by 0.9: from 13/15 on.
    #expect(text.contains("▸  .90    .81    1,300"))
    #expect(text.contains("ECE 0.073 · right 0.930 · majority 0.260"))
  }

  @Test func whatIsNotNotedIsNotMadeUp() {
    var tab = makeTab(keys: .character("k"), .character("k"))
    let text = Fixture.frame(tab, 80, 24).text
    #expect(text.contains("CALIBRATION position linear·grid"))
    #expect(text.contains("Accuracy 0.640, majority 0.210."))
    #expect(text.contains("T tests it here, now."))
    #expect(
      tab.press(.character("T"))
        == [
          .request(
            .probe(
              ProbeTrainingRequest(
                run: Fixture.reference, step: 12_345, probes: [.init(ProbeName(kind: "linear", frame: .grid))])))
        ])
  }

  @Test func whereThereIsRoomItLeavesTheListsAlone() {
    for (columns, rows) in [(120, 40), (200, 60), (160, 50)] {
      let plain = Fixture.frame(makeTab(), columns, rows).text
      let text = Fixture.frame(makeTab(keys: .character("k")), columns, rows).text
      #expect(text.contains("CALIBRATION direction linear·grid") && text.contains("ECE 0.073"))
      for part in ["NEXT OP", "PROGRAM  1/8", "8 pickMarker", "E end", "whole program", "majority", "EXAMPLES 1 ✓"] {
        #expect(text.contains(part), "\(part) at \(columns)x\(rows)")
      }
      let lines = zip(plain.split(separator: "\n"), text.split(separator: "\n"))
      #expect(lines.prefix(14).dropLast().allSatisfy { $0 == $1 }, "the lists stand as they stood")
    }
    // Beside the chart at 200x60 there is room for the bins.
    #expect(Fixture.frame(makeTab(keys: .character("k")), 200, 60).text.contains("▸  .90    .81    1,300"))
    #expect(!Fixture.frame(makeTab(keys: .character("k")), 80, 24).text.contains("NEXT OP"))
  }

  @Test func itsPanesLieApartAndAPressOnItGoesNowhere() {
    for columns in stride(from: 38, through: 210, by: 3) {
      for rows in stride(from: 10, through: 64, by: 2) {
        let body = Size(columns: columns, rows: rows)
        var tab = makeTab(keys: .character("k"))
        let panes = tab.panes(body)
        for (place, pane) in panes.enumerated() {
          for other in panes[..<place] {
            #expect(!pane.rectangle.overlaps(other.rectangle), "\(pane.title), \(other.title) at \(body)")
          }
        }
        let chart = panes[0].rectangle
        #expect(panes[0].title == "CALIBRATION")
        let step = tab.step
        _ = tab.handle(MouseEvent(.press, x: chart.x + 3, y: chart.y + chart.rows / 2), in: body)
        #expect(tab.step == step && tab.example == 0)
      }
    }
  }

  @Test func itIsExplained() {
    let text = Fixture.frame(makeTab(), 80, 24, keys: .character("k"), .character("f"), .character("i")).text
    #expect(text.contains("» CALIBRATION") || text.contains("»CALIBRATION"))
    #expect(text.contains("expected calibration error"))
  }

  @Test func itDrawsAtEverySize() {
    for run in [ProbeFixture.calibratedRun, Fixture.bareRun] {
      for columns in [0, 1, 38, 40, 60, 79, 80, 120, 200] {
        for rows in [0, 1, 12, 13, 17, 24, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          var instrument = Fixture.instrument(makeTab(run, keys: .character("k")), size: size)
          for key: Key in [.right, .end, .character("f"), .character("i"), .enter, .character("k")] {
            let canvas = instrument.frame(size)
            #expect(canvas.inASCII.text.allSatisfy { $0.isASCII })
            _ = instrument.update(.key(key))
          }
        }
      }
    }
  }
}
