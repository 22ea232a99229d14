import Beliefs
import Corpus
import Karel
import Screens
import Testing
import TextCanvas

/// Ops taken in place of the model's, programs typed, and the way back.
@Suite struct VariationTests {
  private static let ops = Fixture.program.ops

  private static func subject(_ ops: [Op], isWhole: Bool = false, step: Int? = 12_345) -> Subject {
    var subject = Fixture.subject(step: step)
    subject.variation = Variation(ops: ops, isWhole: isWhole)
    return subject
  }

  /// Answers with the ops that are forced, and then what the fixture would have written.
  private func answer(_ request: Request) -> Answer {
    guard case .read(let subject) = request else { return .failed(request, reason: "unexpected") }
    return .reading(Self.reading(subject.variation), by: Fixture.run, of: subject)
  }

  private static func reading(_ variation: Variation) -> Reading {
    let own = variation.isWhole ? [] : ops.dropFirst(variation.ops.count)
    return Fixture.reading(program: Program(variation.ops + own))
  }

  /// Presses keys, each request answered.
  private func press(_ keys: Key..., in model: inout StepModel) {
    for key in keys { settle(model.press(key) ?? [], in: &model) }
  }

  private func settle(_ effects: [ViewEffect], in model: inout StepModel) {
    for case .perform(let request) in effects { _ = model.receive(answer(request)) }
  }

  // MARK: Taking an op

  @Test(arguments: zip(["K", "P", "R", "L", "M"], Op.allCases))
  func aKeyTakesItsOpAtTheStep(_ key: String, _ op: Op) {
    var model = Fixture.model()
    press(.right, .right, .right, in: &model)
    let effects = model.press(.character(Character(key)))
    guard op != Self.ops[3] else {
      #expect(effects == [], "it stands there already")
      #expect(Fixture.frame(model, 80, 24).text.contains("\(op.name) is what stands here"))
      return
    }
    #expect(effects == [.perform(.read(Self.subject(Array(Self.ops[..<3]) + [op])))])
    #expect(model.step == 3 && model.traced?.ops == Self.ops, "the old program stands until the new one has come")
    settle(effects ?? [], in: &model)
    #expect(model.step == 3)
    #expect(model.traced?.ops == Array(Self.ops[..<3]) + [op] + Array(Self.ops[4...]))
  }

  @Test func theEndIsTakenToo() {
    var model = Fixture.model()
    press(.right, .right, .character("E"), in: &model)
    #expect(model.target == Self.subject(Array(Self.ops[..<2]), isWhole: true))
    #expect(model.traced?.ops == Array(Self.ops[..<2]))
    #expect(model.step == 2 && model.endStep == 2)
    press(.home, in: &model)
    #expect(model.press(.character("E")) == [])
    #expect(Fixture.frame(model, 80, 24).text.contains("a program has one op at least"))
  }

  @Test func theEndCanBePutOff() {
    var model = Fixture.model()
    press(.end, .character("E"), in: &model)
    #expect(model.target.variation == Variation(), "it ends there by itself")
    press(.character("M"), in: &model)
    #expect(model.traced?.ops == Self.ops + [.move] && model.step == Self.ops.count)
  }

  @Test func noProgramGrowsBeyondTheLongest() {
    let longest = Program([Op](repeating: .move, count: Variation.longest))
    var model = Fixture.model(program: longest)
    _ = model.press(.end)
    #expect(model.press(.character("L")) == [])
    #expect(Fixture.frame(model, 80, 24).text.contains("a program has 16 ops at most"))
  }

  @Test func takingWhilePlayingPauses() {
    var model = Fixture.model()
    press(.character(" "), .character("M"), in: &model)
    #expect(!model.isPlaying && model.step == 0 && model.traced?.ops.first == .move)
  }

  @Test func branchesGrowOnBranches() {
    var model = Fixture.model()
    press(.character("M"), .right, .right, .character("L"), in: &model)
    #expect(model.target.variation.ops == [.move, Self.ops[1], .turnLeft])
    press(.left, .left, .character("R"), in: &model)
    #expect(model.target.variation.ops == [.turnRight], "a branch before another gives that up")
  }

  // MARK: Undoing

