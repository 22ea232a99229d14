import Screens
import Testing
import TextCanvas

/// What probes found, and other runs, in the charts of Watch.
@Suite struct WatchProbesTests {
  private let size = Size(columns: 80, rows: 24)

  private func makeTab(
    _ findings: ProbeFindings = ProbeFixture.findings, history: TrainingHistory = WatchFixture.history(),
    keys: Key...
  ) -> WatchTab {
    var tab = WatchFixture.tab(history)
    _ = tab.receive(.findings(findings, of: Fixture.reference))
    for key in keys { _ = tab.press(key) }
    return tab
  }

  private func other(_ name: String) -> RunReference { RunReference(path: "/runs/\(name)", name: name) }

  /// A training that comes less far, and later.
  private var slower: TrainingHistory {
    var history = WatchFixture.history(checkpoints: 6)
    for place in history.checkpoints.indices {
      history.checkpoints[place].accuracy = 0.01 + 0.04 * Double(place)
      history.checkpoints[place].uniquePrograms = 0.2 + 0.1 * Double(place)
    }
    return history
  }

  /// The model with another run's history over it.
  private func overlaid(_ names: String...) -> WatchTab {
    var tab = makeTab()
    for name in names {
      _ = tab.overlay("/runs/\(name)")
      var history = slower
      history.name = name
      _ = tab.receive(.history(history, of: other(name)))
    }
    return tab
  }

  // MARK: Semantic content

