import Beliefs
import Corpus
import Karel
import Screens
import Testing
import TextCanvas

/// The line of keys: what does something here comes first, and what does nothing is left highlighted.
@Suite struct HintTests {
  private func hints(_ view: some Tab, _ columns: Int = 80, keys: Key...) -> String {
    let size = Size(columns: columns, rows: 24)
    let instrument = Fixture.instrument(view, size: size, keys: keys)
    return String(instrument.frame(size).text.split(separator: "\n").last ?? "")
  }

  // MARK: Step

  @Test func stepAt80And200() {
    #expect(
      hints(Fixture.tab())
        == " space play  n next  N back  ] wrong  { earlier  r new  b break  ? help  q quit")
    #expect(
      hints(Fixture.tab(), 200)
        == " space play  n next  N back  ] wrong  { earlier  r new  b break  > steer  k sure  w world  T train  p probe  "
        + "e example  f focus  i info  ? help  q quit")
  }

  @Test func undoIsThereAsSoonAsThereIsSomethingToUndo() {
    var tab = Fixture.tab()
    #expect(!hints(tab, 200).contains("u undo"))
    _ = tab.press(.character("M"))
    #expect(hints(tab).contains("N back  u undo  ] wrong"))
    _ = tab.press(.character("u"))
    #expect(!hints(tab, 200).contains("u undo"))
  }

  @Test func wrongBeliefsAreHintedWhereTheyAre() {
    var tab = Fixture.tab()
    #expect(hints(tab).contains("] wrong"))
    _ = tab.press(.end)
    #expect(hints(tab).contains("[ wrong"))
    // The second probe is always correct.
    _ = tab.press(.character("p"))
    #expect(!hints(tab, 200).contains("wrong"))
  }

  @Test func anotherCheckpointIsHintedWhereThereIsOne() {
    #expect(!hints(Fixture.tab(run: Fixture.bareRun), 200).contains("{ earlier"))
    let first = RunSummary(
      name: "fixture", preset: "by-hand", step: 100, samplesSeen: 0, probes: Fixture.run.probes,
      checkpoints: Fixture.run.checkpoints)
    let text = hints(Fixture.tab(run: first), 200)
    #expect(text.contains("} later") && !text.contains("{ earlier"))
  }

  @Test func aMissingProbeIsTrainedFirst() {
    let bare = RunSummary(name: "bare", preset: "bare", step: 400, samplesSeen: 0, probes: [])
    let reading = Fixture.reading()
    let unread = ProbedGeneration(
      specification: reading.specification, program: reading.program,
      steps: reading.steps.map { ProbedGeneration.Step(choice: $0.choice, beliefs: []) },
      logProbability: reading.logProbability)
    let text = hints(Fixture.tab(reading: unread, run: bare))
    #expect(text.hasPrefix(" space play  n next  N back  T train  "))
    #expect(!text.contains("k sure") && !text.contains("wrong"))
  }

  @Test func calibrationSaysItsKey() {
    var tab = Fixture.tab(run: ProbeFixture.calibratedRun)
    #expect(hints(tab, 120).contains("k sure"))
    _ = tab.press(.character("k"))
    #expect(hints(tab).contains("N back  k feature  ] wrong"))
    _ = tab.press(.character("k"))
    #expect(hints(tab).contains("k feature  T train"), "of this feature it is not known")
  }

  @Test func whatIsOnIsTurnedOff() {
    var tab = Fixture.tab()
    _ = tab.press(.character("b"))
    tab.stop(at: Breakpoints([.op(.turnLeft)]))
    #expect(hints(tab).contains("b clear"))
    _ = tab.press(.right)
    #expect(hints(tab).contains("b break"))
    _ = tab.press(.character(" "))
    #expect(hints(tab).contains("space pause  n next  N back  + faster  - slower"))
  }

  @Test func theEditorHintsAtUndoOnceSomethingChanged() {
    var tab = Fixture.tab()
    _ = tab.press(.character("w"))
    #expect(hints(tab) == " ← → ↑ ↓ cell  # wall  + marker  - less  r robot  Enter done  Esc give up")
    _ = tab.press(.character("+"))
    #expect(hints(tab) == " ← → ↑ ↓ cell  # wall  + marker  u undo  - less  Enter done  Esc give up")
    _ = tab.press(.character("u"))
    #expect(!hints(tab).contains("u undo"))
  }

  // MARK: The others

  private func compare(_ keys: Key...) -> CompareTab {
    var tab = CompareTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    for key in keys { _ = tab.press(key) }
    return tab
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
      hints(WatchFixture.tab(history)).contains("t train") && !hints(WatchFixture.tab(history)).contains("S stop"))
    history.session = .training
    #expect(hints(WatchFixture.tab(history)).contains("p pause  w save  S stop"))
    history.session = .paused
    #expect(hints(WatchFixture.tab(history)).contains("p resume  w save  S stop"))
    var tab = WatchFixture.tab()
    #expect(!hints(tab, 200).contains("g probe") && hints(tab, 200).contains("l log"))
    _ = tab.receive(.findings(ProbeFixture.findings, of: Fixture.reference))
    #expect(hints(tab, 200).contains("g probe"))
    _ = tab.press(.character("l"))
    #expect(hints(tab).contains("l linear"))
  }

  // MARK: Every tab

  @Test func everyHintIsAKeyThatItsViewHas() {
    let tabs: [any Tab] = [
      Fixture.tab(), compare(), compare(.character("v")), WatchFixture.tab(),
      LibraryTab(Start(subject: Fixture.subject(), randomSeed: 0)),
    ]
    for view in tabs {
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
    var instrument = Fixture.instrument(Fixture.tab(), size: size, keys: [.character("w"), .character("+")])
    let line = instrument.frame(size).text.split(separator: "\n").last ?? ""
    let x = line.firstRange(of: "u undo").map { line.distance(from: line.startIndex, to: $0.lowerBound) } ?? -1
    _ = instrument.update(.mouse(MouseEvent(.press, x: x, y: 23)))
    let step = instrument.tabs[0] as? StepTab
    #expect(step?.editor != nil && step?.editor?.specification == step?.traced?.reading.specification)
  }
}
