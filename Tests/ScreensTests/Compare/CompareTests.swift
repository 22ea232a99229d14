import Beliefs
import Karel
import Screens
import Testing
import TextCanvas

@Suite struct CompareTests {
  private static let probed = TracedReading.probedExample

  /// A view that has its first reading.
  private func model(_ run: RunSummary = Fixture.run, program: Program = Fixture.program) -> CompareModel {
    var model = CompareModel(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = model.show(Fixture.subject())
    _ = model.receive(.reading(Fixture.reading(program: program), by: run, of: Fixture.subject()))
    return model
  }

  private func press(_ keys: Key..., in model: inout CompareModel) {
    for key in keys { _ = model.press(key) }
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
    let model = model()
    #expect(model.columns.map(\.title) == ["ORIGINAL", "FLIP", "ADVERSARIAL"])
    for (column, semantics) in zip(model.columns, [Semantics.original, .flip, .adversarial]) {
      let expected = Trace(of: Fixture.program, from: Fixture.inputs[0], semantics: semantics)
      #expect(column.traced.traces[Self.probed] == expected)
    }
  }

  @Test func theFirstPartingOfTheWorldsIsFound() {
    let model = model()
    let original = Trace(of: Fixture.program, from: Fixture.inputs[0]).states
    #expect(model.columns[0].divergence == nil)
    for (column, semantics) in zip(model.columns, [Semantics.original, .flip, .adversarial]).dropFirst() {
      let other = Trace(of: Fixture.program, from: Fixture.inputs[0], semantics: semantics).states
      let first = original.indices.first { original[$0] != other[$0] }
      #expect(column.divergence == first.map { $0 - 1 })
    }
    let straight = self.model(program: Program([.move, .putMarker]))
    #expect(straight.columns[1].divergence == nil, "without turns, flip changes nothing")
  }

  @Test func aMissingProbeIsAState() {
    let model = model()
    #expect(model.columns.map { $0.probe != nil } == [true, false, false])
    let text = Fixture.frame(model, 80, 24).text
    #expect(text.contains("██     for    ██"))
    #expect(text.contains("no probe: karelscope probe --checkpoint 12345"))
    let whole = self.model(wholeRun)
    #expect(whole.columns.map { $0.probe?.semantics } == [.original, .flip, nil])
    #expect(whole.columns.map(\.traced.probe) == [0, 1, nil], "each column compares with its own probe")
  }

  @Test func typedSemanticsHaveTheirColumnAndTheirProbe() throws {
    let typed = try Semantics(parsing: "put,pick,move,right,left")
    var model = model()
    #expect(model.obey(.semantics(typed)) == [])
    #expect(model.columns.map(\.title) == ["ORIGINAL", "FLIP", "ADVERSARIAL", "TYPED"])
    #expect(
      model.columns[3].traced.traces[Self.probed]
        == Trace(of: Fixture.program, from: Fixture.inputs[0], semantics: typed))
    #expect(model.columns[3].probe == nil)
    let pane = try #require(model.panes(Size(columns: 80, rows: 22)).first { $0.title == "TYPED" })
    let texts = pane.explanations.map(\.text)
    #expect(texts.contains { $0.hasPrefix("pick does put, put does pick, right does move") })
    #expect(texts.contains { $0.hasSuffix("--checkpoint 12345 --semantics put,pick,move,right,left") })
    var probed = self.model(
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
    branch.variation = Variation(ops: [.move])
    var model = model()
    press(.right, in: &model)
    #expect(model.show(branch) == [.perform(.read(branch))])
    #expect(model.columns.isEmpty && model.step == 0)
    _ = model.receive(.reading(Fixture.reading(), by: Fixture.run, of: branch))
    let effects = model.press(.character("c"))
    var earlier = branch
    let subjects: [ViewEffect] = [100, 2000].map { step in
      earlier.step = step
      return .perform(.read(earlier))
    }
    #expect(effects == subjects)
  }

  // MARK: Checkpoints and probes

  @Test func probesOfTypedSemanticsAreTrainedHere() throws {
    let typed = try Semantics(parsing: "put,pick,move,right,left")
    var model = model()
    _ = model.obey(.semantics(typed))
    guard case .perform(.probe(let wish)) = model.press(.character("T"))?.first else {
      Issue.record("no probe was wished for")
      return
    }
    #expect(wish.probes.contains { $0.semantics == typed })
  }

  @Test(arguments: [Size(columns: 40, rows: 12), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)])
  func aColumnAloneHasBothItsWorlds(_ size: Size) {
    let instrument = Fixture.instrument(model(), size: size, keys: [.character("f"), .enter])
    let text = instrument.frame(size).text
    #expect(instrument.isFullScreen && text.contains("ORIGINAL") && text.contains("BELIEF"))
    #expect(!text.contains("FLIP"))
  }

