import Beliefs
import Corpus
import Karel
import Screens
import Testing
import TextCanvas

@Suite struct StepUpdateTests {
  private static let end = Fixture.program.ops.count

  private func press(_ keys: Key..., in model: inout StepModel) {
    for key in keys { _ = model.press(key) }
  }

  // MARK: Stepping

  @Test func stepsForwardAndBackAndStopsAtBothEnds() {
    var model = Fixture.model()
    press(.character("N"), in: &model)
    #expect(model.step == 0)
    for step in 1...Self.end + 3 {
      press(.right, in: &model)
      #expect(model.step == min(step, Self.end))
    }
    press(.left, .character("N"), in: &model)
    #expect(model.step == Self.end - 2)
  }

  @Test func jumpsToBothEnds() {
    var model = Fixture.model()
    press(.end, in: &model)
    #expect(model.step == Self.end)
    press(.home, in: &model)
    #expect(model.step == 0)
  }

  @Test func visitsEveryStepWhereBeliefIsWrong() {
    let wrong = Fixture.wrongPositions.union(Fixture.wrongDirections).sorted()
    var model = Fixture.model()
    for step in wrong {
      press(.character("]"), in: &model)
      #expect(model.step == step)
    }
    press(.character("]"), in: &model)
    #expect(model.step == wrong.last, "there is no later one")
    for step in wrong.dropLast().reversed() {
      press(.character("["), in: &model)
      #expect(model.step == step)
    }
    press(.character("["), in: &model)
    #expect(model.step == wrong.first, "there is no earlier one")
  }

  // MARK: Playing

  @Test func playsAtItsSpeedAndStopsAtTheEnd() throws {
    var model = Fixture.model()
    #expect(model.timeToNextChange == nil)
    press(.character(" "), in: &model)
    let duration = Duration.seconds(1) / model.speed
    #expect(model.timeToNextChange == duration)
    _ = model.advance(duration / 4)
    #expect(model.step == 0)
    #expect(model.timeToNextChange == duration - duration / 4)
    _ = model.advance(duration)
    #expect(model.step == 1)
    _ = model.advance(duration * 3)
    #expect(model.step == 4)
    _ = model.advance(.seconds(60))
    #expect(model.step == Self.end)
    #expect(!model.isPlaying)
    #expect(model.timeToNextChange == nil)
  }

  @Test func playsAgainFromTheStartOnceAtTheEnd() {
    var model = Fixture.model()
    press(.end, .character(" "), in: &model)
    #expect(model.step == 0)
    #expect(model.isPlaying)
  }

  @Test func firstManualStepWhilePlayingOnlyPauses() {
    for key: Key in [.right, .left, .character("n"), .character("N"), .character("]"), .character("[")] {
      var model = Fixture.model()
      press(.right, .right, .right, .character(" "), in: &model)
      press(key, in: &model)
      #expect(!model.isPlaying)
      #expect(model.step == 3)
    }
  }

  @Test func ticksMoveNothingWhilePaused() {
    var model = Fixture.model()
    _ = model.advance(.seconds(60))
    #expect(model.step == 0)
  }

  @Test func speedChangesAtOnceAndNeverUnpauses() {
    var model = Fixture.model()
    let speed = model.speed
    press(.character("+"), in: &model)
    #expect(model.speed > speed)
    #expect(!model.isPlaying)
    press(.character(" "), in: &model)
    press(.character("-"), .character("-"), in: &model)
    #expect(model.speed < speed)
    #expect(model.isPlaying)
    #expect(model.timeToNextChange == .seconds(1) / model.speed)
    for _ in 0..<20 { press(.character("-"), in: &model) }
    #expect(model.speed == StepModel.speeds.first)
    for _ in 0..<20 { press(.character("+"), in: &model) }
    #expect(model.speed == StepModel.speeds.last)
  }

  // MARK: Readings

  private func answer(_ subject: Subject, _ reading: Reading = Fixture.reading()) -> Answer {
    .reading(reading, by: Fixture.run, of: subject)
  }

