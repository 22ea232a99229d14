import Beliefs
import Karel
import Screens
import Testing
import TextCanvas

/// The Compare tab where room is short: belief stays beside truth, every pane can be reached, sentences are whole.
@Suite struct CompareSmallTests {
  /// A run with a probe for each semantics.
  private static let run = RunSummary(
    name: "fixture", preset: "by-hand", step: 12_345, samplesSeen: 790_080,
    probes: [Semantics.original, .flip, .adversarial].map { semantics in
      ProbeSummary(kind: "linear", frame: .grid, semantics: semantics)
    }, checkpoints: Fixture.run.checkpoints)

  /// A probed generation with a belief of each probe of ``run``.
  private static let reading: ProbedGeneration = {
    let reading = Fixture.reading()
    let steps = reading.steps.map {
      ProbedGeneration.Step(choice: $0.choice, beliefs: [$0.beliefs[0], $0.beliefs[1], $0.beliefs[0]])
    }
    return ProbedGeneration(
      specification: reading.specification, program: reading.program, steps: steps, logProbability: -4)
  }()

  private static let contrasts = CompareTab.Contrast.allCases

  /// A tab at its third op, everything read.
  private func makeTab(
    _ contrast: CompareTab.Contrast = .semantics, intervention: Intervention = Intervention()
  ) -> CompareTab {
    var subject = Fixture.subject()
    subject.intervention = intervention
    var tab = CompareTab(Start(subject: subject, randomSeed: 0))
    answer(tab.show(subject), in: &tab)
    while tab.contrast != contrast { answer(tab.press(.character("c")) ?? [], in: &tab) }
    for _ in 0..<2 { _ = tab.press(.right) }
    return tab
  }

  private func answer(_ effects: [TabEffect], in tab: inout CompareTab) {
    for case .request(.read(let subject)) in effects {
      let run = RunSummary(
        name: "fixture", preset: "by-hand", step: subject.step!, samplesSeen: 1, probes: Self.run.probes,
        checkpoints: Self.run.checkpoints)
      answer(tab.receive(.reading(Self.reading, by: run, of: subject)), in: &tab)
    }
  }

  // MARK: Belief beside truth

  @Test func beliefIsBesideTruthAtEverySize() {
    for contrast in Self.contrasts {
      let tab = makeTab(contrast)
      for columns in [38, 40, 57, 60, 72, 79, 80, 100, 120, 160, 200] {
        for rows in [12, 13, 14, 16, 18, 20, 21, 22, 23, 24, 30, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          let canvas = Fixture.frame(tab, size)
          let body = Size(columns: columns, rows: rows - 2)
          for pane in tab.panes(body) where pane.rectangle.columns > 0 && pane.title != "PROGRAM" {
            // The body begins under the row of tabs.
            let cells = (pane.rectangle.y..<pane.rectangle.y + pane.rectangle.rows).flatMap { y in
              (pane.rectangle.x..<pane.rectangle.x + pane.rectangle.columns).map {
                canvas.cells[(y + 1) * columns + $0]
              }
            }
            // Robots and shades of a board, not words about it.
            func count(_ style: Style) -> Int {
              cells.count { $0.style == style && "▲►▼◄░▒▓▟▙▜▛▐▌▄▀▖▗▘▝".contains($0.character) }
            }
            #expect(count(.truth) > 0 && count(.belief) > 0, "\(pane.title) at \(size):\n\(canvas.text)")
          }
        }
      }
    }
  }

