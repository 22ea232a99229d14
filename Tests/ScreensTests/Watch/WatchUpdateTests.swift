import Records
import Screens
import Testing
import TextCanvas

@Suite struct WatchUpdateTests {
  private static let last = WatchFixture.series.count - 1

  private func press(_ keys: Key..., in tab: inout WatchTab) {
    for key in keys { _ = tab.press(key) }
  }

  // MARK: Checkpoints

  @Test func beginsAtTheLatestAndMovesBetweenBothEnds() {
    var tab = WatchFixture.tab()
    #expect(tab.place == Self.last && tab.isFollowing)
    press(.right, in: &tab)
    #expect(tab.place == Self.last)
    for (key, place) in [
      (Key.left, Self.last - 1), (.character("{"), Self.last - 2), (.character("N"), Self.last - 3),
      (.character("}"), Self.last - 2), (.character("n"), Self.last - 1), (.home, 0), (.left, 0), (.end, Self.last),
    ] {
      press(key, in: &tab)
      #expect(tab.place == place)
      #expect(tab.isFollowing == (place == Self.last))
    }
    #expect(tab.checkpoint?.step == 1200)
  }

  @Test func playsFromTheStartAndStopsAtTheLatest() {
    var tab = WatchFixture.tab()
    press(.character(" "), in: &tab)
    #expect(tab.place == 0 && tab.isPlaying)
    let duration = Duration.seconds(1) / tab.speed
    #expect(tab.timeToNextChange == duration)
    _ = tab.advance(duration / 4)
    #expect(tab.place == 0)
    #expect(tab.timeToNextChange == duration - duration / 4)
    _ = tab.advance(duration)
    #expect(tab.place == 1)
    _ = tab.advance(.seconds(60))
    #expect(tab.place == Self.last && !tab.isPlaying && tab.isFollowing)
    #expect(tab.timeToNextChange == nil, "it is being looked at")
  }

  @Test func firstManualStepWhilePlayingOnlyPauses() {
    for key: Key in [.right, .left] {
      var tab = WatchFixture.tab()
      press(.home, .right, .right, .character(" "), key, in: &tab)
      #expect(!tab.isPlaying && tab.place == 2)
    }
  }

  @Test func speedChangesAtOnceAndNeverUnpauses() {
    var tab = WatchFixture.tab()
    let speed = tab.speed
    press(.character("+"), in: &tab)
    #expect(tab.speed > speed && !tab.isPlaying)
    for _ in 0..<20 { press(.character("-"), in: &tab) }
    #expect(tab.speed == WatchTab.speeds.first)
    for _ in 0..<20 { press(.character("="), in: &tab) }
    #expect(tab.speed == WatchTab.speeds.last)
  }

  @Test func nothingCanBePlayedBeforeASecondCheckpoint() {
    for history in [WatchFixture.empty, WatchFixture.history(checkpoints: 1)] {
      var tab = WatchFixture.tab(history)
      press(.character(" "), .right, .left, .home, .end, .down, .up, in: &tab)
      #expect(!tab.isPlaying && tab.place == 0)
    }
  }

  // MARK: The run on disk

  @Test func startsByLookingAtTheRun() {
    var tab = WatchTab(Start(subject: Fixture.subject(), randomSeed: 0))
    #expect(tab.timeToNextChange == nil)
    #expect(tab.show(Fixture.subject()) == [.request(.history(Fixture.reference))])
    #expect(tab.timeToNextChange == nil, "the answer wakes the screen")
  }

  @Test func looksAgainLessOftenOnceTheRunIsFinished() {
    var tab = WatchFixture.tab(WatchFixture.history(checkpoints: 2, state: .live))
    #expect(tab.timeToNextChange == Duration.seconds(1))
    #expect(tab.advance(Duration.seconds(1) / 2) == [])
    #expect(tab.timeToNextChange == Duration.seconds(1) / 2)
    #expect(tab.advance(Duration.seconds(1)) == [.request(.history(Fixture.reference))])
    #expect(tab.advance(Duration.seconds(1)) == [], "one look at a time")
    _ = tab.receive(
      .history(WatchFixture.history(checkpoints: 2, state: .stale(silentSeconds: 300)), of: Fixture.reference))
    #expect(tab.timeToNextChange == Duration.seconds(1))
    _ = tab.receive(.history(WatchFixture.history(), of: Fixture.reference))
    #expect(tab.timeToNextChange == .seconds(5), "an outside writer may change it all the same")
    #expect(tab.advance(.seconds(4)) == [])
    #expect(tab.advance(.seconds(1)) == [.request(.history(Fixture.reference))])
  }

