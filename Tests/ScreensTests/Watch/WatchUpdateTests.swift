import Screens
import Testing
import TextCanvas

@Suite struct WatchUpdateTests {
  private static let last = WatchFixture.series.count - 1

  private func press(_ keys: Key..., in model: inout WatchModel) {
    for key in keys { _ = model.press(key) }
  }

  // MARK: Checkpoints

  @Test func beginsAtTheLatestAndMovesBetweenBothEnds() {
    var model = WatchFixture.model()
    #expect(model.place == Self.last && model.isFollowing)
    press(.right, in: &model)
    #expect(model.place == Self.last)
    for (key, place) in [
      (Key.left, Self.last - 1), (.character("{"), Self.last - 2), (.character("N"), Self.last - 3),
      (.character("}"), Self.last - 2), (.character("n"), Self.last - 1), (.home, 0), (.left, 0), (.end, Self.last),
    ] {
      press(key, in: &model)
      #expect(model.place == place)
      #expect(model.isFollowing == (place == Self.last))
    }
    #expect(model.checkpoint?.step == 1200)
  }

  @Test func playsFromTheStartAndStopsAtTheLatest() {
    var model = WatchFixture.model()
    press(.character(" "), in: &model)
    #expect(model.place == 0 && model.isPlaying)
    let duration = Duration.seconds(1) / model.speed
    #expect(model.timeToNextChange == duration)
    _ = model.advance(duration / 4)
    #expect(model.place == 0)
    #expect(model.timeToNextChange == duration - duration / 4)
    _ = model.advance(duration)
    #expect(model.place == 1)
    _ = model.advance(.seconds(60))
    #expect(model.place == Self.last && !model.isPlaying && model.isFollowing)
    #expect(model.timeToNextChange == nil, "it is being looked at")
  }

  @Test func firstManualStepWhilePlayingOnlyPauses() {
    for key: Key in [.right, .left] {
      var model = WatchFixture.model()
      press(.home, .right, .right, .character(" "), key, in: &model)
      #expect(!model.isPlaying && model.place == 2)
    }
  }

  @Test func speedChangesAtOnceAndNeverUnpauses() {
    var model = WatchFixture.model()
    let speed = model.speed
    press(.character("+"), in: &model)
    #expect(model.speed > speed && !model.isPlaying)
    for _ in 0..<20 { press(.character("-"), in: &model) }
    #expect(model.speed == WatchModel.speeds.first)
    for _ in 0..<20 { press(.character("="), in: &model) }
    #expect(model.speed == WatchModel.speeds.last)
  }

  @Test func nothingCanBePlayedBeforeASecondCheckpoint() {
    for history in [WatchFixture.empty, WatchFixture.history(checkpoints: 1)] {
      var model = WatchFixture.model(history)
      press(.character(" "), .right, .left, .home, .end, .down, .up, in: &model)
      #expect(!model.isPlaying && model.place == 0)
    }
  }

  // MARK: The run on disk

  @Test func startsByLookingAtTheRun() {
    var model = WatchModel(Start(subject: Fixture.subject(), randomSeed: 0))
    #expect(model.timeToNextChange == nil)
    #expect(model.show(Fixture.subject()) == [.perform(.history(Fixture.reference))])
    #expect(model.timeToNextChange == nil, "the answer wakes the screen")
  }

  @Test func looksAgainLessOftenOnceTheRunIsFinished() {
    var model = WatchFixture.model(WatchFixture.history(checkpoints: 2, state: .live))
    #expect(model.timeToNextChange == Duration.seconds(1))
    #expect(model.advance(Duration.seconds(1) / 2) == [])
    #expect(model.timeToNextChange == Duration.seconds(1) / 2)
    #expect(model.advance(Duration.seconds(1)) == [.perform(.history(Fixture.reference))])
    #expect(model.advance(Duration.seconds(1)) == [], "one look at a time")
    _ = model.receive(
      .history(WatchFixture.history(checkpoints: 2, state: .stale(silentSeconds: 300)), of: Fixture.reference))
    #expect(model.timeToNextChange == Duration.seconds(1))
    _ = model.receive(.history(WatchFixture.history(), of: Fixture.reference))
    #expect(model.timeToNextChange == .seconds(5), "an outside writer may change it all the same")
    #expect(model.advance(.seconds(4)) == [])
    #expect(model.advance(.seconds(1)) == [.perform(.history(Fixture.reference))])
  }