  @Test func probesTrainedHereReadTheBranch() {
    var model = model()
    var subject = Fixture.subject()
    subject.variation = Variation(ops: [.move], isWhole: true)
    _ = model.show(subject)
    _ = model.receive(.reading(Fixture.reading(program: Program([.move])), by: Fixture.run, of: subject))
    guard case .perform(.probe(let wish)) = model.press(.character("T"))?.first else {
      Issue.record("no probe was wished for")
      return
    }
    let effects = model.receive(.probing(ProbingProgress(wish: wish, state: .finished(seconds: 1))))
    #expect(effects.contains(.perform(.read(subject))))
  }

  @Test func aCheckpointThatCannotBeReadIsNotAtHand() {
    var model = model()
    #expect(model.press(.character("{")) == [.perform(.read(Fixture.subject(step: 2000)))])
    _ = model.receive(.failed(.read(Fixture.subject(step: 2000)), reason: "the file ends too soon"))
    #expect(model.target == Fixture.subject() && !model.columns.isEmpty)
    #expect(Fixture.frame(model, 80, 24).text.contains("the file ends too soon"))
    press(.character("p"), in: &model)
    #expect(!model.columns.isEmpty)
  }

  @Test func checkpointsAreReadAndWrittenSideBySide() {
    var model = model()
    let effects = model.press(.character("c"))
    #expect(model.contrast == .checkpoints)
    #expect(effects == [100, 2000].map { .perform(.read(Fixture.subject(step: $0))) }, "up to the one at hand")
    #expect(model.columns.map(\.title) == ["STEP 12,345"])
    for step in [2000, 100] {
      let run = RunSummary(
        name: "fixture", preset: "by-hand", step: step, samplesSeen: 64 * step, probes: Fixture.run.probes,
        checkpoints: Fixture.run.checkpoints)
      let program = step == 100 ? Program([.move, .move]) : Fixture.program
      _ = model.receive(.reading(Fixture.reading(program: program), by: run, of: Fixture.subject(step: step)))
    }
    #expect(model.columns.map(\.title) == ["STEP 100", "STEP 2,000", "STEP 12,345"])
    #expect(model.awaited.isEmpty)
    // The shorter program stands at its end while the others go on.
    for _ in 0..<5 { press(.right, in: &model) }
    #expect(model.step == 5 && model.endStep == Fixture.program.ops.count)
    let text = Fixture.frame(model, 80, 24).text
    #expect(text.contains("at the end") && text.contains("PROGRAM  6/8"))
    #expect(text.contains("STEP 12,345 ✗"))
    // What has been read is not asked for again.
    #expect(model.press(.character("{")) == [])
    #expect(model.columns.map(\.title) == ["STEP 100", "STEP 2,000"])
  }

  @Test func probesReadTheSameStates() {
    var model = model()
    press(.character("c"), .character("c"), in: &model)
    #expect(model.contrast == .probes)
    #expect(model.columns.map(\.title) == ["LINEAR·GRID", "LINEAR·START"])
    #expect(model.columns[0].traced.traces == model.columns[1].traced.traces)
    // The fixture's second probe is always right, its first errs here first.
    #expect(model.columns[1].divergence == Fixture.wrongPositions.union(Fixture.wrongDirections).min())
    press(.character("c"), in: &model)
    #expect(model.contrast == .semantics && model.columns.count == 3)
  }

  // MARK: Steps

  @Test func stepsAreThoseOfStep() {
    var model = model()
    let wrong = Fixture.wrongPositions.union(Fixture.wrongDirections).sorted()
    for step in wrong {
      press(.character("]"), in: &model)
      #expect(model.step == step)
    }
    press(.character("["), in: &model)
    #expect(model.step == wrong[wrong.count - 2])
    press(.end, in: &model)
    #expect(model.step == Fixture.program.ops.count)
    press(.home, .right, .right, .left, in: &model)
    #expect(model.step == 1)
    press(.character(" "), in: &model)
    #expect(model.isPlaying)
    _ = model.advance(.milliseconds(500))
    #expect(model.step == 2)
    press(.right, in: &model)
    #expect(!model.isPlaying && model.step == 2, "the first manual step while playing only pauses")
    _ = model.jump(to: .number(7))
    #expect(model.step == 6)
  }

  @Test func partingsAreVisitedInTurn() {
    var model = model()
    let places = Set(model.columns.compactMap(\.divergence)).sorted()
    press(.character("d"), in: &model)
    #expect(model.step == places.first { $0 > 0 } ?? places[0])
    press(.end, .character("d"), in: &model)
    #expect(model.step == places[0], "from the end, the first again")
  }