  @Test func aLookWithoutNewsChangesNoCell() {
    let size = Size(columns: 80, rows: 24)
    let history = WatchFixture.history(checkpoints: 4, state: .live)
    var tab = WatchFixture.tab(history)
    let frame = Fixture.frame(tab, size)
    _ = tab.advance(Duration.seconds(1))
    #expect(Fixture.frame(tab, size) == frame)
    _ = tab.receive(.history(history, of: Fixture.reference))
    #expect(Fixture.frame(tab, size) == frame)
  }

  @Test func theLatestCheckpointIsFollowedUntilOneGoesBack() {
    var tab = WatchFixture.tab(WatchFixture.history(checkpoints: 3, state: .live))
    _ = tab.receive(.history(WatchFixture.history(checkpoints: 4, state: .live), of: Fixture.reference))
    #expect(tab.place == 3)
    press(.left, in: &tab)
    _ = tab.receive(.history(WatchFixture.history(checkpoints: 5, state: .live), of: Fixture.reference))
    #expect(tab.place == 2)
    press(.end, in: &tab)
    _ = tab.receive(.history(WatchFixture.history(checkpoints: 6, state: .live), of: Fixture.reference))
    #expect(tab.place == 5)
    // A training that goes on from an earlier checkpoint takes later ones back.
    press(.left, in: &tab)
    _ = tab.receive(.history(WatchFixture.history(checkpoints: 2, state: .live), of: Fixture.reference))
    #expect(tab.place == 1)
  }

  @Test func aFailureIsShownUntilALookSucceeds() {
    let size = Size(columns: 80, rows: 24)
    let history = WatchFixture.history(checkpoints: 3, state: .live)
    var tab = WatchFixture.tab(history)
    _ = tab.receive(.failed(.history(Fixture.reference), reason: "the run's folder has gone"))
    press(.left, in: &tab)
    let text = Fixture.frame(tab, size).text
    #expect(text.contains("✗ the run's folder has gone") && text.contains(" PROGRAMS "), "what was known stays")
    #expect(tab.advance(Duration.seconds(1)) == [.request(.history(Fixture.reference))])
    _ = tab.receive(.history(history, of: Fixture.reference))
    #expect(tab.failure == nil)
    #expect(!Fixture.frame(tab, size).text.contains("has gone"))
  }

  // MARK: Charts, programs, help

  @Test func theAxisGoesRound() {
    var tab = WatchFixture.tab()
    let size = Size(columns: 80, rows: 24)
    for (axis, name) in [
      (WatchTab.Axis.samples, "samples"), (.steps, "steps"), (.time, "trained"), (.samples, "samples"),
    ] {
      #expect(tab.axis == axis)
      #expect(Fixture.frame(tab, size).text.contains(" \(name)\n"))
      press(.character("x"), in: &tab)
    }
    press(.character("l"), in: &tab)
    #expect(tab.isLogarithmic)
    press(.character("l"), in: &tab)
    #expect(!tab.isLogarithmic)
  }

  @Test func programsScrollNoFurtherThanTheLast() {
    let size = Size(columns: 40, rows: 12)
    let body = Size(columns: 40, rows: 10)
    var history = WatchFixture.history()
    history.references += (3..<8).map { TrainingHistory.Reference(index: $0, program: WatchFixture.references[0]) }
    var tab = WatchFixture.tab(history)
    tab.resize(body)
    for _ in 0..<20 { press(.down, in: &tab) }
    #expect(Fixture.frame(tab, size).text.contains("\n  8 "))
    #expect(tab.firstProgram == 5)
    for _ in 0..<20 { press(.up, in: &tab) }
    #expect(tab.firstProgram == 0)
  }

  @Test func anotherRunIsLookedAtAnew() {
    var tab = WatchFixture.tab(keys: .home)
    var subject = Fixture.subject()
    subject.step = 100
    #expect(tab.show(subject) == [], "the same run")
    #expect(tab.history != nil && tab.place == 0)
    subject.run = RunReference(path: "/runs/other", name: "other")
    #expect(tab.show(subject) == [.request(.history(subject.run))])
    #expect(tab.history == nil && tab.isFollowing)
    _ = tab.receive(.history(WatchFixture.history(), of: Fixture.reference))
    #expect(tab.history == nil, "an answer about the run before")
    _ = tab.receive(.history(WatchFixture.history(), of: subject.run))
    #expect(tab.place == Self.last)
  }

  @Test func aCheckpointOpensInStep() {
    var tab = WatchFixture.tab(keys: .home)
    #expect(tab.press(.character("s")) == [.open(Fixture.subject(step: 100), in: StepTab.name)])
    tab = WatchFixture.tab(WatchFixture.empty)
    #expect(tab.press(.character("s")) == [])
  }
}
