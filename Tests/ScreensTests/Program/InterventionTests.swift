import Beliefs
import Corpus
import Karel
import Screens
import Testing
import TextCanvas

/// Ops taken in place of the model's, programs typed, and the way back.
@Suite struct InterventionTests {
  private static let ops = Fixture.program.ops

  private static func subject(_ ops: [Op], isWhole: Bool = false, step: Int? = 12_345) -> Subject {
    var subject = Fixture.subject(step: step)
    subject.intervention = Intervention(ops: ops, isWhole: isWhole)
    return subject
  }

  /// Answers with the ops that are forced, and then what the fixture would have written.
  private func answer(_ request: Request) -> Response {
    guard case .read(let subject) = request else { return .failed(request, reason: "unexpected") }
    return .reading(Self.reading(subject.intervention), by: Fixture.run, of: subject)
  }

  private static func reading(_ intervention: Intervention) -> ProbedGeneration {
    let own = intervention.isWhole ? [] : ops.dropFirst(intervention.ops.count)
    return Fixture.reading(program: Program(intervention.ops + own))
  }

  /// Presses keys, each request answered.
  private func press(_ keys: Key..., in tab: inout StepTab) {
    for key in keys { settle(tab.press(key) ?? [], in: &tab) }
  }

  private func settle(_ effects: [TabEffect], in tab: inout StepTab) {
    for case .request(let request) in effects { _ = tab.receive(answer(request)) }
  }

  // MARK: Taking an op

  @Test(arguments: zip(["K", "P", "R", "L", "M"], Op.allCases))
  func aKeyTakesItsOpAtTheStep(_ key: String, _ op: Op) {
    var tab = Fixture.tab()
    press(.right, .right, .right, in: &tab)
    let effects = tab.press(.character(Character(key)))
    guard op != Self.ops[3] else {
      #expect(effects == [], "it stands there already")
      #expect(Fixture.frame(tab, 80, 24).text.contains("the op here is already \(op.name); choose another"))
      return
    }
    #expect(effects == [.request(.read(Self.subject(Array(Self.ops[..<3]) + [op])))])
    #expect(tab.step == 3 && tab.traced?.ops == Self.ops, "the old program stands until the new one has come")
    settle(effects ?? [], in: &tab)
    #expect(tab.step == 3)
    #expect(tab.traced?.ops == Array(Self.ops[..<3]) + [op] + Array(Self.ops[4...]))
  }

  @Test func theEndIsTakenToo() {
    var tab = Fixture.tab()
    press(.right, .right, .character("E"), in: &tab)
    #expect(tab.target == Self.subject(Array(Self.ops[..<2]), isWhole: true))
    #expect(tab.traced?.ops == Array(Self.ops[..<2]))
    #expect(tab.step == 2 && tab.endStep == 2)
    press(.home, in: &tab)
    #expect(tab.press(.character("E")) == [])
    #expect(Fixture.frame(tab, 80, 24).text.contains("a program has at least one op"))
  }

  @Test func theEndCanBePutOff() {
    var tab = Fixture.tab()
    press(.end, .character("E"), in: &tab)
    #expect(tab.target.intervention == Intervention(), "it ends there by itself")
    press(.character("M"), in: &tab)
    #expect(tab.traced?.ops == Self.ops + [.move] && tab.step == Self.ops.count)
  }

  @Test func noProgramGrowsBeyondTheLongest() {
    let longest = Program([Op](repeating: .move, count: Intervention.longest))
    var tab = Fixture.tab(program: longest)
    _ = tab.press(.end)
    #expect(tab.press(.character("L")) == [])
    #expect(Fixture.frame(tab, 80, 24).text.contains("a program has 16 ops at most"))
  }

  @Test func takingWhilePlayingPauses() {
    var tab = Fixture.tab()
    press(.character(" "), .character("M"), in: &tab)
    #expect(!tab.isPlaying && tab.step == 0 && tab.traced?.ops.first == .move)
  }

  @Test func branchesGrowOnBranches() {
    var tab = Fixture.tab()
    press(.character("M"), .right, .right, .character("L"), in: &tab)
    #expect(tab.target.intervention.ops == [.move, Self.ops[1], .turnLeft])
    press(.left, .left, .character("R"), in: &tab)
    #expect(tab.target.intervention.ops == [.turnRight], "a branch before another gives that up")
  }

  // MARK: Undoing

