import Screens
import Testing
import TextCanvas

/// What probes found, and other runs, in the charts of Watch.
@Suite struct WatchProbesTests {
  private let size = Size(columns: 80, rows: 24)

  private func model(
    _ findings: ProbeFindings = ProbeFixture.findings, history: TrainingHistory = WatchFixture.history(),
    keys: Key...
  ) -> WatchModel {
    var model = WatchFixture.model(history)
    _ = model.receive(.findings(findings, of: Fixture.reference))
    for key in keys { _ = model.press(key) }
    return model
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
  private func overlaid(_ names: String...) -> WatchModel {
    var model = model()
    for name in names {
      _ = model.overlay("/runs/\(name)")
      var history = slower
      history.name = name
      _ = model.receive(.history(history, of: other(name)))
    }
    return model
  }

  // MARK: Semantic content

  @Test func whatProbesFoundIsAskedForWhenTheCheckpointsAreKnown() {
    var model = WatchModel(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = model.show(Fixture.subject())
    #expect(
      model.receive(.history(WatchFixture.history(checkpoints: 3, state: .live), of: Fixture.reference))
        == [.perform(.findings(Fixture.reference))])
    #expect(
      model.receive(.history(WatchFixture.history(checkpoints: 3, state: .live), of: Fixture.reference)) == [],
      "nothing new")
    #expect(
      model.receive(.history(WatchFixture.history(checkpoints: 4, state: .live), of: Fixture.reference))
        == [.perform(.findings(Fixture.reference))])
    _ = model.receive(.findings(ProbeFixture.findings, of: Fixture.reference))
    #expect(
      model.show(Fixture.subject()) == [.perform(.findings(Fixture.reference))],
      "probes may have been trained meanwhile")
    let wish = ProbeWish(run: Fixture.reference, step: 100, probes: [.init(ProbeFixture.linear)])
    #expect(
      model.receive(.probing(.init(wish: wish, state: .finished(seconds: 9))))
        == [.perform(.findings(Fixture.reference))])
    #expect(model.receive(.probing(.init(wish: wish, state: .training(0.5)))) == [])
  }

  @Test func theChartAtHandStaysWhenResultsCome() {
    var model = WatchFixture.model()
    for _ in 0..<3 { _ = model.press(.character("c")) }
    _ = model.press(.character("c"))
    _ = model.press(.character("c"))
    #expect(Fixture.frame(model, size).text.contains("\n LOSS, NATS "))
    _ = model.receive(.findings(ProbeFixture.findings, of: Fixture.reference))
    #expect(Fixture.frame(model, size).text.contains("\n LOSS, NATS "))
  }

  @Test func semanticContentAt80x24() {
    #expect(
      Fixture.frame(model(keys: .character("c")), size).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library           fixture · finished
         Semantics acquisition: its programs come to do what is asked.

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
      Fixture.frame(model(keys: .character("c"), .character("c"), .left), size).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library           fixture · finished
         Semantics acquisition: its programs come to do what is asked.

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
    var model = model(keys: .character("c"))
    #expect(Fixture.frame(model, size).text.contains("mlp1·start"))
    _ = model.press(.character("g"))
    #expect(Fixture.frame(model, size).text.contains("probes: linear·grid"))
    _ = model.press(.left)
    let text = Fixture.frame(model, size).text
    #expect(text.contains("linear·grid") && !text.contains("mlp1·start"))
    _ = model.press(.character("g"))
    _ = model.press(.character("g"))
    #expect(Fixture.frame(model, size).text.contains("probes: linear·start"), "and around")
  }

  @Test func aRunWithoutResultsSaysHowToMakeThem() {
    for keys: [Key] in [[.character("c")], [.character("c"), .character("c")]] {
      var model = model(ProbeFindings())
      for key in keys { _ = model.press(key) }
      let text = Fixture.frame(model, size).text
      #expect(text.contains("no probe results yet"))
      #expect(text.contains("karelscope probe --run /runs/fixture --checkpoint all"))
      _ = model.press(.character("g"))
      #expect(Fixture.frame(model, size).text.contains("✗ there are no probe results: karelscope probe --run"))
    }
  }

  @Test func largeScreensShowThemBesideTheOthers() {
    let text = Fixture.frame(model(), Size(columns: 120, rows: 40)).text
    #expect(text.contains("PROGRAMS") && text.contains("SEMANTIC CONTENT"))
    let large = Fixture.frame(model(), Size(columns: 200, rows: 60)).text
    #expect(large.contains("PROBED FEATURES linear·start") && large.contains("RIGHT IN ALL FIVE"))
  }

  // MARK: Other runs

  @Test func anotherRunIsAskedForAndTakenAway() {
    var model = model()
    #expect(
      model.overlay("/runs/b") == [.perform(.history(other("b"))), .perform(.findings(other("b")))])
    #expect(model.overlays.map(\.run) == [other("b")])
    #expect(model.overlay("/runs/b") == [])
    #expect(model.notice(Size(columns: 80, rows: 22))?.text == "✗ b is on screen already")
    for name in ["c", "d", "e"] { _ = model.overlay("/runs/\(name)") }
    #expect(model.overlays.map(\.run.name) == ["b", "c", "d"], "no more than can be told apart")
    #expect(model.overlay(nil) == [] && model.overlays.isEmpty)
    _ = model.overlay(nil)
    #expect(model.notice(Size(columns: 80, rows: 22))?.text.contains(":overlay DIR") == true)
  }

  @Test func aFolderWithoutARunIsSaid() {
    var model = model()
    _ = model.overlay("/nowhere")
    let nowhere = RunReference(path: "/nowhere", name: "nowhere")
    _ = model.receive(.failed(.history(nowhere), reason: "/nowhere: holds no run"))
    #expect(model.overlays.isEmpty && model.failure == nil)
    #expect(model.notice(Size(columns: 80, rows: 22))?.text == "✗ overlay: /nowhere: holds no run")
  }

  @Test func anOverlayThatGoesOnIsLookedAtAgain() {
    var model = model()
    _ = model.overlay("/runs/b")
    _ = model.receive(.history(WatchFixture.history(checkpoints: 2, state: .live), of: other("b")))
    #expect(model.timeToNextChange == Duration.seconds(1), "although the run itself is finished")
    #expect(
      model.advance(Duration.seconds(1))
        == [.perform(.history(Fixture.reference)), .perform(.history(other("b")))])
    _ = model.receive(.history(WatchFixture.history(), of: other("b")))
    _ = model.receive(.history(WatchFixture.history(), of: Fixture.reference))
    #expect(model.timeToNextChange == .seconds(5), "as both are finished")
  }

  @Test func anOverlayAt80x24() {
    #expect(
      Fixture.frame(overlaid("b"), size).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library           fixture · finished
         Semantics acquisition: its programs come to do what is asked.
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
    var model = overlaid("b")
    func text() -> String { Fixture.frame(model, Size(columns: 100, rows: 24)).text }
    // At its last checkpoint: solved, then unique programs.
    #expect(text().contains("◆ b 0.210"))
    _ = model.press(.character("o"))
    #expect(text().contains("◆ b 0.700"))
  }

  @Test func theAxisReachesAsFarAsTheLongestRun() {
    let short = WatchFixture.history(checkpoints: 3)
    var model = model(history: short)
    #expect(!Fixture.frame(model, size).text.contains("10k"))
    _ = model.overlay("/runs/b")
    _ = model.receive(.history(WatchFixture.history(), of: other("b")))
    #expect(Fixture.frame(model, size).text.contains("10k"))
  }

  @Test func everythingDrawsAtEverySize() {
    for model in [overlaid("a-rather-long-name", "b"), model(ProbeFindings()), overlaid()] {
      for columns in [0, 1, 38, 40, 79, 80, 108, 120, 200] {
        for rows in [0, 1, 12, 13, 24, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          var instrument = Fixture.instrument(model, size: size)
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