  @Test func undoingGoesBackOneByOneToTheSameSteps() {
    var model = Fixture.model()
    press(.character("M"), .right, .right, .character("L"), .end, .character("P"), in: &model)
    let variations = [[Op.move, Self.ops[1], .turnLeft], [.move], []]
    for (ops, step) in zip(variations, [Self.ops.count, 2, 0]) {
      press(.home, .right, .character("u"), in: &model)
      #expect(model.target.variation.ops == ops)
      #expect(model.traced?.ops == ops + Self.ops.dropFirst(ops.count))
      #expect(model.step == step)
    }
    #expect(model.press(.character("u")) == [])
    #expect(Fixture.frame(model, 80, 24).text.contains("there is nothing to undo"))
  }

  @Test func whatCannotBeReadIsNoVariation() {
    var model = Fixture.model()
    _ = model.press(.character("M"))
    _ = model.receive(.failed(.read(model.target), reason: "too long"))
    #expect(model.target == Fixture.subject() && model.failure == "too long")
    #expect(model.press(.character("u")) == [], "nothing has changed")
    #expect(model.failure == nil)
  }

  @Test func aSecondWishReplacesTheFirstThatHasNotCome() {
    var model = Fixture.model()
    _ = model.press(.character("M"))
    let first = model.target
    let effects = model.press(.character("R")) ?? []
    _ = model.receive(answer(.read(first)))
    #expect(model.traced?.ops == Self.ops, "overtaken")
    settle(effects, in: &model)
    #expect(model.traced?.ops.first == .turnRight)
    press(.character("u"), in: &model)
    #expect(model.target == Fixture.subject())
  }

  @Test func anotherSpecificationIsAsItIs() throws {
    var model = Fixture.model()
    press(.character("M"), in: &model)
    _ = model.press(.character("r"))
    let awaited = try #require(model.awaited)
    #expect(awaited.variation == Variation())
    _ = model.receive(answer(.read(awaited)))
    #expect(model.press(.character("u")) == [])
  }

  @Test func anotherCheckpointWritesTheSameBranch() {
    var model = Fixture.model()
    press(.right, .character("R"), in: &model)
    let effects = model.press(.character("{"))
    #expect(effects == [.perform(.read(Self.subject([Self.ops[0], .turnRight], step: 2000)))])
    settle(effects ?? [], in: &model)
    press(.character("u"), in: &model)
    #expect(model.target.variation == Variation(), "undone at that checkpoint")
  }

  // MARK: Typed programs

  @Test func aTypedProgramBeginsAtItsFirstOpAndIsUndone() {
    var model = Fixture.model()
    press(.end, in: &model)
    settle(model.show(Self.subject([.move, .turnLeft], isWhole: true)), in: &model)
    #expect(model.traced?.ops == [.move, .turnLeft] && model.step == 0)
    press(.character("u"), in: &model)
    #expect(model.traced?.ops == Self.ops && model.step == Self.ops.count)
    settle(model.show(Self.subject([.move, .turnLeft], isWhole: true)), in: &model)
    press(.character("M"), in: &model)
    #expect(model.target.variation == Variation(ops: [.move]), "an op of it, and the model goes on")
  }

  @Test func opsThatTheModelWouldNotHaveWrittenAreMarked() {
    let reading = Fixture.reading()
    // As if the third op had been given: the model would have put a marker.
    let steps = reading.steps.enumerated().map { place, step in
      place == 2 ? Reading.Step(choice: [0.1, 0.6, 0.1, 0.1, 0.05, 0.05], beliefs: step.beliefs) : step
    }
    let given = Reading(
      specification: reading.specification, program: reading.program, steps: steps, logProbability: -9)
    var model = Fixture.model(reading: given, subject: Self.subject(Array(Self.ops[..<3])))
    press(.right, .right, in: &model)
    let text = Fixture.frame(model, 80, 24).text
    #expect(text.contains("▸ 3»move       ≠") && text.contains("  2 move"))
    #expect(text.contains("Op 3: move taken instead of put; the model goes on from there. u undoes."))
    #expect(text.contains("test 17 · seed 1 · op 3 taken"))
    #expect(Fixture.frame(model, 40, 12).text.contains("3/8»move"))
    #expect(Fixture.frame(model, 80, 24).inASCII.text.contains("> 3}move       !"))
  }

  @Test func everyOpsKeyStandsBesideItsProbability() {
    let text = Fixture.frame(Fixture.model(), 80, 24).text
    for (key, name) in zip(["K", "P", "R", "L", "M", "E"], Op.allCases.map { $0.shortName } + ["end"]) {
      #expect(text.contains(" \(key) \(name)"))
    }
  }
}
