import Screens
import Testing
import TextCanvas

/// Checkpoints whose weights are kept, beside those of which there are only figures.
@Suite struct WatchKeptTests {
  private let size = Size(columns: 80, rows: 24)

  /// At the latest checkpoint of a run that keeps the weights after these steps.
  private func makeTab(_ kept: [Int]?, _ keys: Key...) -> WatchTab {
    var history = WatchFixture.history()
    history.keptSteps = kept
    var tab = WatchFixture.tab(history)
    for key in keys { _ = tab.press(key) }
    return tab
  }

  /// The line under the chart.
  private func axis(_ canvas: Canvas) -> Substring {
    canvas.text.split(separator: "\n").first { $0.contains("─") } ?? ""
  }

  @Test func theyAreMarkedInTheAxis() {
    let canvas = Fixture.frame(makeTab([200, 800, 1200]), size)
    #expect(axis(canvas) == "     ───── bab ◉─────────┴────── syntax ──────◉──── semantics ────◉")
    #expect(
      canvas.inASCII.text.contains("\n     ----- bab &---------+------ syntax ------&---- semantics ----&\n"))
    #expect(!Fixture.frame(makeTab([]), size).text.contains("◉"))
    #expect(!Fixture.frame(makeTab(nil), size).text.contains("◉"))
  }

  /// Also one that is evaluated after the last that is kept.
  @Test func aCheckpointIsGoneToWhetherItIsKeptOrNot() {
    var history = WatchFixture.history()
    let steps = history.checkpoints.map(\.step)
    history.keptSteps = [steps[0]]
    var tab = WatchFixture.tab(history)
    for (asked, found) in [
      (steps[2], steps[2]), (steps[1] + 1, steps[1]), (.max, steps[steps.count - 1]), (-5, steps[0]),
    ] {
      #expect(tab.obey(.checkpoint(asked)) == [])
      #expect(tab.checkpoint?.step == found)
    }
    #expect(tab.obey(.quit) == nil)
  }

  @Test func itIsSaidOfTheCheckpointAtHand() {
    let kept = Fixture.frame(makeTab([200, 1200]), size).text
    #expect(kept.contains("WRITTEN  at step 1,200 ◉ · solves") && kept.contains("n = 500 · ◉ weights kept"))
    let canvas = Fixture.frame(makeTab([200, 1200], .left), size)
    let other = canvas.text
    #expect(other.contains("WRITTEN  at step 1,000 · solves") && other.contains("n = 500 · weights not kept"))
    #expect(axis(canvas).contains("sem ┴") || axis(canvas).contains("┴ sem"))
    #expect(!Fixture.frame(makeTab(nil), size).text.contains("weights"))
  }

  @Test func keysGoFromOneToTheNext() {
    var tab = makeTab([200, 800, 1200])
    for (key, step) in [("{", 800), ("{", 200), ("{", 200), ("}", 800), ("}", 1200), ("}", 1200)] as [(Character, Int)]
    {
      _ = tab.press(.character(key))
      #expect(tab.checkpoint?.step == step)
    }
    #expect(tab.isFollowing)
    #expect(tab.notice(size)?.text == "no checkpoint after this one kept its weights")
    _ = tab.press(.home)
    _ = tab.press(.character("{"))
    #expect(tab.checkpoint?.step == 100)
    #expect(tab.notice(size)?.text == "no checkpoint before this one kept its weights")
    // The first manual step while playing only pauses.
    _ = tab.press(.character(" "))
    _ = tab.press(.character("}"))
    #expect(!tab.isPlaying && tab.place == 0)
    _ = tab.press(.character("}"))
    #expect(tab.checkpoint?.step == 200)
  }

  @Test func aRunWithoutWeightsSaysSo() {
    var tab = makeTab([])
    _ = tab.press(.character("{"))
    #expect(tab.checkpoint?.step == 1200 && tab.notice(size)?.text == "the run keeps no checkpoint weights")
  }

  @Test func theKeysAreHintedWhereTheyLeadElsewhere() {
    func hints(_ tab: WatchTab) -> String {
      String(Fixture.frame(tab, size).text.split(separator: "\n").last ?? "")
    }
    #expect(
      hints(makeTab([200, 800])) == " space play  → next  ← back  { kept  t train  c chart  s step  ? help  q quit"
    )
    #expect(hints(makeTab([200, 800], .home)).contains("} kept"))
    #expect(!hints(makeTab(WatchFixture.series.map(\.step))).contains("kept"))
    #expect(!hints(makeTab([])).contains("kept"))
  }

  /// Whoever opens a run at a checkpoint, or comes from one in another tab, stands there; who comes from the last one that is
  /// kept goes with the training.
  @Test func oneStandsWhereOneCameFrom() {
    var history = WatchFixture.history()
    history.keptSteps = [200, 800, 1000]
    func opened(at step: Int?) -> WatchTab {
      var subject = Fixture.subject()
      subject.step = step
      var tab = WatchTab(Start(subject: subject, randomSeed: 0))
      _ = tab.show(subject)
      _ = tab.receive(.history(history, of: Fixture.reference))
      return tab
    }
    for (step, shown) in [(200, 200), (800, 800), (799, 800), (1000, 1200), (5000, 1200), (nil, 1200)] as [(Int?, Int)]
    {
      let tab = opened(at: step)
      #expect(tab.checkpoint?.step == shown && tab.isFollowing == (shown == 1200))
    }
    var tab = opened(at: 800)
    _ = tab.press(.left)
    _ = tab.receive(.history(history, of: Fixture.reference))
    #expect(tab.checkpoint?.step != 800, "what was sought is not sought again")
    var subject = tab.target
    for (step, shown) in [(200, 200), (1000, 1200)] {
      subject.step = step
      _ = tab.show(subject)
      #expect(tab.checkpoint?.step == shown && tab.isFollowing == (shown == 1200))
    }
  }
}