  @Test func aCheckpointThatIsNotKeptIsToldFromTheNearest() {
    let size = Size(columns: 80, rows: 24)
    let asked = Fixture.subject(step: 12_000)
    var model = StepModel(Start(subject: asked, randomSeed: 0))
    _ = model.show(asked)
    _ = model.receive(.reading(Fixture.reading(), by: Fixture.run, of: asked))
    #expect(model.target == Fixture.subject())
    let remark = "no weights of step 12,000; the nearest: 12,345"
    #expect(Fixture.frame(model, size).text.contains(" \(remark)  "))
    _ = model.press(.right)
    #expect(!Fixture.frame(model, size).text.contains("no weights"))
    #expect(model.press(.character("{")) == [.perform(.read(Fixture.subject(step: 2000)))])
    #expect(!Fixture.frame(Fixture.model(), size).text.contains("no weights"))

    var compare = CompareModel(Start(subject: asked, randomSeed: 0))
    _ = compare.show(asked)
    _ = compare.receive(.reading(Fixture.reading(), by: Fixture.run, of: asked))
    #expect(compare.target == Fixture.subject() && Fixture.frame(compare, size).text.contains(remark))
    _ = compare.press(.right)
    #expect(!Fixture.frame(compare, size).text.contains("no weights"))
  }

  @Test func itsFirstReadingIsAskedForAndPlaysByItself() {
    let subject = Fixture.subject(3)
    var model = StepModel(Start(subject: subject, randomSeed: 0))
    #expect(model.show(subject) == [.perform(.read(subject))])
    #expect(model.show(subject) == [], "it is on its way")
    #expect(model.receive(answer(subject)) == [])
    #expect(model.awaited == nil)
    #expect(model.traced?.ops == Fixture.program.ops)
    #expect(model.isPlaying && model.step == 0)
  }

  @Test func takesKeysWhileItWaits() {
    let subject = Fixture.subject(3)
    var model = StepModel(Start(subject: subject, randomSeed: 0))
    _ = model.show(subject)
    press(.character(" "), .right, .end, .character("]"), .character("e"), in: &model)
    #expect(model.step == 0)
    #expect(!model.isPlaying)
  }

  @Test func newSpecificationIsReadBesideTheOldOne() throws {
    var model = Fixture.model()
    press(.right, in: &model)
    let effects = model.press(.character("r"))
    let awaited = try #require(model.awaited)
    #expect(effects == [.perform(.read(awaited))])
    let sample = awaited.sample
    #expect(sample == Fixture.sample(sample.index) && (0..<Split.test.count).contains(sample.index))
    #expect(awaited.step == 12_345 && awaited.run == Fixture.reference)
    press(.right, in: &model)
    #expect(model.step == 2, "the old program can still be stepped through")
    _ = model.receive(answer(awaited, Fixture.reading(program: Program([.move]))))
    #expect(model.step == 0)
    #expect(model.endStep == 1)
    #expect(model.subject == awaited)
  }

  @Test func anotherCheckpointKeepsTheStep() throws {
    var model = Fixture.model()
    press(.right, .right, in: &model)
    #expect(model.press(.character("{")) == [.perform(.read(Fixture.subject(step: 2000)))])
    let run = RunSummary(
      name: "fixture", preset: "by-hand", step: 2000, samplesSeen: 128_000, probes: Fixture.run.probes,
      checkpoints: Fixture.run.checkpoints)
    _ = model.receive(.reading(Fixture.reading(), by: run, of: Fixture.subject(step: 2000)))
    #expect(model.step == 2)
    #expect(model.run?.step == 2000)
    press(.right, .right, .right, in: &model)
    #expect(model.press(.character("{")) == [.perform(.read(Fixture.subject(step: 100)))])
    _ = model.receive(answer(Fixture.subject(step: 100), Fixture.reading(program: Program([.move]))))
    #expect(model.step == 1, "a shorter program ends earlier")
    // The fixture's answer says that it came from 12,345.
    #expect(model.press(.character("}")) == [.perform(.read(Fixture.subject(step: 20_000)))])
    #expect(model.press(.character("}")) == [], "there is no later one")
  }

