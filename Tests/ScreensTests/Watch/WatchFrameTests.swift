import Karel
import Screens
import Testing
import TextCanvas

/// Whole frames as pictures. The training in them is a fixture.
@Suite struct WatchFrameTests {
  @Test func theLatestCheckpointAt80x24() {
    let size = Size(columns: 80, rows: 24)
    #expect(
      Fixture.frame(WatchFixture.tab(), size).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library           fixture · finished
         Semantics acquisition: more and more programs are correct.

         PROGRAMS   ● solved 0.800 [0.760, 0.840]   ▲ unique 0.710   ┄ uniq refs 0.780
         1.0                     ┊                    ┊                   │
                   ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤┊⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤⢀⣤⠤⠤⠒ ● solved
                                 ┊              ⢀⣀⠤⠔⠒⠊▲⠉⠉⠉⠉⠉⠉⠉⠉⠉●⡩⠭⠛⠛⠉⠉⠉⠉⠉⠉ ┄ uniq refs
         0.5                     ┊        ⢀⡠▲⠒⠊⠉⠁     ┊    ⣀⠤⠔⠒⠉          │ ▲ unique
                                 ┊    ⣀⠤⠒⠊⠁          ⣀●⠤⠒⠊⠉               │
                                ⣀▲⡠⠔⠊⠉       ⣀⣀⠤⠤⠒⠒⠉⠉ ┊                   │
         0.0      ●⣀⣀⣤⣤●⣤⣔⣒⣒⡪⠭⠭⠭⠤●⠤⠤⠔⠒⠒⠒⠒⠊⠉⠉●         ┊                   │
             ───── babbling ─────┴────── syntax ──────┴──── semantics ────┴
             0                       5k                        10k          samples

         WRITTEN  at step 1,200 · solves 3 of 3       reference
          1 ✓ move left×2 put                         move left×2 put
          2 ✓ right move                              right move
          3 ✓ pick move×2                             pick move×2




         trained 10 min · n = 500                                         at the latest
         space play  → next  ← back  t train  c chart  l log  s step  ? help  q quit

        """)
  }

  @Test func theFirstCheckpointInASCII() {
    let size = Size(columns: 80, rows: 24)
    #expect(
      Fixture.frame(WatchFixture.tab(keys: .home), size).inASCII.text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library           fixture . finished
         Babbling: the same few programs whatever the specification.

         PROGRAMS   * solved 0.010 [0.000, 0.050]   ^ unique 0.010   - uniq refs 0.780
         1.0      |              :                    :
                  |- - - - - - - - - - - - - - - - - -:- - - - - - - -..--- * solved
                  |              :              ..---'^'''''''''*::'''''''' - uniq refs
         0.5      |              :        ..^-'''     :    .---'            ^ unique
                  |              :    .--''          .*--''
                  |             .^.-''       ..----'' :
         0.0      *....*.:::::::-*-------'''*         :
             -----+ babbling ----+------ syntax ------+---- semantics -----
             0                       5k                        10k          samples

         WRITTEN  at step 100
         The run keeps no programs for this checkpoint.
         kept: 200 after





         trained 10 min . n = 500                       paused . 2 checkpoints a second
         space play  > next  < back  t train  c chart  l log  s step  ? help  q quit

        """)
  }

  @Test func theNearestStepsWithProgramsAreNamed() {
    var history = WatchFixture.history()
    for place in [2, 3, 4] { history.checkpoints[place].programs = [:] }
    var tab = WatchFixture.tab(history, keys: .home, .right, .right, .right)
    for size in [Size(columns: 80, rows: 24), Size(columns: 38, rows: 12)] {
      let lines = Fixture.frame(tab, size).text.split(separator: "\n")
      let place = lines.firstIndex { $0.contains("no programs") }
      #expect(place.map { lines[$0 + 1] } == " kept: 200 before, 1,000 after", "\(size)")
    }
    history.checkpoints[1].programs = [:]
    for place in [5, 6] { history.checkpoints[place].programs = [:] }
    tab = WatchFixture.tab(history)
    #expect(!Fixture.frame(tab, 80, 24).text.contains("kept:"))
  }

  @Test func whatIsBesideTheProgramsIsExplainedAndShownAlone() {
    for (columns, rows) in [(120, 40), (200, 60)] {
      let size = Size(columns: columns, rows: rows)
      for (title, content, words) in [
        ("EXAMPLES SOLVED", "all 5  .10", "of a specification's five examples"),
        ("MOST FREQUENT", ".25 move×2", "the share of specifications for which this program was written"),
      ] {
        var instrument = Fixture.instrument(WatchFixture.tab(), size: size)
        // As many as there are panes at most.
        for _ in 0..<20 where instrument.focusedPane?.title != title { _ = instrument.update(.key(.character("f"))) }
        #expect(instrument.focusedPane?.title == title)
        _ = instrument.update(.key(.character("i")))
        let explained = instrument.frame(size).text
        #expect(explained.contains(words) && explained.contains("n = 500 "))
        #expect(explained.contains("specifications at this checkpoint"))
        #expect(explained.contains(content), "what is explained stays in sight")
        _ = instrument.update(.key(.character("i")))
        _ = instrument.update(.key(.enter))
        let alone = instrument.frame(size).text
        #expect(alone.contains(content) && !alone.contains("WRITTEN"))
      }
      let titles = WatchFixture.tab().panes(Size(columns: columns, rows: rows - 2)).map(\.title)
      #expect(Set(titles).count == titles.count, "focus goes by titles")
    }
  }

  @Test func compact() {
    let size = Size(columns: 40, rows: 12)
    #expect(
      Fixture.frame(WatchFixture.tab(), size).text == """
         1 Step  2 Watch  3 Compare  4 Library
         PROGRAMS   ● 0.800  ▲ 0.710  ┄ 0.780
           1     ⣀ ⣀ ⣀ ⣀┊⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀●
                        ┊      ⣀⣀⠤⠤▲⠒⠒⠊⢉⡩●⠛⠛⠉⠉▲
                        ┊ ⣀⠤⠔⠊▲    ●⡠⠔⠊⠁      │
           0    ●⣀⣀⣀⣤⣤⣤⣒●⣉⣀⠤⠤⠤●⠒⠒⠉⠉┊          │
             ─ babbling ┴─ syntax ─┴── sem ───┴
             0                          10k
          1 ✓ move left×2 put
          2 ✓ right move
          3 ✓ pick move×2
         space play  → next  ? help  q quit

        """)
  }

  @Test func tooSmall() {
    let size = Size(columns: 20, rows: 5)
    #expect(Fixture.frame(WatchFixture.tab(), size).text == "too small: 20x5\nneeds 38x12\nq quits\n\n\n")
  }

  @Test func anEmptyRun() {
    let size = Size(columns: 80, rows: 24)
    #expect(
      Fixture.frame(WatchFixture.tab(WatchFixture.empty), size).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library              fixture · empty
         No metrics yet: they start after the first steps.

         PROGRAMS



                                         no figures yet














         waiting for the first line                                       at the latest
         space play  → next  ← back  t train  c chart  l log  x axis  ? help  q quit

        """)
  }

  @Test func linesBeforeTheFirstCheckpoint() {
    let history = WatchFixture.history(checkpoints: 0, state: .live)
    let size = Size(columns: 80, rows: 24)
    var tab = WatchFixture.tab(history)
    for _ in 0..<5 { _ = tab.press(.character("c")) }
    #expect(
      Fixture.frame(tab, size).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library               fixture · live
         No checkpoint yet: the model writes programs at the first one.

         LOSS, NATS   ● program 1.909   ▲ all text 2.818
           4                     ⠐⠒⠒⠢⠤⠤⠤⠤⢄⣀⣀⣀⣀⡀
                                              ⠈⠉⠉⠉⠉⠑⠒⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀⡀
                                 ⢀⣀⣀⣀⣀⣀                                ⠈⠉⠉⠉ ▲ all text
           2                           ⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤ ● program


           0
             ──────────────────────────────────────────────────────────────
             0                  200                  400                600 samples









         trained 30 s · ≈ 9 min left                                      at the latest
         space play  → next  ← back  t train  c chart  l log  x axis  ? help  q quit

        """)
  }

  @Test func largeScreensShowMostChartsAndSmallOnesEachInItsTurn() {
    let titles = [
      "PROGRAMS", "SEMANTIC CONTENT", "PROBED FEATURES", "RIGHT IN ALL FIVE", "EXAMPLES RIGHT", "LOSS, NATS",
      "LOSS OF OUTPUTS", "PERPLEXITY", "OPS IN A PROGRAM", "LEARNING RATE", "SAMPLES A SECOND",
    ]
    let large = Size(columns: 200, rows: 60)
    for title in titles.prefix(9) + ["WRITTEN", "MOST FREQUENT"] {
      #expect(Fixture.frame(WatchFixture.tab(), large).text.contains(" " + title), "\(title)")
    }
    // And small ones show each in its turn.
    let small = Size(columns: 80, rows: 24)
    var tab = WatchFixture.tab()
    for title in titles {
      #expect(Fixture.frame(tab, small).text.contains("\n \(title)"), "\(title)")
      _ = tab.press(.character("c"))
    }
    #expect(Fixture.frame(tab, small).text.contains("\n PROGRAMS   "))
    _ = tab.press(.character("C"))
    #expect(Fixture.frame(tab, small).text.contains("\n SAMPLES A SECOND   "))
  }

  @Test func everyStateIsSaid() {
    let size = Size(columns: 80, rows: 24)
    let states: [(TrainingHistory.State, [String])] = [
      (.live, ["· live ·", "trained 3 min · ≈ 6 min left · n = 500"]),
      (.stale(silentSeconds: 4500), ["· stale ·", "no line for 1 h 15: has it stopped?"]),
      (.finished, ["fixture · finished", "trained 3 min"]),
    ]
    for (state, texts) in states {
      let text = Fixture.frame(WatchFixture.tab(WatchFixture.history(checkpoints: 3, state: state)), size).text
      for expected in texts { #expect(text.contains(expected), "\(expected)") }
    }
    let waiting = WatchTab(Start(subject: Fixture.subject(), randomSeed: 0))
    #expect(Fixture.frame(waiting, size).text.contains("loading the run …"))
  }

  @Test func aPhaseThatIsNotKnownIsNotMadeUp() {
    var history = WatchFixture.history()
    for place in 4..<history.checkpoints.count { history.checkpoints[place].phase = nil }
    let size = Size(columns: 80, rows: 24)
    let text = Fixture.frame(WatchFixture.tab(history), size).text
    #expect(text.contains("The phase of this checkpoint is not known yet"))
    #expect(text.contains(" syntax ") && !text.contains("semantics"))
  }

  @Test func everythingDrawsAtEverySize() {
    let histories = [
      WatchFixture.history(), WatchFixture.history(checkpoints: 1, state: .live),
      WatchFixture.history(checkpoints: 0, state: .stale(silentSeconds: 180)), WatchFixture.empty,
    ]
    for history in histories {
      for columns in [-1, 0, 1, 2, 37, 38, 40, 60, 79, 80, 120, 200] {
        for rows in [-1, 0, 1, 11, 12, 13, 14, 23, 24, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          var instrument = Fixture.instrument(WatchFixture.tab(history), size: size)
          for key: Key in [
            .character("x"), .character("l"), .left, .down, .character("x"), .home, .character("f"), .character("i"),
            .enter, .character("?"),
          ] {
            let canvas = instrument.frame(size)
            #expect(canvas.cells.count == max(0, columns) * max(0, rows))
            #expect(canvas.inASCII.text.allSatisfy { $0.isASCII })
            let questions = canvas.text.filter { $0 == "?" }.count
            #expect(canvas.inASCII.text.filter { $0 == "?" }.count == questions, "every sign has a likeness")
            _ = instrument.update(.key(key))
          }
          _ = instrument.frame(size)
        }
      }
    }
  }

  @Test func partsLieOnTheScreenAndApart() {
    for columns in 0...210 {
      for rows in 0...64 {
        let size = Size(columns: columns, rows: rows)
        guard let layout = WatchLayout(size) else {
          #expect(columns < WatchLayout.minimum.columns || rows < WatchLayout.minimum.rows)
          continue
        }
        let screen = Rectangle(x: 0, y: 0, columns: columns, rows: rows)
        for (index, part) in layout.parts.enumerated() {
          #expect(part.columns > 0 && part.rows > 0 && part.intersection(screen) == part, "\(part) at \(size)")
          for other in layout.parts[..<index] { #expect(!part.overlaps(other), "\(part) and \(other) at \(size)") }
        }
      }
    }
  }
}