  @Test func beliefIsInTheRightHalvesOfCells60x20() {
    let canvas = Fixture.frame(makeTab(), 60, 20)
    #expect(
      canvas.text == """
         1 Step  2 Watch  3 Compare  4 Library              fixture
         Each column gives the ops of one program another meaning.

         ORIGINAL            FLIP ◆ 1            ADVERSARIAL ◆ 1
         3 move              3 move              3 move → left
         ███████████▚████    █████████▚██████    ███████████▚████
         ██· · · ▲░·▲▷░██    ██· · ·░△▲·░· ██    ██· · · △░·▲·░██
         ██· ██· • 1░· ██    ██· ██· ·░1 · ██    ██· ██· · 1░· ██
         ██· · · ○ · · ██    ██· · · ○ · · ██    ██· · · ▲ · · ██
         ██· · · · · · ██    ██· · · • · · ██    ██· · · · · · ██
         ██· · 1 · ██· ██    ██· · 1 ▼ ██· ██    ██· · 1 · ██· ██
         ██· · · · · · ██    ██· · · · · · ██    ██· · · · · · ██
         ████████████████    ████████████████    ████████████████
         dir north = north   dir south ≠ north   dir north = north
         pos  0,−2 ≠ +1,−2   pos  0,+2 ≠  0,−2   pos  0, 0 ≠ +1,−2
         obs   yes = yes     obs    no ≠ yes     obs    no ≠ yes

         PROGRAM  3/8   left move move put right move move pick end
         in a cell: truth, belief         paused · 2 steps a second
         space play  n next  N back  c columns  ? help  q quit

        """)
    #expect(canvas.inASCII.text.contains("\n ##. . . ^:.^):##    "), "\(canvas.inASCII.text)")
  }

  @Test func belowEachWorldIsItsBelief79x23() {
    #expect(
      Fixture.frame(makeTab(), 79, 23).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library       fixture · step 12,345
         ORIGINAL           FLIP ◆ 1           ADVERSARIAL ◆ 1    PROGRAM  3/8
         3 move             3 move             3 move → left        1 turnLeft   =≠≠
         ████████████████   ████████████████   ████████████████     2 move       =≠≠
         ██· · · ▲ · ▷ ██   ██· · · △ · · ██   ██· · · △ · · ██   ▸ 3 move       ≠≠≠
         ██· ██· • 1 · ██   ██· ██· · 1 · ██   ██· ██· · 1 · ██     4 putMarker  =≠≠
         ██· · · ○ · · ██   ██· · · ○ · · ██   ██· · · ▲ · · ██     5 turnRight  =≠≠
         ██· · · · · · ██   ██· · · • · · ██   ██· · · · · · ██     6 move       ≠≠≠
         ██· · 1 · ██· ██   ██· · 1 ▼ ██· ██   ██· · 1 · ██· ██     7 move       =≠≠
         ██· · · · · · ██   ██· · · · · · ██   ██· · · · · · ██     8 pickMarker –––
         ████████████████   ████████████████   ████████████████       end
         BELIEF linear·grid BELIEF linear·grid BELIEF linear·grid
         ██████████▚▚████   ████████▚▚██████   ██████████▚▚████
         ██· · · △░▲ ░░██   ██· · ░░▲ ░░· ██   ██· · · ░░▲ ░░██
         ██· · · · ░░· ██   ██· · · ░░· · ██   ██· · · · ░░· ██
         ██· · · ○ · · ██   ██· · · ○ · · ██   ██· · · △ · · ██
         ██· · · · · · ██   ██· · · · · · ██   ██· · · · · · ██
         ██· · · · · · ██   ██· · · ▽ · · ██   ██· · · · · · ██
         ██· · · · · · ██   ██· · · · · · ██   ██· · · · · · ██
         ████████████████   ████████████████   ████████████████
         dir = pos ≠ obs =  dir ≠ pos ≠ obs ≠  dir = pos ≠ obs ≠
         test 17 · seed 1                                    paused · 2 steps a second
         space play  n next  N back  c columns  v results  d diff  ? help  q quit

        """)
  }

  @Test func programsOfCheckpointsHaveTheirBeliefs80x24() {
    #expect(
      Fixture.frame(makeTab(.checkpoints), 80, 24).text == """
         karelscope  1 Step  2 Watch  3 Compare  4 Library   fixture · test 17 · seed 1
         Same specification; each column is what a checkpoint wrote for it.
         STEP 100 ✗               STEP 2,000 ✗             STEP 12,345 ✗
         3 move                   3 move                   3 move
         ███████████▚████         ███████████▚████         ███████████▚████
         ██· · · ▲░·▲▷░██         ██· · · ▲░·▲▷░██         ██· · · ▲░·▲▷░██
         ██· ██· • 1░· ██         ██· ██· • 1░· ██         ██· ██· • 1░· ██
         ██· · · ○ · · ██         ██· · · ○ · · ██         ██· · · ○ · · ██
         ██· · · · · · ██         ██· · · · · · ██         ██· · · · · · ██
         ██· · 1 · ██· ██         ██· · 1 · ██· ██         ██· · 1 · ██· ██
         ██· · · · · · ██         ██· · · · · · ██         ██· · · · · · ██
         ████████████████         ████████████████         ████████████████
         dir = pos ≠ obs =        dir = pos ≠ obs =        dir = pos ≠ obs =
         PROGRAM  3/8   ↓         PROGRAM  3/8   ↓         PROGRAM  3/8   ↓
           1 turnLeft               1 turnLeft               1 turnLeft
           2 move                   2 move                   2 move
         ▸ 3 move       ≠         ▸ 3 move       ≠         ▸ 3 move       ≠
           4 putMarker              4 putMarker              4 putMarker
           5 turnRight              5 turnRight              5 turnRight
           6 move       ≠           6 move       ≠           6 move       ≠
           7 move                   7 move                   7 move
           8 pickMarker             8 pickMarker             8 pickMarker
         in a cell: truth, belief · test 17 · seed 1          paused · 2 steps a second
         space play  n next  N back  c columns  v results  ] wrong  ? help  q quit

        """)
  }

  @Test func oneColumnHasTheRoomToItself() {
    var tab = CompareTab(Start(subject: Fixture.subject(step: 400), randomSeed: 0))
    _ = tab.show(Fixture.subject(step: 400))
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.bareRun, of: Fixture.subject(step: 400)))
    for _ in 0..<2 { _ = tab.press(.character("c")) }
    let text = Fixture.frame(tab, 60, 20).text
    #expect(text.contains("\n LINEAR·GRID        BELIEF linear·grid "), "\(text)")
  }

  // MARK: The program

  @Test func theProgramIsAListWhereThereIsRoom() {
    for columns in [72, 79, 80, 99, 100, 120, 160, 200] {
      // In 120 columns and fewer rows, belief beside truth takes its room.
      for rows in columns == 120 ? [24, 30, 39, 40, 60] : [12, 13, 20, 23, 24, 30, 39, 40, 60] {
        let lines = Fixture.frame(makeTab(), columns, rows).text.split(separator: "\n")
        let isList = lines.contains { $0.contains("▸ 3 move ") }
        #expect(isList, "\(columns)x\(rows)")
      }
    }
    // Elsewhere it is a row.
    #expect(Fixture.frame(makeTab(), 60, 20).text.contains("PROGRAM  3/8   left move move put"))
  }

  @Test func aPressOnTheShortListGoesThere() {
    var instrument = Fixture.instrument(makeTab(), size: Size(columns: 120, rows: 40))
    let lines = instrument.frame(Size(columns: 120, rows: 40)).text.split(separator: "\n")
    let y = lines.firstIndex { $0.contains("  6 move ") } ?? 0
    _ = instrument.update(.mouse(MouseEvent(.press, x: 110, y: y)))
    #expect(instrument.frame(Size(columns: 120, rows: 40)).text.contains("PROGRAM  6/8"))
  }

  // MARK: What one sees

  @Test func theIntroductionIsAWholeSentence() {
    let variations = [Intervention(), Intervention(ops: [.move], isWhole: true), Intervention(ops: [.move, .move])]
    for contrast in Self.contrasts {
      for intervention in variations {
        let tab = makeTab(contrast, intervention: intervention)
        for columns in 60...130 {
          let line = Fixture.frame(tab, columns, 24).text.split(separator: "\n")[1]
          let sentence = line.firstRange(of: "   ").map { line[..<$0.lowerBound] } ?? line
          #expect(sentence.hasSuffix(".") && !sentence.contains("…"), "\(columns): \(line)")
        }
      }
    }
  }

  // MARK: Every pane

  @Test func everyPaneCanBeFocusedAndShownAlone() {
    for size in [Size(columns: 40, rows: 12), Size(columns: 60, rows: 20), Size(columns: 80, rows: 24)] {
      for (contrast, titles) in zip(
        Self.contrasts,
        [
          ["ORIGINAL", "FLIP", "ADVERSARIAL", "PROGRAM"], ["STEP 100", "STEP 2,000", "STEP 12,345"],
          ["LINEAR·GRID", "PROGRAM"],
        ])
      {
        var instrument = Fixture.instrument(makeTab(contrast), size: size)
        var seen: [String] = []
        for _ in 0..<5 {
          _ = instrument.update(.key(.character("f")))
          guard let title = instrument.focusedPane?.title, !seen.contains(title) else { break }
          seen.append(title)
          #expect(instrument.frame(size).text.contains("»" + title), "\(instrument.frame(size).text)")
          _ = instrument.update(.key(.enter))
          let alone = instrument.frame(size).text
          #expect(instrument.isFullScreen && alone.contains("\n " + title), "\(alone)")
          _ = instrument.update(.key(.enter))
        }
        let own = contrast == .checkpoints && size.columns == 40 ? ["PROGRAM"] : []
        #expect(seen == titles + own, "\(size)")
        // What was brought on screen leaves with the focus.
        let before = Fixture.frame(makeTab(contrast), size).text
        while instrument.focusedPane != nil { _ = instrument.update(.key(.escape)) }
        #expect(instrument.frame(size).text == before)
      }
    }
  }

  @Test func whatIsFocusedIsNotTurnedAway() {
    let size = Size(columns: 40, rows: 12)
    var instrument = Fixture.instrument(makeTab(), size: size, keys: [.character("f"), .character("f")])
    let text = instrument.frame(size).text
    #expect(text.contains("»FLIP"))
    _ = instrument.update(.key(.character("C")))
    #expect(instrument.frame(size).text.contains("»FLIP"))
    #expect(instrument.frame(size).text.contains("f focuses others; Esc lets C show them"))
    for key: Key in [.escape, .character("C")] { _ = instrument.update(.key(key)) }
    #expect(instrument.frame(size).text.contains(" ADVERSARIAL ◆ 1"))
  }

  @Test func programsOfCheckpointsAreBesideEachOtherWhereColumnsHaveNoRoom() {
    let size = Size(columns: 40, rows: 12)
    var instrument = Fixture.instrument(makeTab(.checkpoints), size: size, keys: [.character("F"), .enter])
    #expect(
      instrument.frame(size).text.hasPrefix(
        """
         1 Step  2 Watch  3 Compare  4 Library

         PROGRAM  3/8
             100    2k     12.3k
           1 left   left   left
           2 move   move   move
         ▸ 3 move ≠ move ≠ move ≠
           4 put    put    put
        """), "\(instrument.frame(size).text)")
    _ = instrument.update(.key(.end))
    #expect(instrument.frame(size).text.contains("▸   end    end    end"))
  }
}