  @Test func undoingGoesBackOneByOneToTheSameSteps() {
    var tab = Fixture.tab()
    press(.character("M"), .right, .right, .character("L"), .end, .character("P"), in: &tab)
    let variations = [[Op.move, Self.ops[1], .turnLeft], [.move], []]
    for (ops, step) in zip(variations, [Self.ops.count, 2, 0]) {
      press(.home, .right, .character("u"), in: &tab)
      #expect(tab.target.intervention.ops == ops)
      #expect(tab.traced?.ops == ops + Self.ops.dropFirst(ops.count))
      #expect(tab.step == step)
    }
    #expect(tab.press(.character("u")) == [])
    #expect(Fixture.frame(tab, 80, 24).text.contains("nothing to undo"))
  }

  @Test func whatCannotBeReadIsNoVariation() {
    var tab = Fixture.tab()
    _ = tab.press(.character("M"))
    _ = tab.receive(.failed(.read(tab.target), reason: "too long"))
    #expect(tab.target == Fixture.subject() && tab.failure == "too long")
    #expect(tab.press(.character("u")) == [], "nothing has changed")
    #expect(tab.failure == nil)
  }

  @Test func aSecondWishReplacesTheFirstThatHasNotCome() {
    var tab = Fixture.tab()
    _ = tab.press(.character("M"))
    let first = tab.target
    let effects = tab.press(.character("R")) ?? []
    _ = tab.receive(answer(.read(first)))
    #expect(tab.traced?.ops == Self.ops, "overtaken")
    settle(effects, in: &tab)
    #expect(tab.traced?.ops.first == .turnRight)
    press(.character("u"), in: &tab)
    #expect(tab.target == Fixture.subject())
  }

  @Test func anotherSpecificationIsAsItIs() throws {
    var tab = Fixture.tab()
    press(.character("M"), in: &tab)
    _ = tab.press(.character("r"))
    let awaited = try #require(tab.awaited)
    #expect(awaited.intervention == Intervention())
    _ = tab.receive(answer(.read(awaited)))
    #expect(tab.press(.character("u")) == [])
  }

  @Test func anotherCheckpointWritesTheSameBranch() {
    var tab = Fixture.tab()
    press(.right, .character("R"), in: &tab)
    let effects = tab.press(.character("{"))
    #expect(effects == [.request(.read(Self.subject([Self.ops[0], .turnRight], step: 2000)))])
    settle(effects ?? [], in: &tab)
    press(.character("u"), in: &tab)
    #expect(tab.target.intervention == Intervention(), "undone at that checkpoint")
  }

  // MARK: Typed programs

  @Test func aTypedProgramBeginsAtItsFirstOpAndIsUndone() {
    var tab = Fixture.tab()
    press(.end, in: &tab)
    settle(tab.show(Self.subject([.move, .turnLeft], isWhole: true)), in: &tab)
    #expect(tab.traced?.ops == [.move, .turnLeft] && tab.step == 0)
    press(.character("u"), in: &tab)
    #expect(tab.traced?.ops == Self.ops && tab.step == Self.ops.count)
    settle(tab.show(Self.subject([.move, .turnLeft], isWhole: true)), in: &tab)
    press(.character("M"), in: &tab)
    #expect(tab.target.intervention == Intervention(ops: [.move]), "an op of it, and the model goes on")
  }

  @Test func opsThatTheModelWouldNotHaveWrittenAreMarked() {
    let reading = Fixture.reading()
    // As if the third op had been given: the model would have put a marker.
    let steps = reading.steps.enumerated().map { place, step in
      place == 2 ? ProbedGeneration.Step(choice: [0.1, 0.6, 0.1, 0.1, 0.05, 0.05], beliefs: step.beliefs) : step
    }
    let given = ProbedGeneration(
      specification: reading.specification, program: reading.program, steps: steps, logProbability: -9)
    var tab = Fixture.tab(reading: given, subject: Self.subject(Array(Self.ops[..<3])))
    press(.right, .right, in: &tab)
    let text = Fixture.frame(tab, 80, 24).text
    #expect(text.contains("▸ 3»move       ≠") && text.contains("  2 move"))
    #expect(text.contains("Op 3: move forced instead of put; the model continues. u undoes."))
    #expect(text.contains("test 17 · seed 1 · op 3 forced"))
    #expect(Fixture.frame(tab, 40, 12).text.contains("3/8»move"))
    #expect(Fixture.frame(tab, 80, 24).inASCII.text.contains("> 3}move       !"))
  }

  @Test func everyOpsKeyStandsBesideItsProbability() {
    let text = Fixture.frame(Fixture.tab(), 80, 24).text
    for (key, name) in zip(["K", "P", "R", "L", "M", "E"], Op.allCases.map { $0.shortName } + ["end"]) {
      #expect(text.contains(" \(key) \(name)"))
    }
  }
}