  @Test func anotherSpecificationBeginsAnew() throws {
    var model = model()
    press(.end, in: &model)
    let effects = model.press(.character("r"))
    let subject = try #require(model.awaited.first)
    #expect(effects == [.perform(.read(subject))] && subject.sample != Fixture.sample(17))
    #expect(model.columns.isEmpty && model.step == 0)
    _ = model.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    #expect(model.columns.isEmpty, "an answer about the specification before")
    _ = model.receive(.failed(.read(subject), reason: "gone"))
    #expect(Fixture.frame(model, 80, 24).text.contains("✗ gone"))
  }

  @Test func theProgramOpensInStep() {
    var model = model()
    #expect(model.press(.character("s")) == [.open(Fixture.subject(), in: StepModel.name)])
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
    var model = model()
    func titles() -> [String] { shown(model, Size(columns: 40, rows: 10)) }
    #expect(titles() == ["ORIGINAL", "FLIP"])
    press(.character("C"), in: &model)
    #expect(titles() == ["ORIGINAL", "ADVERSARIAL"])
    press(.character("C"), in: &model)
    #expect(titles() == ["ORIGINAL", "FLIP"])
    #expect(shown(model, Size(columns: 80, rows: 22)) == ["ORIGINAL", "FLIP", "ADVERSARIAL", "PROGRAM"])
  }

  /// The titles of the panes that a body has room for.
  private func shown(_ model: CompareModel, _ body: Size) -> [String] {
    model.panes(body).filter { $0.rectangle.columns > 0 }.map(\.title)
  }

  /// Answers every request for a reading of a run with six checkpoints.
  private func answer(_ effects: [ViewEffect], in model: inout CompareModel) {
    for case .perform(.read(let subject)) in effects {
      let run = RunSummary(
        name: "fixture", preset: "by-hand", step: subject.step!, samplesSeen: 1, probes: Fixture.run.probes,
        checkpoints: [100, 200, 300, 400, 500, 600])
      answer(model.receive(.reading(Fixture.reading(), by: run, of: subject)), in: &model)
    }
  }

  /// A view over six checkpoints on a screen of some extent, everything read.
  private func modelOfSix(_ size: Size) -> CompareModel {
    var model = CompareModel(Start(subject: Fixture.subject(step: 600), randomSeed: 0))
    model.resize(Size(columns: size.columns, rows: size.rows - 2))
    answer(model.show(Fixture.subject(step: 600)), in: &model)
    answer(model.press(.character("c")) ?? [], in: &model)
    return model
  }

  @Test func checkpointsThatAreTooManyComeInPages() {
    for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      var model = modelOfSix(size)
      func steps() -> [Int] { model.columns.map(\.checkpoint) }
      let first = steps()
      #expect(first.count == 4 && first.first == 100 && first.last == 600)
      #expect(Fixture.frame(model, size).text.contains("\n 4 of 6: C shows others · "))
      #expect(model.hints.contains { $0.keys == ["C"] })
      answer(model.press(.character("C")) ?? [], in: &model)
      #expect(steps().first == 100 && steps().count == 3 && model.awaited.isEmpty)
      #expect(Set(first).union(steps()) == [100, 200, 300, 400, 500, 600], "those left out before")
      #expect(Fixture.frame(model, size).text.contains("\n 3 of 6: C shows others · "))
      #expect(model.press(.character("C")) == [], "what has been read is not asked for again")
      #expect(steps() == first)
      _ = model.press(.character("C"))
      answer(model.press(.character("{")) ?? [], in: &model)
      #expect(steps().last == 500 && steps().count == 4, "another target begins with the first page")
    }
  }

  @Test func columnsThatDoNotFitComeBeforeTheNextPage() {
    let size = Size(columns: 40, rows: 12)
    var model = modelOfSix(size)
    var seen: Set<String> = []
    for _ in 0..<5 {
      seen.formUnion(shown(model, Size(columns: 40, rows: 10)))
      answer(model.press(.character("C")) ?? [], in: &model)
    }
    #expect(seen == Set([100, 200, 300, 400, 500, 600].map { "STEP \($0)" }))
  }

  @Test func whereAllColumnsAreOnScreenThatIsSaid() {
    let text = Fixture.frame(model(), 80, 24, keys: .character("C")).text
    #expect(text.contains("all columns are on screen") && !text.contains("C shows others"))
  }

  @Test func everyContrastDrawsAtEverySize() {
    var model = model(wholeRun)
    for _ in CompareModel.Contrast.allCases {
      for columns in [-1, 0, 1, 37, 38, 40, 57, 60, 79, 80, 100, 120, 160, 200] {
        for rows in [-1, 0, 1, 11, 12, 13, 23, 24, 30, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          var instrument = Fixture.instrument(model, size: size)
          for key: Key in [.right, .end, .character("f"), .character("i"), .enter] {
            let canvas = instrument.frame(size)
            #expect(canvas.cells.count == max(0, columns) * max(0, rows))
            _ = instrument.update(.key(key))
          }
          _ = instrument.frame(size)
        }
      }
      _ = model.press(.character("c"))
    }
  }
}
