import Beliefs
import Karel
import Screens
import Testing
import TextCanvas

@Suite struct CompareTests {
  private static let probed = TracedGeneration.probedExample

  /// A tab that has its first response.
  private func makeTab(_ run: RunSummary = Fixture.run, program: Program = Fixture.program) -> CompareTab {
    var tab = CompareTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.reading(Fixture.reading(program: program), by: run, of: Fixture.subject()))
    return tab
  }

  private func press(_ keys: Key..., in tab: inout CompareTab) {
    for key in keys { _ = tab.press(key) }
  }

  /// A run whose checkpoint has a probe for every semantics.
  private var wholeRun: RunSummary {
    RunSummary(
      name: "fixture", preset: "by-hand", step: 12_345, samplesSeen: 790_080,
      probes: [
        ProbeSummary(kind: "linear", frame: .grid),
        ProbeSummary(kind: "linear", frame: .grid, semantics: .flip),
      ], checkpoints: Fixture.run.checkpoints)
  }

  // MARK: Semantics

  @Test func eachColumnRunsTheProgramUnderItsSemantics() {
    let tab = makeTab()
    #expect(tab.columns.map(\.title) == ["ORIGINAL", "FLIP", "ADVERSARIAL"])
    for (column, semantics) in zip(tab.columns, [Semantics.original, .flip, .adversarial]) {
      let expected = Trace(of: Fixture.program, from: Fixture.inputs[0], semantics: semantics)
      #expect(column.traced.traces[Self.probed] == expected)
    }
  }

  @Test func theFirstPartingOfTheWorldsIsFound() {
    let tab = makeTab()
    let original = Trace(of: Fixture.program, from: Fixture.inputs[0]).states
    #expect(tab.columns[0].divergence == nil)
    for (column, semantics) in zip(tab.columns, [Semantics.original, .flip, .adversarial]).dropFirst() {
      let other = Trace(of: Fixture.program, from: Fixture.inputs[0], semantics: semantics).states
      let first = original.indices.first { original[$0] != other[$0] }
      #expect(column.divergence == first.map { $0 - 1 })
    }
    let straight = makeTab(program: Program([.move, .putMarker]))
    #expect(straight.columns[1].divergence == nil, "without turns, flip changes nothing")
  }

  @Test func aMissingProbeIsAState() {
    let tab = makeTab()
    #expect(tab.columns.map { $0.probe != nil } == [true, false, false])
    let text = Fixture.frame(tab, 80, 24).text
    #expect(text.contains("██     for    ██"))
    #expect(text.contains("no probe: karelscope probe --checkpoint 12345"))
    let whole = makeTab(wholeRun)
    #expect(whole.columns.map { $0.probe?.semantics } == [.original, .flip, nil])
    #expect(whole.columns.map(\.traced.probe) == [0, 1, nil], "each column compares with its own probe")
  }

  @Test func typedSemanticsHaveTheirColumnAndTheirProbe() throws {
    let typed = try Semantics(parsing: "put,pick,move,right,left")
    var tab = makeTab()
    #expect(tab.obey(.semantics(typed)) == [])
    #expect(tab.columns.map(\.title) == ["ORIGINAL", "FLIP", "ADVERSARIAL", "TYPED"])
    #expect(
      tab.columns[3].traced.traces[Self.probed]
        == Trace(of: Fixture.program, from: Fixture.inputs[0], semantics: typed))
    #expect(tab.columns[3].probe == nil)
    let pane = try #require(tab.panes(Size(columns: 80, rows: 22)).first { $0.title == "TYPED" })
    let texts = pane.explanations.map(\.text)
    #expect(texts.contains { $0.hasPrefix("pick does put, put does pick, right does move") })
    #expect(texts.contains { $0.hasSuffix("--checkpoint 12345 --semantics put,pick,move,right,left") })
    var probed = makeTab(
      RunSummary(
        name: "fixture", preset: "by-hand", step: 12_345, samplesSeen: 790_080,
        probes: [
          ProbeSummary(kind: "linear", frame: .grid),
          ProbeSummary(kind: "linear", frame: .grid, semantics: typed),
        ], checkpoints: Fixture.run.checkpoints))
    press(.character("c"), in: &probed)
    _ = probed.obey(.semantics(typed))
    #expect(probed.contrast == .semantics && probed.columns.map(\.traced.probe) == [0, nil, nil, 1])
    _ = probed.obey(.semantics(nil))
    #expect(probed.columns.count == 3)
    #expect(probed.obey(.seed(1)) == nil, "no other command is Compare's")
  }

  @Test func aBranchIsReadForAllColumns() {
    var branch = Fixture.subject()
    branch.intervention = Intervention(ops: [.move])
    var tab = makeTab()
    press(.right, in: &tab)
    #expect(tab.show(branch) == [.request(.read(branch))])
    #expect(tab.columns.isEmpty && tab.step == 0)
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: branch))
    let effects = tab.press(.character("c"))
    var earlier = branch
    let subjects: [TabEffect] = [100, 2000].map { step in
      earlier.step = step
      return .request(.read(earlier))
    }
    #expect(effects == subjects)
  }

  // MARK: Checkpoints and probes

  @Test func probesOfTypedSemanticsAreTrainedHere() throws {
    let typed = try Semantics(parsing: "put,pick,move,right,left")
    var tab = makeTab()
    _ = tab.obey(.semantics(typed))
    guard case .request(.probe(let request)) = tab.press(.character("T"))?.first else {
      Issue.record("no probe was wished for")
      return
    }
    #expect(request.probes.contains { $0.semantics == typed })
  }

  @Test(arguments: [Size(columns: 40, rows: 12), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)])
  func aColumnAloneHasBothItsWorlds(_ size: Size) {
    let instrument = Fixture.instrument(makeTab(), size: size, keys: [.character("f"), .enter])
    let text = instrument.frame(size).text
    #expect(instrument.isFullScreen && text.contains("ORIGINAL") && text.contains("BELIEF"))
    #expect(!text.contains("FLIP"))
  }

  @Test func probesTrainedHereReadTheBranch() {
    var tab = makeTab()
    var subject = Fixture.subject()
    subject.intervention = Intervention(ops: [.move], isWhole: true)
    _ = tab.show(subject)
    _ = tab.receive(.reading(Fixture.reading(program: Program([.move])), by: Fixture.run, of: subject))
    guard case .request(.probe(let request)) = tab.press(.character("T"))?.first else {
      Issue.record("no probe was wished for")
      return
    }
    let effects = tab.receive(.probing(ProbingProgress(request: request, state: .finished(seconds: 1))))
    #expect(effects.contains(.request(.read(subject))))
  }

  @Test func aCheckpointThatCannotBeReadIsNotAtHand() {
    var tab = makeTab()
    #expect(tab.press(.character("{")) == [.request(.read(Fixture.subject(step: 2000)))])
    _ = tab.receive(.failed(.read(Fixture.subject(step: 2000)), reason: "the file ends too soon"))
    #expect(tab.target == Fixture.subject() && !tab.columns.isEmpty)
    #expect(Fixture.frame(tab, 80, 24).text.contains("the file ends too soon"))
    press(.character("p"), in: &tab)
    #expect(!tab.columns.isEmpty)
  }

  @Test func checkpointsAreReadAndWrittenSideBySide() {
    var tab = makeTab()
    let effects = tab.press(.character("c"))
    #expect(tab.contrast == .checkpoints)
    #expect(effects == [100, 2000].map { .request(.read(Fixture.subject(step: $0))) }, "up to the one at hand")
    #expect(tab.columns.map(\.title) == ["STEP 12,345"])
    for step in [2000, 100] {
      let run = RunSummary(
        name: "fixture", preset: "by-hand", step: step, samplesSeen: 64 * step, probes: Fixture.run.probes,
        checkpoints: Fixture.run.checkpoints)
      let program = step == 100 ? Program([.move, .move]) : Fixture.program
      _ = tab.receive(.reading(Fixture.reading(program: program), by: run, of: Fixture.subject(step: step)))
    }
    #expect(tab.columns.map(\.title) == ["STEP 100", "STEP 2,000", "STEP 12,345"])
    #expect(tab.awaited.isEmpty)
    // The shorter program stands at its end while the others go on.
    for _ in 0..<5 { press(.right, in: &tab) }
    #expect(tab.step == 5 && tab.endStep == Fixture.program.ops.count)
    let text = Fixture.frame(tab, 80, 24).text
    #expect(text.contains("at the end") && text.contains("PROGRAM  6/8"))
    #expect(text.contains("STEP 12,345 ✗"))
    // What has been read is not requested again.
    #expect(tab.press(.character("{")) == [])
    #expect(tab.columns.map(\.title) == ["STEP 100", "STEP 2,000"])
  }

  @Test func probesReadTheSameStates() {
    var tab = makeTab()
    press(.character("c"), .character("c"), in: &tab)
    #expect(tab.contrast == .probes)
    #expect(tab.columns.map(\.title) == ["LINEAR·GRID", "LINEAR·START"])
    #expect(tab.columns[0].traced.traces == tab.columns[1].traced.traces)
    // The fixture's second probe is always correct, its first errs here first.
    #expect(tab.columns[1].divergence == Fixture.wrongPositions.union(Fixture.wrongDirections).min())
    press(.character("c"), in: &tab)
    #expect(tab.contrast == .semantics && tab.columns.count == 3)
  }

  // MARK: Steps

  @Test func stepsAreThoseOfStep() {
    var tab = makeTab()
    let wrong = Fixture.wrongPositions.union(Fixture.wrongDirections).sorted()
    for step in wrong {
      press(.character("]"), in: &tab)
      #expect(tab.step == step)
    }
    press(.character("["), in: &tab)
    #expect(tab.step == wrong[wrong.count - 2])
    press(.end, in: &tab)
    #expect(tab.step == Fixture.program.ops.count)
    press(.home, .right, .right, .left, in: &tab)
    #expect(tab.step == 1)
    press(.character(" "), in: &tab)
    #expect(tab.isPlaying)
    _ = tab.advance(.milliseconds(500))
    #expect(tab.step == 2)
    press(.right, in: &tab)
    #expect(!tab.isPlaying && tab.step == 2, "the first manual step while playing only pauses")
    _ = tab.jump(to: .number(7))
    #expect(tab.step == 6)
  }

  @Test func partingsAreVisitedInTurn() {
    var tab = makeTab()
    let places = Set(tab.columns.compactMap(\.divergence)).sorted()
    press(.character("d"), in: &tab)
    #expect(tab.step == places.first { $0 > 0 } ?? places[0])
    press(.end, .character("d"), in: &tab)
    #expect(tab.step == places[0], "from the end, the first again")
  }

  @Test func anotherSpecificationBeginsAnew() throws {
    var tab = makeTab()
    press(.end, in: &tab)
    let effects = tab.press(.character("r"))
    let subject = try #require(tab.awaited.first)
    #expect(effects == [.request(.read(subject))] && subject.sample != Fixture.sample(17))
    #expect(tab.columns.isEmpty && tab.step == 0)
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    #expect(tab.columns.isEmpty, "an answer about the specification before")
    _ = tab.receive(.failed(.read(subject), reason: "gone"))
    #expect(Fixture.frame(tab, 80, 24).text.contains("✗ gone"))
  }

  @Test func theProgramOpensInStep() {
    var tab = makeTab()
    #expect(tab.press(.character("s")) == [.open(Fixture.subject(), in: StepTab.name)])
  }

  // MARK: Layout

  @Test func partsLieInTheBodyAndApart() {
    for columns in 0...210 {
      for rows in 0...64 {
        for count in 1...4 {
          for hasPrograms in [false, true] {
            let size = Size(columns: columns, rows: rows)
            guard let layout = CompareLayout(size, count: count, hasPrograms: hasPrograms) else {
              #expect(columns < CompareLayout.minimum.columns || rows < CompareLayout.minimum.rows)
              continue
            }
            let body = Rectangle(x: 0, y: 0, columns: columns, rows: rows)
            for (index, part) in layout.parts.enumerated() {
              #expect(part.columns > 0 && part.rows > 0 && part.intersection(body) == part, "\(part) at \(size)")
              for other in layout.parts[..<index] { #expect(!part.overlaps(other), "\(part), \(other) at \(size)") }
            }
          }
        }
      }
    }
  }

  @Test func columnsThatDoNotFitCanBeReached() {
    var tab = makeTab()
    func titles() -> [String] { shown(tab, Size(columns: 40, rows: 10)) }
    #expect(titles() == ["ORIGINAL", "FLIP"])
    press(.character("C"), in: &tab)
    #expect(titles() == ["ORIGINAL", "ADVERSARIAL"])
    press(.character("C"), in: &tab)
    #expect(titles() == ["ORIGINAL", "FLIP"])
    #expect(shown(tab, Size(columns: 80, rows: 22)) == ["ORIGINAL", "FLIP", "ADVERSARIAL", "PROGRAM"])
  }

  /// The titles of the panes that a body has room for.
  private func shown(_ tab: CompareTab, _ body: Size) -> [String] {
    tab.panes(body).filter { $0.rectangle.columns > 0 }.map(\.title)
  }

  /// Answers every request for a generation of a run with six checkpoints.
  private func answer(_ effects: [TabEffect], in tab: inout CompareTab) {
    for case .request(.read(let subject)) in effects {
      let run = RunSummary(
        name: "fixture", preset: "by-hand", step: subject.step!, samplesSeen: 1, probes: Fixture.run.probes,
        checkpoints: [100, 200, 300, 400, 500, 600])
      answer(tab.receive(.reading(Fixture.reading(), by: run, of: subject)), in: &tab)
    }
  }

  /// A tab over six checkpoints on a screen of some extent, everything read.
  private func tabOfSix(_ size: Size) -> CompareTab {
    var tab = CompareTab(Start(subject: Fixture.subject(step: 600), randomSeed: 0))
    tab.resize(Size(columns: size.columns, rows: size.rows - 2))
    answer(tab.show(Fixture.subject(step: 600)), in: &tab)
    answer(tab.press(.character("c")) ?? [], in: &tab)
    return tab
  }

  @Test func checkpointsThatAreTooManyComeInPages() {
    for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      var tab = tabOfSix(size)
      func steps() -> [Int] { tab.columns.map(\.checkpoint) }
      let first = steps()
      #expect(first.count == 4 && first.first == 100 && first.last == 600)
      #expect(Fixture.frame(tab, size).text.contains("\n 4 of 6: C shows others · "))
      #expect(tab.hints.contains { $0.keys == ["C"] })
      answer(tab.press(.character("C")) ?? [], in: &tab)
      #expect(steps().first == 100 && steps().count == 3 && tab.awaited.isEmpty)
      #expect(Set(first).union(steps()) == [100, 200, 300, 400, 500, 600], "those left out before")
      #expect(Fixture.frame(tab, size).text.contains("\n 3 of 6: C shows others · "))
      #expect(tab.press(.character("C")) == [], "what has been read is not asked for again")
      #expect(steps() == first)
      _ = tab.press(.character("C"))
      answer(tab.press(.character("{")) ?? [], in: &tab)
      #expect(steps().last == 500 && steps().count == 4, "another target begins with the first page")
    }
  }

  @Test func columnsThatDoNotFitComeBeforeTheNextPage() {
    let size = Size(columns: 40, rows: 12)
    var tab = tabOfSix(size)
    var seen: Set<String> = []
    for _ in 0..<5 {
      seen.formUnion(shown(tab, Size(columns: 40, rows: 10)))
      answer(tab.press(.character("C")) ?? [], in: &tab)
    }
    #expect(seen == Set([100, 200, 300, 400, 500, 600].map { "STEP \($0)" }))
  }

  @Test func whereAllColumnsAreOnScreenThatIsSaid() {
    let text = Fixture.frame(makeTab(), 80, 24, keys: .character("C")).text
    #expect(text.contains("all columns are on screen") && !text.contains("C shows others"))
  }

  @Test func everyContrastDrawsAtEverySize() {
    var tab = makeTab(wholeRun)
    for _ in CompareTab.Contrast.allCases {
      for columns in [-1, 0, 1, 37, 38, 40, 57, 60, 79, 80, 100, 120, 160, 200] {
        for rows in [-1, 0, 1, 11, 12, 13, 23, 24, 30, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          var instrument = Fixture.instrument(tab, size: size)
          for key: Key in [.right, .end, .character("f"), .character("i"), .enter] {
            let canvas = instrument.frame(size)
            #expect(canvas.cells.count == max(0, columns) * max(0, rows))
            _ = instrument.update(.key(key))
          }
          _ = instrument.frame(size)
        }
      }
      _ = tab.press(.character("c"))
    }
  }
}
