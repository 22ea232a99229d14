import Screens
import Testing
import TextCanvas

/// Checkpoints whose weights are kept, beside those of which there are only figures.
@Suite struct WatchKeptTests {
  private let size = Size(columns: 80, rows: 24)

  /// At the latest checkpoint of a run that keeps the weights after so many steps.
  private func model(_ kept: [Int]?, _ keys: Key...) -> WatchModel {
    var history = WatchFixture.history()
    history.keptSteps = kept
    var model = WatchFixture.model(history)
    for key in keys { _ = model.press(key) }
    return model
  }

  /// The line under the chart.
  private func axis(_ canvas: Canvas) -> Substring {
    canvas.text.split(separator: "\n").first { $0.contains("─") } ?? ""
  }

  @Test func theyAreMarkedInTheAxis() {
    let canvas = Fixture.frame(model([200, 800, 1200]), size)
    #expect(axis(canvas) == "     ───── bab ◉─────────┴────── syntax ──────◉──── semantics ────◉")
    #expect(
      canvas.inASCII.text.contains("\n     ----- bab &---------+------ syntax ------&---- semantics ----&\n"))
    #expect(!Fixture.frame(model([]), size).text.contains("◉"))
    #expect(!Fixture.frame(model(nil), size).text.contains("◉"))
  }

  /// Also one that is evaluated after the last that is kept.
  @Test func aCheckpointIsGoneToWhetherItIsKeptOrNot() {
    var history = WatchFixture.history()
    let steps = history.checkpoints.map(\.step)
    history.keptSteps = [steps[0]]
    var model = WatchFixture.model(history)
    for (asked, found) in [
      (steps[2], steps[2]), (steps[1] + 1, steps[1]), (.max, steps[steps.count - 1]), (-5, steps[0]),
    ] {
      #expect(model.obey(.checkpoint(asked)) == [])
      #expect(model.checkpoint?.step == found)
    }
    #expect(model.obey(.quit) == nil)
  }

  @Test func itIsSaidOfTheCheckpointAtHand() {
    let kept = Fixture.frame(model([200, 1200]), size).text
    #expect(kept.contains("WRITTEN  at step 1,200 ◉ · solves") && kept.contains("n = 500 · ◉ weights kept"))
    let canvas = Fixture.frame(model([200, 1200], .left), size)
    let other = canvas.text
    #expect(other.contains("WRITTEN  at step 1,000 · solves") && other.contains("n = 500 · weights not kept"))
    #expect(axis(canvas).contains("sem ┴") || axis(canvas).contains("┴ sem"))
    #expect(!Fixture.frame(model(nil), size).text.contains("weights"))
  }

  @Test func keysGoFromOneToTheNext() {
    var model = model([200, 800, 1200])
    for (key, step) in [("{", 800), ("{", 200), ("{", 200), ("}", 800), ("}", 1200), ("}", 1200)] as [(Character, Int)]
    {
      _ = model.press(.character(key))
      #expect(model.checkpoint?.step == step)
    }
    #expect(model.isFollowing)
    #expect(model.notice(size)?.text == "no checkpoint after this one has its weights kept")
    _ = model.press(.home)
    _ = model.press(.character("{"))
    #expect(model.checkpoint?.step == 100)
    #expect(model.notice(size)?.text == "no checkpoint before this one has its weights kept")
    // The first manual step while playing only pauses.
    _ = model.press(.character(" "))
    _ = model.press(.character("}"))
    #expect(!model.isPlaying && model.place == 0)
    _ = model.press(.character("}"))
    #expect(model.checkpoint?.step == 200)
  }

  @Test func aRunWithoutWeightsSaysSo() {
    var model = model([])
    _ = model.press(.character("{"))
    #expect(model.checkpoint?.step == 1200 && model.notice(size)?.text == "the run keeps no weights of its checkpoints")
  }

  @Test func theKeysAreHintedWhereTheyLeadElsewhere() {
    func hints(_ model: WatchModel) -> String {
      String(Fixture.frame(model, size).text.split(separator: "\n").last ?? "")
    }
    #expect(
      hints(model([200, 800])) == " space play  → next  ← back  { kept  t train  c chart  s step  ? help  q quit"
    )
    #expect(hints(model([200, 800], .home)).contains("} kept"))
    #expect(!hints(model(WatchFixture.series.map(\.step))).contains("kept"))
    #expect(!hints(model([])).contains("kept"))
  }

  /// Whoever opens a run at a checkpoint, or comes from one in another view, stands there; who comes from the last one that is
  /// kept goes with the training.
  @Test func oneStandsWhereOneCameFrom() {
    var history = WatchFixture.history()
    history.keptSteps = [200, 800, 1000]
    func opened(at step: Int?) -> WatchModel {
      var subject = Fixture.subject()
      subject.step = step
      var model = WatchModel(Start(subject: subject, randomSeed: 0))
      _ = model.show(subject)
      _ = model.receive(.history(history, of: Fixture.reference))
      return model
    }
    for (step, shown) in [(200, 200), (800, 800), (799, 800), (1000, 1200), (5000, 1200), (nil, 1200)] as [(Int?, Int)]
    {
      let model = opened(at: step)
      #expect(model.checkpoint?.step == shown && model.isFollowing == (shown == 1200))
    }
    var model = opened(at: 800)
    _ = model.press(.left)
    _ = model.receive(.history(history, of: Fixture.reference))
    #expect(model.checkpoint?.step != 800, "what was sought is not sought again")
    var subject = model.target
    for (step, shown) in [(200, 200), (1000, 1200)] {
      subject.step = step
      _ = model.show(subject)
      #expect(model.checkpoint?.step == shown && model.isFollowing == (shown == 1200))
    }
  }
}
