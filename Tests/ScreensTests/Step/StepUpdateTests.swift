import Beliefs
import Corpus
import Karel
import Screens
import Testing
import TextCanvas

@Suite struct StepUpdateTests {
  private static let end = Fixture.program.ops.count

  private func press(_ keys: Key..., in tab: inout StepTab) {
    for key in keys { _ = tab.press(key) }
  }

  // MARK: Stepping

  @Test func stepsForwardAndBackAndStopsAtBothEnds() {
    var tab = Fixture.tab()
    press(.character("N"), in: &tab)
    #expect(tab.step == 0)
    for step in 1...Self.end + 3 {
      press(.right, in: &tab)
      #expect(tab.step == min(step, Self.end))
    }
    press(.left, .character("N"), in: &tab)
    #expect(tab.step == Self.end - 2)
  }

  @Test func jumpsToBothEnds() {
    var tab = Fixture.tab()
    press(.end, in: &tab)
    #expect(tab.step == Self.end)
    press(.home, in: &tab)
    #expect(tab.step == 0)
  }

  @Test func visitsEveryStepWhereBeliefIsWrong() {
    let wrong = Fixture.wrongPositions.union(Fixture.wrongDirections).sorted()
    var tab = Fixture.tab()
    for step in wrong {
      press(.character("]"), in: &tab)
      #expect(tab.step == step)
    }
    press(.character("]"), in: &tab)
    #expect(tab.step == wrong.last, "there is no later one")
    for step in wrong.dropLast().reversed() {
      press(.character("["), in: &tab)
      #expect(tab.step == step)
    }
    press(.character("["), in: &tab)
    #expect(tab.step == wrong.first, "there is no earlier one")
  }

  // MARK: Playing

  @Test func playsAtItsSpeedAndStopsAtTheEnd() throws {
    var tab = Fixture.tab()
    #expect(tab.timeToNextChange == nil)
    press(.character(" "), in: &tab)
    let duration = Duration.seconds(1) / tab.speed
    #expect(tab.timeToNextChange == duration)
    _ = tab.advance(duration / 4)
    #expect(tab.step == 0)
    #expect(tab.timeToNextChange == duration - duration / 4)
    _ = tab.advance(duration)
    #expect(tab.step == 1)
    _ = tab.advance(duration * 3)
    #expect(tab.step == 4)
    _ = tab.advance(.seconds(60))
    #expect(tab.step == Self.end)
    #expect(!tab.isPlaying)
    #expect(tab.timeToNextChange == nil)
  }

  @Test func playsAgainFromTheStartOnceAtTheEnd() {
    var tab = Fixture.tab()
    press(.end, .character(" "), in: &tab)
    #expect(tab.step == 0)
    #expect(tab.isPlaying)
  }

  @Test func firstManualStepWhilePlayingOnlyPauses() {
    for key: Key in [.right, .left, .character("n"), .character("N"), .character("]"), .character("[")] {
      var tab = Fixture.tab()
      press(.right, .right, .right, .character(" "), in: &tab)
      press(key, in: &tab)
      #expect(!tab.isPlaying)
      #expect(tab.step == 3)
    }
  }

  @Test func ticksMoveNothingWhilePaused() {
    var tab = Fixture.tab()
    _ = tab.advance(.seconds(60))
    #expect(tab.step == 0)
  }

  @Test func speedChangesAtOnceAndNeverUnpauses() {
    var tab = Fixture.tab()
    let speed = tab.speed
    press(.character("+"), in: &tab)
    #expect(tab.speed > speed)
    #expect(!tab.isPlaying)
    press(.character(" "), in: &tab)
    press(.character("-"), .character("-"), in: &tab)
    #expect(tab.speed < speed)
    #expect(tab.isPlaying)
    #expect(tab.timeToNextChange == .seconds(1) / tab.speed)
    for _ in 0..<20 { press(.character("-"), in: &tab) }
    #expect(tab.speed == StepTab.speeds.first)
    for _ in 0..<20 { press(.character("+"), in: &tab) }
    #expect(tab.speed == StepTab.speeds.last)
  }

  // MARK: Readings

