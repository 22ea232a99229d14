import Beliefs
import Corpus
import Karel
import Screens
import Testing

/// What a person pushes in Step, and what is seen of it.
@Suite struct SteeringTests {
  private static let ops = Fixture.program.ops
  /// What the fixture's model writes from the fourth op on, pushed or after a turn; alone it writes what it always does.
  private static let pushed: [Op] = [.turnLeft, .move, .pickMarker]

  private func answer(_ request: Request, opsAfterTurn: [Op] = pushed) -> Answer {
    guard case .read(let subject) = request else { return .failed(request, reason: "unexpected") }
    let given = subject.variation.ops
    guard let push = subject.variation.push else {
      let program = Program(given + Self.ops.dropFirst(given.count))
      return .reading(Fixture.reading(program: program), by: Fixture.run, of: subject)
    }
    let before = Array(given.prefix(push.step))
    var reading = Fixture.reading(program: Program(before + Self.pushed))
    reading.unpushed = Reading.Unpushed(
      step: push.step, choice: [0, 0.75, 0, 0, 0.25, 0], ops: Array(Self.ops[push.step...]), opsAfterTurn: opsAfterTurn)
    return .reading(reading, by: Fixture.run, of: subject)
  }

  /// Presses keys, each request answered.
  private func press(_ keys: Key..., in model: inout StepModel, opsAfterTurn: [Op] = pushed) {
    for key in keys {
      for case .perform(let request) in model.press(key) ?? [] {
        _ = model.receive(answer(request, opsAfterTurn: opsAfterTurn))
      }
    }
  }

  @Test(arguments: [(">", Op.turnRight, "right"), ("<", .turnLeft, "left")])
  func aKeyPushesFromTheStepOn(_ key: String, _ turn: Op, _ way: String) {
    var model = Fixture.model()
    press(.right, .right, .right, in: &model)
    let effects = model.press(.character(Character(key)))
    var subject = Fixture.subject()
    subject.variation = Variation(ops: Array(Self.ops[..<3]), push: BeliefPush(as: turn, from: 3))
    #expect(effects == [.perform(.read(subject))])
    #expect(Fixture.frame(model, 80, 24).text.contains("pushing; a layer's first push trains a probe"))
    for case .perform(let request) in effects ?? [] { _ = model.receive(answer(request)) }
    #expect(model.step == 3 && model.traced?.ops == Self.ops[..<3] + Self.pushed)
    let text = Fixture.frame(model, 80, 24).text
    #expect(text.contains("Pushed to believe in a turn \(way): it writes what it would after a real one."))
    #expect(text.contains("steered \(way) from op 4") && !text.contains("op 3 taken"))
    for mark in ["4~turnLeft", "5~move", "6~pickMarker"] { #expect(text.contains(mark)) }
    #expect(text.contains("3 move") && text.contains("┊ not pushed"))
    press(.left, in: &model)
    #expect(!Fixture.frame(model, 80, 24).text.contains("┊ not pushed"), "the push begins one op later")
    press(.character("u"), in: &model)
    #expect(model.target.variation == Variation() && model.traced?.ops == Self.ops && model.step == 3)
  }

  @Test(arguments: [
    (pushed, "it writes what it would after a real one."),
    ([.turnLeft, .pickMarker], "its next op is that after a real one."),
    ([.move], "it writes other ops than after a real one."),
  ])
  func theLineAboveSaysWhatCameOfIt(_ opsAfterTurn: [Op], _ text: String) {
    var model = Fixture.model()
    press(.right, .right, .right, .character(">"), in: &model, opsAfterTurn: opsAfterTurn)
    #expect(Fixture.frame(model, 80, 24).text.contains("Pushed to believe in a turn right: \(text)"))
  }

  @Test func theSamePushTwiceIsNone() {
    var model = Fixture.model()
    press(.right, .character(">"), in: &model)
    #expect(model.press(.character(">")) == [])
    #expect(Fixture.frame(model, 80, 24).text.contains("steered so already; u takes it back"))
    #expect(model.press(.character("<")) != [], "the other way is another push")
  }

  @Test func anOpTakenBeforeThePushEndsIt() {
    var model = Fixture.model()
    press(.right, .right, .right, .character(">"), .home, .character("M"), in: &model)
    #expect(model.target.variation == Variation(ops: [.move]))
    press(.character("u"), .right, .right, .right, in: &model)
    #expect(model.target.variation.push == BeliefPush(as: .turnRight, from: 3))
    press(.character("P"), in: &model)
    #expect(
      model.target.variation
        == Variation(ops: Self.ops[..<3] + [.putMarker], push: BeliefPush(as: .turnRight, from: 3)))
  }

  @Test func aCommandSaysHowFarAndWhere() throws {
    var model = Fixture.model()
    let typed = try TypedCommand(parsing: "steer left 0.5 3")
    #expect(typed == .steer(TypedCommand.Steering(turn: .turnLeft, layer: 3, strength: 0.5)))
    let obeyed = model.obey(typed)
    let effects = try #require(obeyed)
    var subject = Fixture.subject()
    subject.variation.push = BeliefPush(as: .turnLeft, from: 0, layer: 3, strength: 0.5)
    #expect(effects == [.perform(.read(subject))])
    for case .perform(let request) in effects { _ = model.receive(answer(request)) }
    #expect(try model.obey(TypedCommand(parsing: "steer off")) == [.perform(.read(Fixture.subject()))])
    for wrong in ["steer up", "steer left 0", "steer left much", "steer left 1 0", "steer left 1 2 3", "steer off now"]
    {
      #expect(throws: TypedCommandError.self) { try TypedCommand(parsing: wrong) }
    }
  }

  @Test func opsThatWereGivenOutliveThePush() throws {
    var model = Fixture.model()
    press(.right, .right, .character("K"), .right, .character(">"), in: &model)
    let given = Array(Self.ops[..<2]) + [.pickMarker]
    #expect(
      model.target.variation == Variation(ops: given, push: BeliefPush(as: .turnRight, from: 3, given: 3)))
    #expect(Fixture.frame(model, 120, 40).text.contains("steered right from op 4 · op 3 taken"))
    #expect(try model.obey(TypedCommand(parsing: "steer off")) != nil)
    #expect(model.target.variation == Variation(ops: given))
  }

  @Test func whereNothingIsSteeredThatIsSaid() throws {
    var model = Fixture.model()
    #expect(try model.obey(TypedCommand(parsing: "steer off")) == [])
    #expect(Fixture.frame(model, 80, 24).text.contains("nothing is steered"))
    #expect(model.obey(.quit) == nil, "other commands are not this view's")
  }

  @Test func aPushThatFailsLeavesWhatWasShown() {
    var model = Fixture.model()
    press(.right, in: &model)
    for case .perform(let request) in model.press(.character(">")) ?? [] {
      _ = model.receive(.failed(request, reason: "layer: found 9, expected 1 to 5"))
    }
    #expect(model.target.variation == Variation() && model.traced?.ops == Self.ops)
    #expect(Fixture.frame(model, 80, 24).text.contains("layer: found 9, expected 1 to 5"))
  }
}
