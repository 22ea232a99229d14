import Beliefs
import Karel
import Screens
import Testing
import TextCanvas

/// The results of probes in the Compare tab.
@Suite struct CompareResultsTests {
  /// A run with the checkpoints of ``WatchFixture``.
  private func run(_ step: Int) -> RunSummary {
    RunSummary(
      name: "fixture", preset: "by-hand", step: step, samplesSeen: 10 * step, probes: Fixture.run.probes,
      checkpoints: WatchFixture.series.map(\.step))
  }

  private func makeTab(_ findings: ProbeFindings? = ProbeFixture.findings, step: Int = 1200, keys: Key...) -> CompareTab
  {
    let subject = Fixture.subject(step: step)
    var tab = CompareTab(Start(subject: subject, randomSeed: 0))
    _ = tab.show(subject)
    _ = tab.receive(.reading(Fixture.reading(), by: run(step), of: subject))
    _ = tab.press(.character("v"))
    _ = tab.receive(.history(WatchFixture.history(), of: Fixture.reference))
    if let findings { _ = tab.receive(.findings(findings, of: Fixture.reference)) }
    for key in keys { _ = tab.press(key) }
    return tab
  }

  private func text(_ tab: CompareTab) -> String { Fixture.frame(tab, 80, 24).text }

  @Test func resultsAt80x24() {
    #expect(
      text(makeTab()) == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library         fixture · step 1,200
         Semantic content after the op · m o p choose · l log · v worlds
         LINEAR·START   ● 0.850  ▲ 0.690  ■ 0.420  ┄ 0.400
         0.9                     ┊                  ┊                   ⣀ ● original
                                 ┊                  ┊            ⣀⣀⠤⠔⠒⠉⠉│
                                 ┊                  ┊       ⣀⠤●⠊⠉       │
                                 ┊                  ┊   ⣀⠤⠒⠉      ⢀⣀⣀⠤⠤⠔⠒ ▲ flip
                                 ┊                  ●⠤⠒⠉ ⢀⣀⡠⠤⠔▲⠒⠉⠉⠁     │
                                 ┊           ⢀⣀⠤⠤⣒⣊⡩▲⠔⠒⠊⠉⠁              │
                       ⡀    ⣀⣀⣀⣀⣀●⣀⣠⣤⣤⣤⣤⡴⠶⠶●⠝⠓⠒⠉⠉   ┊                   │ ■ adversarial
         0.4           ●⠭⣭⠭⣭⠭⣭⠭⣭⠭▲⠭⣥⠤⣤⠤⣤⠤⣤⠤■⠤⣤⠤⣤⠤⣤⠤⣤■⣤⠤⣤⠤⣤⠤⣤⠤⣤■⣤⠤⣤⠤⣤⠤⣤⠤⣤⢴ ┄ majority
             ───── babbling ─────┴───── syntax ─────┴──── semantics ────┴
             0                       5k                      10k          samples

         RESULTS 1,200        content            drop              majority dir pos obs
         linear ● original    0.850 [.845, .855]                        .40 .87 .89 .91
         linear ▲ flip        0.690 [.685, .695] 0.160 [.155, .165]     .40 .71 .73 .75
         linear ■ adversarial 0.420 [.415, .425] 0.430 [.425, .435]     .40 .44 .46 .48
         mlp1   ● original    0.900 [.895, .905]                        .40 .92 .94 .96
         mlp1   ▲ flip        0.740 [.735, .745] 0.160 [.155, .165]     .40 .76 .78 .80
         mlp1   ■ adversarial 0.470 [.465, .475] 0.430 [.425, .435]     .40 .49 .51 .53
         not tested: mlp2; T trains more
         95% intervals; 12,345 states tested                            n N checkpoints
         n next  N back  m measure  o state  p probe  v worlds  T train  ? help  q quit

        """)
  }

  @Test func resultsAt120x40() {
    #expect(
      Fixture.frame(makeTab(), 120, 40).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library                              fixture · step 1,200 · test 17 · seed 1
         Semantic content after the op · m o p choose · l log · v worlds · a probe trained for each semantics

         LINEAR·START   ● 0.850  ▲ 0.690  ■ 0.420  ┄ 0.400           MLP1·START   ● 0.900  ▲ 0.740  ■ 0.470  ┄ 0.400
         1.0              ┊           ┊            │                 1.0              ┊           ┊            │
                          ┊           ┊            │                                  ┊           ┊            │
                          ┊           ┊            │                                  ┊           ┊           ⡠⠴ ● original
                          ┊           ┊           ⢀⡰ ● original                       ┊           ┊        ⣀⠔⠉ │
         0.8              ┊           ┊         ⡠⠒⠁│                 0.8              ┊           ┊     ⢀●⠊    │
                          ┊           ┊      ●⠔⠉   │                                  ┊           ┊   ⢀⠔⠁      ⢀
                          ┊           ┊    ⡠⠊      │                                  ┊           ┊  ⡠⠃    ⣀⡠⠤⠒⠉ ▲ flip
                          ┊           ┊  ⡠⠊     ⣀⠤⠒⠙ ▲ flip                           ┊           ⢀⡠⠊  ⣀⠤▲⠉    │
                          ┊           ┊⡠⠊   ⣀▲⠒⠉   │                                  ┊         ⢀⠔● ⣀⠔⠊        │
         0.6              ┊         ⢀⠤●  ⡠⠔⠉       │                 0.6              ┊      ⢀⡠⠊⣁⠤▲⠉           │
                          ┊       ⣀⠔⠁⣀▲⠒⠉          │                                  ┊ ⢀⣀⡠⣤●⠥⠒⠉  ┊            │
                          ┊  ⢀⣀⣠●⡪⠔⠊⠉ ┊            │                           ●⠒⠒⠒⠒⠒⠒●⠛⠉⠉⠉       ┊            │
                   ●⠤⠤⠤⠶⠶⠶●⠞⠛⠋⠉⠁⠈     ┊            │                           ■⠉⠉⠉⠉⠉⠉■⠉⠉⠉⠉⠉■⠉⠉⠉⠉⠉■⠉⠉⠉⠉⠉⠉■⠉⠉⠉⠉⠉⠙ ■ adversarial
         0.4       ■⠒⣒⠒⣒⠒⣒■⣒⠒⣒⠒⣒■⣒⠒⣒⠒⣒■⣒⠒⣒⠒⣒⠒■⠒⣒⠒⣒⠒⣚ ■ adversarial   0.4       ⢀ ⣀ ⣀ ⣀⡀⣀ ⣀ ⣀⢀⣀ ⣀ ⣀⢀⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ⣀ ┄ majority
                          ┊           ┊            │ ┄ majority                       ┊           ┊            │
                          ┊           ┊            │                                  ┊           ┊            │
                          ┊           ┊            │                                  ┊           ┊            │
                          ┊           ┊            │                                  ┊           ┊            │
         0.2              ┊           ┊            │                 0.2              ┊           ┊            │
                          ┊           ┊            │                                  ┊           ┊            │
                          ┊           ┊            │                                  ┊           ┊            │
                          ┊           ┊            │                                  ┊           ┊            │
         0.0              ┊           ┊            │                 0.0              ┊           ┊            │
             ── babbling ─┴─ syntax ──┴ semantics ─┴                     ── babbling ─┴─ syntax ──┴ semantics ─┴
             0                              10k      samples             0                              10k      samples

         RESULTS 1,200        content                drop                  majority  direction  position  obstacle     states
         linear ● original    0.850 [0.845, 0.855]                            0.400      0.870     0.890     0.910     12,345
         linear ▲ flip        0.690 [0.685, 0.695]   0.160 [0.155, 0.165]     0.400      0.710     0.730     0.750     12,345
         linear ■ adversarial 0.420 [0.415, 0.425]   0.430 [0.425, 0.435]     0.400      0.440     0.460     0.480     12,345
         mlp1   ● original    0.900 [0.895, 0.905]                            0.400      0.920     0.940     0.960     12,345
         mlp1   ▲ flip        0.740 [0.735, 0.745]   0.160 [0.155, 0.165]     0.400      0.760     0.780     0.800     12,345
         mlp1   ■ adversarial 0.470 [0.465, 0.475]   0.430 [0.425, 0.435]     0.400      0.490     0.510     0.530     12,345
         not tested: mlp2; T trains more
         95% intervals; 12,345 states tested                                                                    n N checkpoints
         n next  N back  m measure  o state  p probe  v worlds  T train  l log  s step  f focus  i info  ? help  q quit

        """)
  }

  @Test func whereThereIsRoomTheOtherMeasuresHaveCharts() {
    let titles = ["SEMANTIC CONTENT", "DIRECTION", "POSITION", "OBSTACLE"]
    func shown(_ keys: Key...) -> [String] {
      let text = Fixture.instrument(makeTab(), size: Size(columns: 200, rows: 60), keys: keys)
        .frame(Size(columns: 200, rows: 60)).text
      #expect(text.contains("LINEAR·START") && text.contains("MLP1·START") && text.contains("not tested: mlp2"))
      return titles.filter { text.contains(" \($0)   ● ") }
    }
    #expect(shown() == ["DIRECTION", "POSITION", "OBSTACLE"])
    #expect(shown(.character("m")) == ["SEMANTIC CONTENT", "POSITION", "OBSTACLE"], "the chosen one is above")
    let focused = Fixture.frame(makeTab(), 200, 60, keys: .character("f"), .character("f"), .character("f"), .enter)
      .text
    #expect(focused.contains(" DIRECTION   ● ") && !focused.contains("POSITION"))
    #expect(!text(makeTab()).contains("DIRECTION   ●"))
  }

  @Test func aKeyChangesBetweenWorldsAndResults() {
    var tab = CompareTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    _ = tab.press(.character(" "))
    #expect(
      tab.press(.character("v"))
        == [.request(.history(Fixture.reference)), .request(.findings(Fixture.reference))])
    #expect(tab.showsResults && !tab.isPlaying)
    #expect(Fixture.frame(tab, 80, 24).text.contains("loading probe results"))
    #expect(tab.press(.character("v")) == [])
    #expect(!tab.showsResults && Fixture.frame(tab, 80, 24).text.contains("ADVERSARIAL"))
    _ = tab.press(.character("v"))
    var instrument = Fixture.instrument(tab, size: Size(columns: 80, rows: 24))
    #expect(instrument.update(.key(.escape)) == [], "one level back")
    #expect(instrument.update(.key(.escape)) == [.quit])
  }

  @Test func theCheckpointAtHandIsChosen() {
    var tab = makeTab()
    #expect(text(tab).contains("RESULTS 1,200"))
    #expect(tab.press(.character("N")) == [.request(.read(Fixture.subject(step: 1000)))])
    #expect(text(tab).contains("RESULTS 1,000"))
    #expect(tab.press(.home) == [.request(.read(Fixture.subject(step: 100)))])
    #expect(text(tab).contains("none at this checkpoint: karelscope probe --run /runs/fixture --checkpoint 100"))
    _ = tab.press(.end)
    #expect(text(tab).contains("RESULTS 1,200"))
    #expect(tab.step == 0, "the worlds stand still")
  }

  @Test func aRowIsJumpedTo() {
    let size = Size(columns: 80, rows: 24)
    var instrument = Fixture.instrument(makeTab(), size: size)
    func type(_ text: String) {
      for key in text.map(Key.character) + [.enter] { _ = instrument.update(.key(key)) }
    }
    #expect(!instrument.frame(size).text.contains("▸"))
    for (typed, row) in [
      (":5", "mlp1  ▸▲ flip"), (":1", "linear▸● original"), (":99", "mlp1  ▸■ adversarial"),
      (":0%", "linear▸● original"),
      (":50%", "mlp1  ▸● original"),
    ] {
      type(typed)
      let text = instrument.frame(size).text
      #expect(text.contains("\n \(row) ") && text.filter { $0 == "▸" }.count == 1, "\(typed):\n\(text)")
    }
    // Where not all rows fit, it is brought into sight.
    let low = Size(columns: 80, rows: 18)
    _ = instrument.update(.resized(low))
    for (typed, row) in [(":6", "mlp1  ▸■ adversarial"), (":1", "linear▸● original")] {
      type(typed)
      #expect(instrument.frame(low).text.contains("\n \(row) "), "\(instrument.frame(low).text)")
    }
    instrument = Fixture.instrument(makeTab(ProbeFindings()), size: size)
    type(":1")
    #expect(instrument.frame(size).text.contains("✗ nothing to jump to in this tab"))
  }

  @Test func dropsAreToldOnlyOfProbesThatCanBeCompared() {
    var findings = ProbeFixture.findings
    let last = findings.checkpoints.count - 1
    let place = ProbeFindings.Key(ProbeFixture.linear, .flip)
    findings.checkpoints[last].results[place] = ProbeFixture.result(0.7)
    findings.checkpoints[last].results[place]?.isUnlikeOriginal = true
    let text = text(makeTab(findings))
    #expect(text.contains("linear ▲ flip        0.700 [.695, .705] not comparable         .40"))
    #expect(text.contains("linear ■ adversarial 0.420 [.415, .425] 0.430 [.425, .435]"), "the others are")
    #expect(text.contains("no drop where T trained one and the run the other"))
    #expect(Fixture.frame(makeTab(findings), 50, 24).text.contains("linear ▲ flip        0.700  unlike"))
    #expect(!self.text(makeTab()).contains("comparable"))
    // It is explained.
    let explained = Fixture.frame(makeTab(findings), 80, 40, keys: .character("F"), .character("i")).text
    #expect(explained.contains("not comparable") && explained.contains("trained or tested on other states"))
  }

  @Test func measureStateAndProbeAreChosen() {
    var tab = makeTab()
    for measure in ["Direction", "Position", "Obstacle", "Semantic content"] {
      _ = tab.press(.character("m"))
      #expect(text(tab).contains(measure + " after the op · m o p choose"))
    }
    // Of the next state only the original was tested.
    _ = tab.press(.character("o"))
    #expect(text(tab).contains("content at +1 ops") && text(tab).contains("not tested: mlp2, flip, adversarial"))
    _ = tab.press(.character("o"))
    #expect(text(tab).contains("not tested: mlp2; T"))
    _ = tab.press(.character("p"))
    #expect(text(tab).contains("\n LINEAR·GRID "))
    #expect(text(tab).contains("not tested: mlp1, mlp2, flip, adversarial"))
    _ = tab.press(.character("p"))
    #expect(text(tab).contains("\n MLP1·START "))
  }

  @Test func numbersAreThoseThatWereFound() throws {
    let tab = makeTab()
    let result = try #require(
      ProbeFixture.findings.checkpoints.last?.results[.init(ProbeFixture.linear, .flip)])
    let row = try #require(text(tab).split(separator: "\n").first { $0.contains("linear ▲ flip") })
    // 0.45 + 0.8 / 2 − 0.8 / 5 and the drop, with their intervals.
    #expect(result.accuracy[.content]?.value == 0.45 + 0.4 - 0.16)
    #expect(row.contains("0.690 [.685, .695]") && row.contains("0.160 [.155, .165]"))
  }

  // MARK: Where room is short

  /// Findings with a third kind of probes: more rows than a small table has.
  private var three: ProbeFindings {
    var findings = ProbeFixture.findings
    for place in findings.checkpoints.indices {
      for (key, result) in findings.checkpoints[place].results where key.probe == ProbeFixture.mlp1 {
        let name = ProbeName(kind: "mlp2", frame: .start)
        findings.checkpoints[place].results[.init(name, key.semantics, offset: key.offset)] = result
      }
    }
    return findings
  }

  @Test func theTableLeavesTheChartItsRows() {
    var instrument = Fixture.instrument(makeTab(three), size: Size(columns: 80, rows: 24))
    func lines() -> [String] {
      instrument.frame(Size(columns: 80, rows: 24)).text.split(separator: "\n").map { String($0) }
    }
    func rows() -> [String] { lines().filter { $0.contains("[.") }.map { String($0.dropFirst().prefix(9)) } }
    let ends = ["LINEAR·START", " babbling "].map { text in lines().firstIndex { $0.contains(text) } ?? 0 }
    #expect(ends[1] - ends[0] - 1 == 8, "\(lines())")
    let all = ["linear", "mlp1", "mlp2"].flatMap { kind in
      ["●", "▲", "■"].map { kind + String(repeating: " ", count: 7 - kind.count) + $0 + " " }
    }
    #expect(rows() == Array(all[..<7]) && lines().contains { $0.hasPrefix(" RESULTS 1,200      ↓ content ") })
    #expect(lines().contains { $0.hasPrefix(" rows 1–7 of 9 · 95% intervals") })
    for _ in 0..<9 { _ = instrument.update(.key(.down)) }
    #expect(rows() == Array(all[2...]) && lines().contains { $0.hasPrefix(" RESULTS 1,200     ↑  content ") })
    _ = instrument.update(.key(.up))
    #expect(rows() == Array(all[1..<8]), "what is beyond the end is not scrolled through")
    // Another probe's rows come into sight.
    _ = instrument.update(.key(.up))
    for _ in 0..<3 { _ = instrument.update(.key(.character("p"))) }
    #expect(lines().contains { $0.hasPrefix(" MLP2·START ") } && rows().contains(all[8]))
  }

  @Test func headingsStandApart() {
    for columns in 38...120 {
      for keys in [[], [Key.character("m")]] {
        var tab = makeTab()
        for key in keys { _ = tab.press(key) }
        let lines = Fixture.frame(tab, columns, 24).text.split(separator: "\n")
        let head = lines.first { $0.hasPrefix(" RESULTS 1,200 ") } ?? ""
        let words = head.split(separator: " ").dropFirst(2)
        let isNamed = words.contains("content") || words.contains { $0.hasPrefix("dir") }
        #expect(words.contains("drop") && isNamed, "\(head)")
      }
    }
  }

  @Test func everyChartCanBeFocusedAndShownAlone() {
    for size in [Size(columns: 40, rows: 12), Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      var instrument = Fixture.instrument(makeTab(three), size: size)
      var seen: [String] = []
      while true {
        _ = instrument.update(.key(.character("f")))
        guard let title = instrument.focusedPane?.title, !seen.contains(title) else { break }
        seen.append(title)
        #expect(instrument.frame(size).text.contains("»" + title), "\(instrument.frame(size).text)")
        _ = instrument.update(.key(.enter))
        #expect(instrument.isFullScreen && instrument.frame(size).text.contains("\n " + title))
        _ = instrument.update(.key(.enter))
      }
      #expect(
        seen == ["LINEAR·START", "MLP1·START", "MLP2·START", "DIRECTION", "POSITION", "OBSTACLE", "RESULTS"], "\(size)")
    }
  }

  @Test func aLowChartShowsTheTenthsThatOccur() {
    func labels(_ columns: Int, _ rows: Int) -> [Substring] {
      let lines = Fixture.frame(makeTab(), columns, rows).text.split(separator: "\n")
      return lines.map { $0.dropFirst().prefix(4) }.filter { $0.hasPrefix("0.") || $0.hasPrefix("1.") }
    }
    #expect(labels(80, 24) == ["0.9 ", "0.4 "])
    #expect(labels(120, 40) == ["1.0 ", "0.8 ", "0.6 ", "0.4 ", "0.2 ", "0.0 "])
  }

  // MARK: The axis

  @Test func theAxisIsLogarithmicWhereALinearOneHidesPhases() {
    #expect(!makeTab().isLogarithmic && text(makeTab()).contains("m o p choose · l log · v worlds"))
    var long = WatchFixture.history()
    long.lines.append(WatchFixture.line(20_000))
    var tab = makeTab()
    _ = tab.receive(.history(long, of: Fixture.reference))
    #expect(tab.isLogarithmic && text(tab).contains(" log samples\n"))
    #expect(text(tab).contains(" babbling ") && text(tab).contains("m o p choose · l linear · v worlds"))
    // The user who chose is not overruled.
    _ = tab.press(.character("l"))
    #expect(!tab.isLogarithmic && !text(tab).contains("log samples") && !text(tab).contains(" babbling "))
    _ = tab.receive(.history(long, of: Fixture.reference))
    #expect(!tab.isLogarithmic)
    _ = tab.press(.character("l"))
    #expect(tab.isLogarithmic)
    // Results of a checkpoint after the training's last figure count as well.
    tab = makeTab()
    var findings = ProbeFixture.findings
    findings.checkpoints.append(ProbeFindings.Checkpoint(step: 9000, samples: 90_000, results: [:]))
    _ = tab.receive(.findings(findings, of: Fixture.reference))
    #expect(tab.isLogarithmic)
  }

  @Test func aLogarithmicAxisNeedsNoHistory() {
    var tab = CompareTab(Start(subject: Fixture.subject(step: 1200), randomSeed: 0))
    _ = tab.show(Fixture.subject(step: 1200))
    for key: Key in [.character("l"), .character("v"), .character("l")] { _ = tab.press(key) }
    _ = tab.receive(.findings(ProbeFixture.findings, of: Fixture.reference))
    #expect(tab.isLogarithmic)
    let ticks = text(tab).split(separator: "\n").first { $0.hasSuffix("log samples") } ?? ""
    #expect(ticks.contains("2k") && ticks.contains("10k") && !ticks.contains(" 1 "), "\(ticks)")
  }

  @Test func aRunWithoutResultsSaysHowToMakeThem() {
    let text = text(makeTab(ProbeFindings()))
    #expect(text.contains("karelscope probe --run /runs/fixture --checkpoint all"))
  }

  @Test func whatFailsIsSaid() {
    var tab = makeTab(nil)
    _ = tab.receive(.failed(.findings(Fixture.reference), reason: "results.jsonl: line 3"))
    #expect(text(tab).contains("✗ results.jsonl: line 3"))
  }

  @Test func everythingDrawsAtEverySize() {
    for findings: ProbeFindings? in [ProbeFixture.findings, ProbeFindings(), nil] {
      for columns in [0, 1, 38, 40, 60, 79, 80, 108, 120, 200] {
        for rows in [0, 1, 12, 13, 14, 16, 18, 24, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          var instrument = Fixture.instrument(makeTab(findings), size: size)
          for key: Key in [
            .character("m"), .down, .character("o"), .character("p"), .character("f"), .character("i"), .enter,
            .character("f"), .character("?"),
          ] {
            let canvas = instrument.frame(size)
            #expect(canvas.inASCII.text.allSatisfy { $0.isASCII })
            #expect(canvas.inASCII.text.filter { $0 == "?" }.count == canvas.text.filter { $0 == "?" }.count)
            _ = instrument.update(.key(key))
          }
          _ = instrument.frame(size)
        }
      }
    }
  }

  @Test func partsLieOnTheScreenAndApart() {
    for columns in stride(from: 0, through: 210, by: 3) {
      for rows in 0...64 {
        for (kinds, count) in [(1, 2), (3, 11), (2, 40)] {
          let size = Size(columns: columns, rows: rows)
          guard let layout = CompareResultsLayout(size, kinds: kinds, rows: count) else {
            #expect(columns < CompareLayout.minimum.columns || rows < CompareLayout.minimum.rows)
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
}
