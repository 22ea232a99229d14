import Beliefs
import Screens
import Testing
import TextCanvas

/// Keys that do not apply say so.
@Suite struct KeyNoticeTests {
  private static let size = Size(columns: 80, rows: 24)

  private func foot(_ instrument: Instrument) -> String {
    String(instrument.frame(Self.size).text.split(separator: "\n").last ?? "")
  }

  private func says(_ view: some Tab, _ key: Key, _ text: String) -> Bool {
    Fixture.frame(view, 80, 24, keys: key).text.contains(text)
  }

  private var compare: CompareTab {
    var tab = CompareTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    return tab
  }

  @Test func aKeyThatIsNoneSaysSoInEveryView() {
    for place in Instrument.tabs.indices {
      var instrument = Fixture.instrument(Fixture.tab(), size: Self.size)
      _ = instrument.update(.key(.character(Character("\(place + 1)"))))
      _ = instrument.update(.key(.character("z")))
      #expect(foot(instrument) == " z does nothing here · ? lists the keys")
      _ = instrument.update(.tick(elapsed: .milliseconds(10)))
      _ = instrument.update(.resized(Self.size))
      #expect(foot(instrument).contains("z does nothing"), "until the next key")
      _ = instrument.update(.key(.character("f")))
      #expect(foot(instrument).contains("? help"))
    }
    var editing = Fixture.instrument(Fixture.tab(), size: Self.size, keys: [.character("w")])
    _ = editing.update(.key(.character("z")))
    #expect(foot(editing).contains("z does nothing here"))
  }

  @Test func whatIsNoCharacterSaysNothing() {
    var instrument = Fixture.instrument(Fixture.tab(), size: Self.size)
    let before = foot(instrument)
    _ = instrument.update(.key(.pageDown))
    _ = instrument.update(.mouse(MouseEvent(.press, x: 40, y: 2)))
    _ = instrument.update(.mouse(MouseEvent(.wheelDown, x: 40, y: 2)))
    #expect(foot(instrument) == before)
    _ = instrument.update(.key(.character("?")))
    _ = instrument.update(.key(.character("z")))
    #expect(!foot(instrument).contains("does nothing"))
    _ = instrument.update(.key(.character("?")))
    #expect(foot(instrument) == before, "what was pressed under help is not said after it")
  }

  @Test func noFurtherWrongBeliefIsSaid() {
    var step = Fixture.tab()
    #expect(says(step, .character("["), "no earlier wrong belief"))
    #expect(!says(step, .character("]"), "no wrong belief"))
    for _ in Fixture.wrongPositions.union(Fixture.wrongDirections) { _ = step.press(.character("]")) }
    #expect(says(step, .character("]"), "no later wrong belief"))
    _ = step.press(.character("]"))
    _ = step.press(.right)
    #expect(!Fixture.frame(step, 80, 24).text.contains("no wrong belief"), "until the next key")
    #expect(says(compare, .character("["), "no earlier wrong belief"))
    var end = compare
    _ = end.press(.end)
    #expect(says(end, .character("]"), "no later wrong belief"))
  }

  @Test func playingIsOnlyPaused() {
    var step = Fixture.tab()
    _ = step.press(.character(" "))
    #expect(step.isPlaying && !says(step, .character("["), "no wrong belief"))
  }

  @Test func theFirstAndTheLatestCheckpointAreSaid() {
    let (first, last) = (Fixture.run.checkpoints[0], Fixture.run.checkpoints.last!)
    func run(_ checkpoint: Int) -> RunSummary {
      RunSummary(
        name: "fixture", preset: "by-hand", step: checkpoint, samplesSeen: 1, probes: Fixture.run.probes,
        checkpoints: Fixture.run.checkpoints)
    }
    func step(_ checkpoint: Int) -> StepTab {
      Fixture.tab(run: run(checkpoint), subject: Fixture.subject(step: checkpoint))
    }
    #expect(says(step(first), .character("{"), "this is the first checkpoint kept here"))
    #expect(says(step(last), .character("}"), "this is the latest checkpoint kept here"))
    #expect(!says(step(first), .character("}"), "checkpoint kept here"))
    var compare = CompareTab(Start(subject: Fixture.subject(step: last), randomSeed: 0))
    _ = compare.show(Fixture.subject(step: last))
    _ = compare.receive(.reading(Fixture.reading(), by: run(last), of: Fixture.subject(step: last)))
    #expect(says(compare, .character("}"), "this is the latest checkpoint kept here"))
    #expect(says(WatchFixture.tab(), .character("}"), "this is the latest checkpoint"))
    #expect(says(WatchFixture.tab(keys: .home), .character("{"), "this is the first checkpoint"))
    #expect(!says(WatchFixture.tab(keys: .home), .character("}"), "checkpoint\n"))
  }

  @Test func keysOfTheResultsAreNamedWhereTheWorldsAre() {
    #expect(says(compare, .character("l"), "only results have an axis: v shows them"))
    #expect(says(compare, .character("m"), "only results have measures and states: v shows them"))
  }
}