  @Test func aLookWithoutNewsChangesNoCell() {
    let size = Size(columns: 80, rows: 24)
    let history = WatchFixture.history(checkpoints: 4, state: .live)
    var model = WatchFixture.model(history)
    let frame = Fixture.frame(model, size)
    _ = model.advance(Duration.seconds(1))
    #expect(Fixture.frame(model, size) == frame)
    _ = model.receive(.history(history, of: Fixture.reference))
    #expect(Fixture.frame(model, size) == frame)
  }

  @Test func theLatestCheckpointIsFollowedUntilOneGoesBack() {
    var model = WatchFixture.model(WatchFixture.history(checkpoints: 3, state: .live))
    _ = model.receive(.history(WatchFixture.history(checkpoints: 4, state: .live), of: Fixture.reference))
    #expect(model.place == 3)
    press(.left, in: &model)
    _ = model.receive(.history(WatchFixture.history(checkpoints: 5, state: .live), of: Fixture.reference))
    #expect(model.place == 2)
    press(.end, in: &model)
    _ = model.receive(.history(WatchFixture.history(checkpoints: 6, state: .live), of: Fixture.reference))
    #expect(model.place == 5)
    // A training that goes on from an earlier checkpoint takes later ones back.
    press(.left, in: &model)
    _ = model.receive(.history(WatchFixture.history(checkpoints: 2, state: .live), of: Fixture.reference))
    #expect(model.place == 1)
  }

  @Test func aFailureIsShownUntilALookSucceeds() {
    let size = Size(columns: 80, rows: 24)
    let history = WatchFixture.history(checkpoints: 3, state: .live)
    var model = WatchFixture.model(history)
    _ = model.receive(.failed(.history(Fixture.reference), reason: "the run's folder has gone"))
    press(.left, in: &model)
    let text = Fixture.frame(model, size).text
    #expect(text.contains("✗ the run's folder has gone") && text.contains(" PROGRAMS "), "what was known stays")
    #expect(model.advance(Duration.seconds(1)) == [.perform(.history(Fixture.reference))])
    _ = model.receive(.history(history, of: Fixture.reference))
    #expect(model.failure == nil)
    #expect(!Fixture.frame(model, size).text.contains("has gone"))
  }

  // MARK: Charts, programs, help

  @Test func theAxisGoesRound() {
    var model = WatchFixture.model()
    let size = Size(columns: 80, rows: 24)
    for (axis, name) in [
      (WatchModel.Axis.samples, "samples"), (.steps, "steps"), (.time, "trained"), (.samples, "samples"),
    ] {
      #expect(model.axis == axis)
      #expect(Fixture.frame(model, size).text.contains(" \(name)\n"))
      press(.character("x"), in: &model)
    }
    press(.character("l"), in: &model)
    #expect(model.isLogarithmic)
    press(.character("l"), in: &model)
    #expect(!model.isLogarithmic)
  }

  @Test func programsScrollNoFurtherThanTheLast() {
    let size = Size(columns: 40, rows: 12)
    let body = Size(columns: 40, rows: 10)
    var history = WatchFixture.history()
    history.references += (3..<8).map { TrainingHistory.Reference(index: $0, program: WatchFixture.references[0]) }
    var model = WatchFixture.model(history)
    model.resize(body)
    for _ in 0..<20 { press(.down, in: &model) }
    #expect(Fixture.frame(model, size).text.contains("\n  8 "))
    #expect(model.firstProgram == 5)
    for _ in 0..<20 { press(.up, in: &model) }
    #expect(model.firstProgram == 0)
  }

  @Test func anotherRunIsLookedAtAnew() {
    var model = WatchFixture.model(keys: .home)
    var subject = Fixture.subject()
    subject.step = 100
    #expect(model.show(subject) == [], "the same run")
    #expect(model.history != nil && model.place == 0)
    subject.run = RunReference(path: "/runs/other", name: "other")
    #expect(model.show(subject) == [.perform(.history(subject.run))])
    #expect(model.history == nil && model.isFollowing)
    _ = model.receive(.history(WatchFixture.history(), of: Fixture.reference))
    #expect(model.history == nil, "an answer about the run before")
    _ = model.receive(.history(WatchFixture.history(), of: subject.run))
    #expect(model.place == Self.last)
  }

  @Test func aCheckpointOpensInStep() {
    var model = WatchFixture.model(keys: .home)
    #expect(model.press(.character("s")) == [.open(Fixture.subject(step: 100), in: StepModel.name)])
    model = WatchFixture.model(WatchFixture.empty)
    #expect(model.press(.character("s")) == [])
  }
}