  @Test func whatProbesFoundIsAskedForWhenTheCheckpointsAreKnown() {
    var tab = WatchTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    #expect(
      tab.receive(.history(WatchFixture.history(checkpoints: 3, state: .live), of: Fixture.reference))
        == [.request(.findings(Fixture.reference))])
    #expect(
      tab.receive(.history(WatchFixture.history(checkpoints: 3, state: .live), of: Fixture.reference)) == [],
      "nothing new")
    #expect(
      tab.receive(.history(WatchFixture.history(checkpoints: 4, state: .live), of: Fixture.reference))
        == [.request(.findings(Fixture.reference))])
    _ = tab.receive(.findings(ProbeFixture.findings, of: Fixture.reference))
    #expect(
      tab.show(Fixture.subject()) == [.request(.findings(Fixture.reference))],
      "probes may have been trained meanwhile")
    let request = ProbeTrainingRequest(run: Fixture.reference, step: 100, probes: [.init(ProbeFixture.linear)])
    #expect(
      tab.receive(.probing(.init(request: request, state: .finished(seconds: 9))))
        == [.request(.findings(Fixture.reference))])
    #expect(tab.receive(.probing(.init(request: request, state: .training(0.5)))) == [])
  }

  @Test func theChartAtHandStaysWhenResultsCome() {
    var tab = WatchFixture.tab()
    for _ in 0..<3 { _ = tab.press(.character("c")) }
    _ = tab.press(.character("c"))
    _ = tab.press(.character("c"))
    #expect(Fixture.frame(tab, size).text.contains("\n LOSS, NATS "))
    _ = tab.receive(.findings(ProbeFixture.findings, of: Fixture.reference))
    #expect(Fixture.frame(tab, size).text.contains("\n LOSS, NATS "))
  }

  @Test func semanticContentAt80x24() {
    #expect(
      Fixture.frame(makeTab(keys: .character("c")), size).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library           fixture · finished
         Semantics acquisition: more and more programs are correct.

         SEMANTIC CONTENT   ● 0.850  ▲ 0.900  ┄ 0.400
         1.0                    ┊                   ┊                ⢀⣀⣀ ▲ mlp1·start
                                ┊                   ┊   ⣀⣀⡠⠤⠤⣒●⣒⠮⠭⠭⠛⠛⠓⠉⠉ ● linear·start
                                ┊           ⢀⣀⣀⡠⠤⠤⢔⣒●⡪⠭⠭⠒⠒⠊⠉⠉          │
         0.5           ●⣒⣒⣒⣒⣒⣒⣒⣒●⣒⣒⣒⣒⡪⠭⠭⠭⠭●⠭⠕⠒⠒⠊⠉⠉⠁ ┊                  │
                       ⠉ ⠉ ⠉ ⠉ ⠉⠈⠉ ⠉ ⠉ ⠉ ⠉⠈⠉ ⠉ ⠉ ⠉ ⠉⠁⠉ ⠉ ⠉ ⠉ ⠉⠁⠉ ⠉ ⠉ ⠉ ⠉ ┄ majority
                                ┊                   ┊                  │
         0.0                    ┊                   ┊                  │
             ───── babbling ────┴───── syntax ──────┴─── semantics ────┴
             0                      5k                       10k         samples

         WRITTEN  at step 1,200 · solves 3 of 3       reference
          1 ✓ move left×2 put                         move left×2 put
          2 ✓ right move                              right move
          3 ✓ pick move×2                             pick move×2




         trained 10 min · n = 500                                         at the latest
         space play  → next  ← back  t train  c chart  l log  s step  ? help  q quit

        """)
  }

  @Test func theFeaturesOfOneProbeAt80x24() {
    #expect(
      Fixture.frame(makeTab(keys: .character("c"), .character("c"), .left), size).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library           fixture · finished
         Semantics acquisition: more and more programs are correct.

         PROBED FEATURES linear·start   ● 0.770  ▲ 0.790  ■ 0.810  ┄ 0.400
         1.0                    ┊                   ┊         │    ⣀⣀⣀⣤⣤ ▲ position
                                ┊                   ┊   ⣀⣀⣠⣤⣤⠶●⠶⠟⠛⠛⠛⠛⠋⠉⠉ ■ obstacle
                                ┊           ⢀⣀⣀⣠⣤⣤⡴⠶●⠞⠛⠛⠉⠉⠁   │          ● direction
         0.5           ●⠶⠶⠶⠶⠶⠶⠶⠶●⠶⠶⠶⠶⠞⠛⠛⠛⠛●⠛⠋⠉⠉⠁    ┊         │
                       ⠉ ⠉ ⠉ ⠉ ⠉⠈⠉ ⠉ ⠉ ⠉ ⠉⠈⠉ ⠉ ⠉ ⠉ ⠉⠁⠉ ⠉ ⠉ ⠉ ⠉⠁⠉ ⠉ ⠉ ⠉ ⠉ ┄ majority
                                ┊                   ┊         │
         0.0                    ┊                   ┊         │
             ───── babbling ────┴───── syntax ──────┴──── sem ┴─────────
             0                      5k                       10k         samples

         WRITTEN  at step 1,000 · solves 2 of 3       reference
          1 ✓ move left×2 put                         move left×2 put
          2 ✓ right move                              right move
          3 ✗ move×4                                  pick move×2




         trained 10 min · n = 500                       paused · 2 checkpoints a second
         space play  → next  ← back  t train  c chart  l log  s step  ? help  q quit

        """)
  }

  @Test func anotherProbeIsShown() {
    var tab = makeTab(keys: .character("c"))
    #expect(Fixture.frame(tab, size).text.contains("mlp1·start"))
    _ = tab.press(.character("g"))
    #expect(Fixture.frame(tab, size).text.contains("probes: linear·grid"))
    _ = tab.press(.left)
    let text = Fixture.frame(tab, size).text
    #expect(text.contains("linear·grid") && !text.contains("mlp1·start"))
    _ = tab.press(.character("g"))
    _ = tab.press(.character("g"))
    #expect(Fixture.frame(tab, size).text.contains("probes: linear·start"), "and around")
  }

  @Test func aRunWithoutResultsSaysHowToMakeThem() {
    for keys: [Key] in [[.character("c")], [.character("c"), .character("c")]] {
      var tab = makeTab(ProbeFindings())
      for key in keys { _ = tab.press(key) }
      let text = Fixture.frame(tab, size).text
      #expect(text.contains("no probe results yet"))
      #expect(text.contains("karelscope probe --run /runs/fixture --checkpoint all"))
      _ = tab.press(.character("g"))
      #expect(Fixture.frame(tab, size).text.contains("✗ no probe results: karelscope probe --run"))
    }
  }

  @Test func largeScreensShowThemBesideTheOthers() {
    let text = Fixture.frame(makeTab(), Size(columns: 120, rows: 40)).text
    #expect(text.contains("PROGRAMS") && text.contains("SEMANTIC CONTENT"))
    let large = Fixture.frame(makeTab(), Size(columns: 200, rows: 60)).text
    #expect(large.contains("PROBED FEATURES linear·start") && large.contains("RIGHT IN ALL FIVE"))
  }

  // MARK: Other runs

  @Test func anotherRunIsAskedForAndTakenAway() {
    var tab = makeTab()
    #expect(
      tab.overlay("/runs/b") == [.request(.history(other("b"))), .request(.findings(other("b")))])
    #expect(tab.overlays.map(\.run) == [other("b")])
    #expect(tab.overlay("/runs/b") == [])
    #expect(tab.notice(Size(columns: 80, rows: 22))?.text == "✗ b is already on screen")
    for name in ["c", "d", "e"] { _ = tab.overlay("/runs/\(name)") }
    #expect(tab.overlays.map(\.run.name) == ["b", "c", "d"], "no more than can be told apart")
    #expect(tab.overlay(nil) == [] && tab.overlays.isEmpty)
    _ = tab.overlay(nil)
    #expect(tab.notice(Size(columns: 80, rows: 22))?.text.contains(":overlay DIR") == true)
  }

  @Test func aFolderWithoutARunIsSaid() {
    var tab = makeTab()
    _ = tab.overlay("/nowhere")
    let nowhere = RunReference(path: "/nowhere", name: "nowhere")
    _ = tab.receive(.failed(.history(nowhere), reason: "/nowhere: holds no run"))
    #expect(tab.overlays.isEmpty && tab.failure == nil)
    #expect(tab.notice(Size(columns: 80, rows: 22))?.text == "✗ overlay: /nowhere: holds no run")
  }

  @Test func anOverlayThatGoesOnIsLookedAtAgain() {
    var tab = makeTab()
    _ = tab.overlay("/runs/b")
    _ = tab.receive(.history(WatchFixture.history(checkpoints: 2, state: .live), of: other("b")))
    #expect(tab.timeToNextChange == Duration.seconds(1), "although the run itself is finished")
    #expect(
      tab.advance(Duration.seconds(1))
        == [.request(.history(Fixture.reference)), .request(.history(other("b")))])
    _ = tab.receive(.history(WatchFixture.history(), of: other("b")))
    _ = tab.receive(.history(WatchFixture.history(), of: Fixture.reference))
    #expect(tab.timeToNextChange == .seconds(5), "as both are finished")
  }

  @Test func anOverlayAt80x24() {
    #expect(
      Fixture.frame(overlaid("b"), size).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library           fixture · finished
         Semantics acquisition: more and more programs are correct.
         overlaid  ◆ b finished                       o other curves   :overlay removes
         PROGRAMS   ● solved 0.800   ▲ unique 0.710   ┄ uniq refs 0.780   ◆ b 0.210
         1.0                    ┊                   ┊                  │
                   ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤┊⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤┊⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤⣀⡤⠤⠶ ● solved
                                ┊             ⢀⣀⡠⠤⠒⠊▲⠉⠉⠉⠉⠉⠉⠉⠉⢉●⠭⠝⠛⠉⠉⠉⠉⠉⠉ ┄ uniq refs
         0.5                    ┊        ⣀▲⠔⠒⠉⠁     ┊   ⢀⣀⠤⠒⠊⠁         │ ▲ unique
                                ┊   ⢀⡠⠤⠒⠉          ⢀●⠤⠒⠊⠁              │
                               ⣀▲⡠⠔⠊⠁    ⣀◆⣀⣀⣠⠤⡴⠒⠮⠉⠥◆⠤ ⠤ ⠒ ⠒ ⠒◆        │ ◆ b
         0.0      ●⣀⣠⣤⣤●⣤⣶⣒⣶⠭⠿⠭⠶●⠶⠤⠛⠒⠛⠒⠛⠉⠉●⠁        ┊                  │
             ───── babbling ────┴───── syntax ──────┴─── semantics ────┴
             0                      5k                       10k         samples

         WRITTEN  at step 1,200 · solves 3 of 3       reference
          1 ✓ move left×2 put                         move left×2 put
          2 ✓ right move                              right move
          3 ✓ pick move×2                             pick move×2




         trained 10 min · n = 500                                         at the latest
         space play  → next  ← back  o curves  t train  c chart  l log  ? help  q quit

        """)
  }

  @Test func everyOverlayHasALookOfItsOwn() {
    let canvas = Fixture.frame(overlaid("b", "c", "d"), Size(columns: 120, rows: 40))
    let marks: [(Character, Style)] = [("◆", .series4), ("◇", .series5), ("□", .series6)]
    for (mark, style) in marks {
      #expect(canvas.cells.contains { $0.character == mark && $0.style == style })
    }
    #expect(canvas.text.contains("◆ b finished   ◇ c finished   □ d finished"))
  }

  @Test func anotherCurveOfOverlaysIsDrawn() {
    var tab = overlaid("b")
    func text() -> String { Fixture.frame(tab, Size(columns: 100, rows: 24)).text }
    // At its last checkpoint: solved, then unique programs.
    #expect(text().contains("◆ b 0.210"))
    _ = tab.press(.character("o"))
    #expect(text().contains("◆ b 0.700"))
  }

  @Test func theAxisReachesAsFarAsTheLongestRun() {
    let short = WatchFixture.history(checkpoints: 3)
    var tab = makeTab(history: short)
    #expect(!Fixture.frame(tab, size).text.contains("10k"))
    _ = tab.overlay("/runs/b")
    _ = tab.receive(.history(WatchFixture.history(), of: other("b")))
    #expect(Fixture.frame(tab, size).text.contains("10k"))
  }

  @Test func everythingDrawsAtEverySize() {
    for tab in [overlaid("a-rather-long-name", "b"), makeTab(ProbeFindings()), overlaid()] {
      for columns in [0, 1, 38, 40, 79, 80, 108, 120, 200] {
        for rows in [0, 1, 12, 13, 24, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          var instrument = Fixture.instrument(tab, size: size)
          for key: Key in [
            .character("c"), .character("o"), .character("x"), .character("c"), .character("l"), .character("f"),
            .character("i"), .enter,
          ] {
            let canvas = instrument.frame(size)
            #expect(canvas.inASCII.text.allSatisfy { $0.isASCII })
            #expect(canvas.inASCII.text.filter { $0 == "?" }.count == canvas.text.filter { $0 == "?" }.count)
            _ = instrument.update(.key(key))
          }
        }
      }
    }
  }
}
