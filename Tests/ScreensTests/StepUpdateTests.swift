import Corpus
import Karel
import Screens
import Testing

@Suite struct StepUpdateTests {
  private static let end = Fixture.program.ops.count

  private func press(_ keys: Key..., in model: inout StepModel) {
    for key in keys { _ = model.update(.key(key)) }
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
    _ = model.update(.tick(elapsed: duration / 4))
    #expect(model.step == 0)
    #expect(model.timeToNextChange == duration - duration / 4)
    _ = model.update(.tick(elapsed: duration))
    #expect(model.step == 1)
    _ = model.update(.tick(elapsed: duration * 3))
    #expect(model.step == 4)
    _ = model.update(.tick(elapsed: .seconds(60)))
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
    _ = model.update(.tick(elapsed: .seconds(60)))
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

  @Test func startsByAskingForItsFirstReading() {
    var model = StepModel(run: Fixture.run, first: Fixture.sample(3))
    #expect(model.update(.started) == [.perform(.read(Fixture.sample(3)))])
    #expect(model.awaited == Fixture.sample(3))
    #expect(model.update(.reading(Fixture.reading(), of: .sample(Fixture.sample(3)))) == [])
    #expect(model.awaited == nil)
    #expect(model.traced?.ops == Fixture.program.ops)
  }

  @Test func takesKeysWhileItWaits() {
    var model = StepModel(run: Fixture.run, first: Fixture.sample(3))
    _ = model.update(.started)
    press(.character(" "), .right, .end, .character("]"), .character("e"), in: &model)
    #expect(model.step == 0)
    #expect(!model.isPlaying)
    #expect(model.update(.key(.character("q"))) == [.quit])
  }

  @Test func newSpecificationIsReadBesideTheOldOne() throws {
    var model = Fixture.model()
    press(.right, in: &model)
    let effects = model.update(.key(.character("r")))
    let awaited = try #require(model.awaited)
    #expect(effects == [.perform(.read(awaited))])
    #expect(awaited.split == .test && awaited.seed == 1 && (0..<Split.test.count).contains(awaited.index))
    press(.right, in: &model)
    #expect(model.step == 2, "the old program can still be stepped through")
    _ = model.update(.reading(Fixture.reading(program: Program([.move])), of: .sample(awaited)))
    #expect(model.step == 0)
    #expect(model.endStep == 1)
    #expect(model.traced?.origin == .sample(awaited))
  }

  @Test func readingOvertakenByANewerWishIsDropped() throws {
    var model = Fixture.model()
    press(.character("r"), in: &model)
    let first = try #require(model.awaited)
    press(.character("r"), in: &model)
    let second = try #require(model.awaited)
    #expect(first != second)
    _ = model.update(.reading(Fixture.reading(program: Program([.move])), of: .sample(first)))
    #expect(model.endStep == Self.end)
    #expect(model.awaited == second)
    _ = model.update(.failed(.read(first), reason: "late"))
    #expect(model.awaited == second && model.failure == nil)
  }

  @Test func sameSeedAsksForTheSameSpecifications() {
    func asked(_ seed: UInt64) -> [[Effect]] {
      var model = StepModel(run: Fixture.run, showing: Fixture.traced(), corpusSeed: 1, randomSeed: seed)
      return (0..<5).map { _ in model.update(.key(.character("r"))) }
    }
    #expect(asked(4) == asked(4))
    #expect(asked(4) != asked(5))
  }

  @Test func failureIsShownUntilTheNextKey() throws {
    var model = Fixture.model()
    press(.character("r"), in: &model)
    _ = model.update(.failed(.read(try #require(model.awaited)), reason: "the checkpoint is gone"))
    #expect(model.awaited == nil)
    #expect(model.frame(Size(columns: 80, rows: 24)).text.contains("✗ the checkpoint is gone"))
    press(.right, in: &model)
    #expect(model.failure == nil)
    #expect(model.step == 1)
  }

  @Test func settleAnswersEveryRequest() {
    var model = StepModel(run: Fixture.run, first: Fixture.sample(3))
    var requests: [Request] = []
    model.settle(size: Size(columns: 80, rows: 24)) { request in
      requests.append(request)
      return .reading(Fixture.reading(), of: .sample(Fixture.sample(3)))
    }
    #expect(requests == [.read(Fixture.sample(3))])
    #expect(model.traced != nil)
  }

  // MARK: Help, examples, leaving

  @Test func leavingClosesHelpFirstAndThenQuits() {
    for key: Key in [.character("q"), .escape] {
      var model = Fixture.model()
      press(.character(" "), .character("?"), in: &model)
      #expect(model.helpOffset == 0)
      #expect(!model.isPlaying)
      press(.right, .end, in: &model)
      #expect(model.step == 0, "keys of the view rest under help")
      #expect(model.update(.key(key)) == [])
      #expect(model.helpOffset == nil)
      #expect(model.update(.key(key)) == [.quit])
    }
    var model = Fixture.model()
    press(.character("?"), in: &model)
    #expect(model.update(.key(.character("Q"))) == [.quit])
  }

  @Test func helpScrollsNoFurtherThanItsEnd() {
    var model = Fixture.model(size: Size(columns: 40, rows: 12))
    press(.character("?"), .up, in: &model)
    #expect(model.helpOffset == 0)
    for _ in 0..<200 { press(.down, in: &model) }
    let last = model.helpOffset
    press(.down, in: &model)
    #expect(model.helpOffset == last)
    #expect(model.frame(Size(columns: 40, rows: 12)).text.contains("Ctrl-Z"))
    _ = model.update(.resized(Size(columns: 80, rows: 24)))
    #expect(model.helpOffset == 0, "all of it fits now")
  }

  @Test func examplesGoRound() {
    var model = Fixture.model()
    for example in [1, 2, 3, 4, 0] {
      press(.character("e"), in: &model)
      #expect(model.example == example)
    }
  }

  @Test func terminalKeysBecomeEffects() {
    var model = Fixture.model()
    #expect(model.update(.key(.control("l"))) == [.redraw])
    #expect(model.update(.key(.control("z"))) == [.suspend])
    #expect(model.update(.key(.character("Q"))) == [.quit])
    #expect(model.update(.key(.character("ö"))) == [])
  }
}
