import Beliefs
import Corpus
import Karel
import Screens
import Testing
import TextCanvas

/// The line of keys: what does something here comes first, and what does nothing is left out.
@Suite struct HintTests {
  private func hints(_ view: some View, _ columns: Int = 80, keys: Key...) -> String {
    let size = Size(columns: columns, rows: 24)
    let instrument = Fixture.instrument(view, size: size, keys: keys)
    return String(instrument.frame(size).text.split(separator: "\n").last ?? "")
  }

  // MARK: Step

  @Test func stepAt80And200() {
    #expect(
      hints(Fixture.model())
        == " space play  n next  N back  ] wrong  { earlier  r new  b break  ? help  q quit")
    #expect(
      hints(Fixture.model(), 200)
        == " space play  n next  N back  ] wrong  { earlier  r new  b break  > steer  k sure  w world  T train  p probe  "
        + "e example  f focus  i info  ? help  q quit")
  }

  @Test func undoIsThereAsSoonAsThereIsSomethingToUndo() {
    var model = Fixture.model()
    #expect(!hints(model, 200).contains("u undo"))
    _ = model.press(.character("M"))
    #expect(hints(model).contains("N back  u undo  ] wrong"))
    _ = model.press(.character("u"))
    #expect(!hints(model, 200).contains("u undo"))
  }

  @Test func wrongBeliefsAreHintedWhereTheyAre() {
    var model = Fixture.model()
    #expect(hints(model).contains("] wrong"))
    _ = model.press(.end)
    #expect(hints(model).contains("[ wrong"))
    // The second probe is always right.
    _ = model.press(.character("p"))
    #expect(!hints(model, 200).contains("wrong"))
  }

  @Test func anotherCheckpointIsHintedWhereThereIsOne() {
    #expect(!hints(Fixture.model(run: Fixture.bareRun), 200).contains("{ earlier"))
    let first = RunSummary(
      name: "fixture", preset: "by-hand", step: 100, samplesSeen: 0, probes: Fixture.run.probes,
      checkpoints: Fixture.run.checkpoints)
    let text = hints(Fixture.model(run: first), 200)
    #expect(text.contains("} later") && !text.contains("{ earlier"))
  }

  @Test func aMissingProbeIsTrainedFirst() {
    let bare = RunSummary(name: "bare", preset: "bare", step: 400, samplesSeen: 0, probes: [])
    let reading = Fixture.reading()
    let unread = Reading(
      specification: reading.specification, program: reading.program,
      steps: reading.steps.map { Reading.Step(choice: $0.choice, beliefs: []) },
      logProbability: reading.logProbability)
    let text = hints(Fixture.model(reading: unread, run: bare))
    #expect(text.hasPrefix(" space play  n next  N back  T train  "))
    #expect(!text.contains("k sure") && !text.contains("wrong"))
  }

  @Test func calibrationSaysItsKey() {
    var model = Fixture.model(run: ProbeFixture.calibratedRun)
    #expect(hints(model, 120).contains("k sure"))
    _ = model.press(.character("k"))
    #expect(hints(model).contains("N back  k feature  ] wrong"))
    _ = model.press(.character("k"))
    #expect(hints(model).contains("k feature  T train"), "of this feature it is not known")
  }

  @Test func whatIsOnIsTurnedOff() {
    var model = Fixture.model()
    _ = model.press(.character("b"))
    model.stop(at: Breakpoints([.op(.turnLeft)]))
    #expect(hints(model).contains("b clear"))
    _ = model.press(.right)
    #expect(hints(model).contains("b break"))
    _ = model.press(.character(" "))
    #expect(hints(model).contains("space pause  n next  N back  + faster  - slower"))
  }

  @Test func theEditorHintsAtUndoOnceSomethingChanged() {
    var model = Fixture.model()
    _ = model.press(.character("w"))
    #expect(hints(model) == " ← → ↑ ↓ cell  # wall  + marker  - less  r robot  Enter done  Esc give up")
    _ = model.press(.character("+"))
    #expect(hints(model) == " ← → ↑ ↓ cell  # wall  + marker  u undo  - less  Enter done  Esc give up")
    _ = model.press(.character("u"))
    #expect(!hints(model).contains("u undo"))
  }

  // MARK: The others

  private func compare(_ keys: Key...) -> CompareModel {
    var model = CompareModel(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = model.show(Fixture.subject())
    _ = model.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    for key in keys { _ = model.press(key) }
    return model
  }

  @Test func compareHintsAtResultsAndAtProbesThatAreMissing() {
    // No probe was trained for two of the columns.
    #expect(hints(compare()).hasPrefix(" space play  n next  N back  T train  c columns  v results"))
    #expect(
      hints(compare(.character("v"))).hasPrefix(" n next  N back  m measure  o state  p probe  v worlds  T train"))
    #expect(hints(compare(.character("c"), .character("c")), 120).contains("b break"))
  }

  @Test func watchHintsAtWhatATrainingCanBeAsked() {
    var history = WatchFixture.history(checkpoints: 3, state: .live)
    #expect(
      hints(WatchFixture.model(history)).contains("t train") && !hints(WatchFixture.model(history)).contains("S stop"))
    history.session = .training
    #expect(hints(WatchFixture.model(history)).contains("p pause  w save  S stop"))
    history.session = .paused
    #expect(hints(WatchFixture.model(history)).contains("p resume  w save  S stop"))
    var model = WatchFixture.model()
    #expect(!hints(model, 200).contains("g probe") && hints(model, 200).contains("l log"))
    _ = model.receive(.findings(ProbeFixture.findings, of: Fixture.reference))
    #expect(hints(model, 200).contains("g probe"))
    _ = model.press(.character("l"))
    #expect(hints(model).contains("l linear"))
  }

  // MARK: Every view

  @Test func everyHintIsAKeyThatItsViewHas() {
    let views: [any View] = [
      Fixture.model(), compare(), compare(.character("v")), WatchFixture.model(),
      LibraryModel(Start(subject: Fixture.subject(), randomSeed: 0)),
    ]
    for view in views {
      let texts = type(of: view).keyTexts
      for hint in view.hints {
        let text = texts.first { $0.keys == hint.keys }
        #expect(text?.explanation == hint.explanation && (hint.hint == text?.hint || hint.hint == text?.offHint))
      }
      #expect(view.hints.suffix(2).map(\.hint) == ["help", "quit"])
    }
  }

  @Test func aHintPressedWhileOneEditsIsTheEditorsKey() {
    let size = Size(columns: 80, rows: 24)
    var instrument = Fixture.instrument(Fixture.model(), size: size, keys: [.character("w"), .character("+")])
    let line = instrument.frame(size).text.split(separator: "\n").last ?? ""
    let x = line.firstRange(of: "u undo").map { line.distance(from: line.startIndex, to: $0.lowerBound) } ?? -1
    _ = instrument.update(.mouse(MouseEvent(.press, x: x, y: 23)))
    let step = instrument.views[0] as? StepModel
    #expect(step?.editor != nil && step?.editor?.specification == step?.traced?.reading.specification)
  }
}