  @Test func withoutAStepTheLatestIsShown() {
    let subject = Fixture.subject(3, step: nil)
    var model = StepModel(Start(subject: subject, randomSeed: 0))
    #expect(model.show(subject) == [.perform(.read(subject))])
    _ = model.receive(answer(subject))
    #expect(model.subject == Fixture.subject(3, step: 12_345))
  }

  @Test func aCheckpointWithoutProbesIsAState() {
    let run = RunSummary(name: "bare", preset: "bare", step: 400, samplesSeen: 25_600, probes: [])
    let reading = Fixture.reading()
    let bare = Reading(
      specification: reading.specification, program: reading.program,
      steps: reading.steps.map { Reading.Step(choice: $0.choice, beliefs: []) }, logProbability: 0)
    var model = Fixture.model(reading: bare, run: run)
    press(.character("p"), .character("]"), .right, in: &model)
    #expect(model.step == 1 && model.probe == nil)
    let text = Fixture.frame(model, 80, 24).text
    #expect(text.contains("BELIEF  no probe"))
    #expect(text.contains("No probe of this checkpoint yet: T trains some here"))
    #expect(text.contains("▸ 2 move"))
  }

  @Test func probesGoRound() {
    var model = Fixture.model()
    for frame: ReferenceFrame in [.grid, .start, .grid] {
      #expect(model.probe?.frame == frame)
      press(.character("p"), in: &model)
    }
  }

  @Test func readingOvertakenByANewerWishIsDropped() throws {
    var model = Fixture.model()
    press(.character("r"), in: &model)
    let first = try #require(model.awaited)
    press(.character("r"), in: &model)
    let second = try #require(model.awaited)
    #expect(first != second)
    _ = model.receive(answer(first, Fixture.reading(program: Program([.move]))))
    #expect(model.endStep == Self.end)
    #expect(model.awaited == second)
    _ = model.receive(.failed(.read(first), reason: "late"))
    #expect(model.awaited == second && model.failure == nil)
  }

  @Test func sameSeedAsksForTheSameSpecifications() {
    func asked(_ seed: UInt64, reseeding: Bool = false) -> [[ViewEffect]?] {
      var model = Fixture.model(randomSeed: reseeding ? 0 : seed)
      if reseeding { model.reseed(seed) }
      return (0..<5).map { _ in model.press(.character("r")) }
    }
    #expect(asked(4) == asked(4))
    #expect(asked(4) != asked(5))
    #expect(asked(4, reseeding: true) == asked(4))
  }

  @Test func failureIsShownUntilTheNextKey() throws {
    var model = Fixture.model()
    press(.character("r"), in: &model)
    _ = model.receive(
      .failed(.read(try #require(model.awaited)), reason: "/runs/fixture/checkpoints: is gone"))
    #expect(model.awaited == nil)
    #expect(Fixture.frame(model, 80, 24).text.contains("✗ checkpoints: is gone"), "without the run's path")
    press(.right, in: &model)
    #expect(model.failure == nil)
    #expect(model.step == 1)
  }

  @Test func examplesGoRound() {
    var model = Fixture.model()
    for example in [1, 2, 3, 4, 0] {
      press(.character("e"), in: &model)
      #expect(model.example == example)
    }
  }

  @Test func jumpsToNumbersAndShares() {
    var model = Fixture.model()
    for (place, step) in [
      (Place.number(1), 0), (.number(7), 6), (.number(0), 0), (.number(99), Self.end), (.percent(50), 4),
      (.percent(0), 0), (.percent(100), Self.end), (.percent(1000), Self.end),
    ] {
      let hasPlaces = model.jump(to: place)
      #expect(hasPlaces)
      #expect(model.step == step, "\(place)")
    }
  }
}