  private func answer(_ subject: Subject, _ reading: ProbedGeneration = Fixture.reading()) -> Response {
    .reading(reading, by: Fixture.run, of: subject)
  }

  @Test func aCheckpointThatIsNotKeptIsToldFromTheNearest() {
    let size = Size(columns: 80, rows: 24)
    let asked = Fixture.subject(step: 12_000)
    var tab = StepTab(Start(subject: asked, randomSeed: 0))
    _ = tab.show(asked)
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: asked))
    #expect(tab.target == Fixture.subject())
    let remark = "no weights of step 12,000; the nearest: 12,345"
    #expect(Fixture.frame(tab, size).text.contains(" \(remark)  "))
    _ = tab.press(.right)
    #expect(!Fixture.frame(tab, size).text.contains("no weights"))
    #expect(tab.press(.character("{")) == [.request(.read(Fixture.subject(step: 2000)))])
    #expect(!Fixture.frame(Fixture.tab(), size).text.contains("no weights"))

    var compare = CompareTab(Start(subject: asked, randomSeed: 0))
    _ = compare.show(asked)
    _ = compare.receive(.reading(Fixture.reading(), by: Fixture.run, of: asked))
    #expect(compare.target == Fixture.subject() && Fixture.frame(compare, size).text.contains(remark))
    _ = compare.press(.right)
    #expect(!Fixture.frame(compare, size).text.contains("no weights"))
  }

  @Test func itsFirstReadingIsAskedForAndPlaysByItself() {
    let subject = Fixture.subject(3)
    var tab = StepTab(Start(subject: subject, randomSeed: 0))
    #expect(tab.show(subject) == [.request(.read(subject))])
    #expect(tab.show(subject) == [], "it is on its way")
    #expect(tab.receive(answer(subject)) == [])
    #expect(tab.awaited == nil)
    #expect(tab.traced?.ops == Fixture.program.ops)
    #expect(tab.isPlaying && tab.step == 0)
  }

  @Test func takesKeysWhileItWaits() {
    let subject = Fixture.subject(3)
    var tab = StepTab(Start(subject: subject, randomSeed: 0))
    _ = tab.show(subject)
    press(.character(" "), .right, .end, .character("]"), .character("e"), in: &tab)
    #expect(tab.step == 0)
    #expect(!tab.isPlaying)
  }

  @Test func newSpecificationIsReadBesideTheOldOne() throws {
    var tab = Fixture.tab()
    press(.right, in: &tab)
    let effects = tab.press(.character("r"))
    let awaited = try #require(tab.awaited)
    #expect(effects == [.request(.read(awaited))])
    let sample = awaited.sample
    #expect(sample == Fixture.sample(sample.index) && (0..<Split.test.count).contains(sample.index))
    #expect(awaited.step == 12_345 && awaited.run == Fixture.reference)
    press(.right, in: &tab)
    #expect(tab.step == 2, "the old program can still be stepped through")
    _ = tab.receive(answer(awaited, Fixture.reading(program: Program([.move]))))
    #expect(tab.step == 0)
    #expect(tab.endStep == 1)
    #expect(tab.subject == awaited)
  }

  @Test func anotherCheckpointKeepsTheStep() throws {
    var tab = Fixture.tab()
    press(.right, .right, in: &tab)
    #expect(tab.press(.character("{")) == [.request(.read(Fixture.subject(step: 2000)))])
    let run = RunSummary(
      name: "fixture", preset: "by-hand", step: 2000, samplesSeen: 128_000, probes: Fixture.run.probes,
      checkpoints: Fixture.run.checkpoints)
    _ = tab.receive(.reading(Fixture.reading(), by: run, of: Fixture.subject(step: 2000)))
    #expect(tab.step == 2)
    #expect(tab.run?.step == 2000)
    press(.right, .right, .right, in: &tab)
    #expect(tab.press(.character("{")) == [.request(.read(Fixture.subject(step: 100)))])
    _ = tab.receive(answer(Fixture.subject(step: 100), Fixture.reading(program: Program([.move]))))
    #expect(tab.step == 1, "a shorter program ends earlier")
    // The fixture's answer says that it came from 12,345.
    #expect(tab.press(.character("}")) == [.request(.read(Fixture.subject(step: 20_000)))])
    #expect(tab.press(.character("}")) == [], "there is no later one")
  }

  @Test func withoutAStepTheLatestIsShown() {
    let subject = Fixture.subject(3, step: nil)
    var tab = StepTab(Start(subject: subject, randomSeed: 0))
    #expect(tab.show(subject) == [.request(.read(subject))])
    _ = tab.receive(answer(subject))
    #expect(tab.subject == Fixture.subject(3, step: 12_345))
  }

  @Test func aCheckpointWithoutProbesIsAState() {
    let run = RunSummary(name: "bare", preset: "bare", step: 400, samplesSeen: 25_600, probes: [])
    let reading = Fixture.reading()
    let bare = ProbedGeneration(
      specification: reading.specification, program: reading.program,
      steps: reading.steps.map { ProbedGeneration.Step(choice: $0.choice, beliefs: []) }, logProbability: 0)
    var tab = Fixture.tab(reading: bare, run: run)
    press(.character("p"), .character("]"), .right, in: &tab)
    #expect(tab.step == 1 && tab.probe == nil)
    let text = Fixture.frame(tab, 80, 24).text
    #expect(text.contains("BELIEF  no probe"))
    #expect(text.contains("No probes for this checkpoint yet: T trains them, in about a minute."))
    #expect(text.contains("▸ 2 move"))
  }

  @Test func probesGoRound() {
    var tab = Fixture.tab()
    for frame: ReferenceFrame in [.grid, .start, .grid] {
      #expect(tab.probe?.frame == frame)
      press(.character("p"), in: &tab)
    }
  }

  @Test func readingOvertakenByANewerWishIsDropped() throws {
    var tab = Fixture.tab()
    press(.character("r"), in: &tab)
    let first = try #require(tab.awaited)
    press(.character("r"), in: &tab)
    let second = try #require(tab.awaited)
    #expect(first != second)
    _ = tab.receive(answer(first, Fixture.reading(program: Program([.move]))))
    #expect(tab.endStep == Self.end)
    #expect(tab.awaited == second)
    _ = tab.receive(.failed(.read(first), reason: "late"))
    #expect(tab.awaited == second && tab.failure == nil)
  }

  @Test func sameSeedAsksForTheSameSpecifications() {
    func asked(_ seed: UInt64, reseeding: Bool = false) -> [[TabEffect]?] {
      var tab = Fixture.tab(randomSeed: reseeding ? 0 : seed)
      if reseeding { tab.reseed(seed) }
      return (0..<5).map { _ in tab.press(.character("r")) }
    }
    #expect(asked(4) == asked(4))
    #expect(asked(4) != asked(5))
    #expect(asked(4, reseeding: true) == asked(4))
  }

  @Test func failureIsShownUntilTheNextKey() throws {
    var tab = Fixture.tab()
    press(.character("r"), in: &tab)
    _ = tab.receive(
      .failed(.read(try #require(tab.awaited)), reason: "/runs/fixture/checkpoints: is gone"))
    #expect(tab.awaited == nil)
    #expect(Fixture.frame(tab, 80, 24).text.contains("✗ checkpoints: is gone"), "without the run's path")
    press(.right, in: &tab)
    #expect(tab.failure == nil)
    #expect(tab.step == 1)
  }

  @Test func examplesGoRound() {
    var tab = Fixture.tab()
    for example in [1, 2, 3, 4, 0] {
      press(.character("e"), in: &tab)
      #expect(tab.example == example)
    }
  }

  @Test func jumpsToNumbersAndShares() {
    var tab = Fixture.tab()
    for (target, step) in [
      (JumpTarget.number(1), 0), (.number(7), 6), (.number(0), 0), (.number(99), Self.end), (.percent(50), 4),
      (.percent(0), 0), (.percent(100), Self.end), (.percent(1000), Self.end),
    ] {
      let hasPlaces = tab.jump(to: target)
      #expect(hasPlaces)
      #expect(tab.step == step, "\(target)")
    }
  }
}
