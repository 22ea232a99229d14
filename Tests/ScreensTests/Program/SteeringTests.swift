import Beliefs
import Corpus
import Karel
import Screens
import Testing

/// Steering in Step, and what is shown of it.
@Suite struct SteeringTests {
  private static let ops = Fixture.program.ops
  /// What the fixture's model writes from the fourth op on, steered or after a turn; unsteered it writes the usual program.
  private static let pushed: [Op] = [.turnLeft, .move, .pickMarker]

  private func answer(_ request: Request, opsAfterTurn: [Op] = pushed) -> Response {
    guard case .read(let subject) = request else { return .failed(request, reason: "unexpected") }
    let given = subject.intervention.ops
    guard let push = subject.intervention.steering else {
      let program = Program(given + Self.ops.dropFirst(given.count))
      return .reading(Fixture.reading(program: program), by: Fixture.run, of: subject)
    }
    let before = Array(given.prefix(push.step))
    var reading = Fixture.reading(program: Program(before + Self.pushed))
    reading.unsteered = ProbedGeneration.Unsteered(
      step: push.step, choice: [0, 0.75, 0, 0, 0.25, 0], ops: Array(Self.ops[push.step...]), opsAfterTurn: opsAfterTurn)
    return .reading(reading, by: Fixture.run, of: subject)
  }

  /// Presses keys, each request answered.
  private func press(_ keys: Key..., in tab: inout StepTab, opsAfterTurn: [Op] = pushed) {
    for key in keys {
      for case .request(let request) in tab.press(key) ?? [] {
        _ = tab.receive(answer(request, opsAfterTurn: opsAfterTurn))
      }
    }
  }

  @Test(arguments: [(">", Op.turnRight, "right"), ("<", .turnLeft, "left")])
  func aKeyPushesFromTheStepOn(_ key: String, _ turn: Op, _ way: String) {
    var tab = Fixture.tab()
    press(.right, .right, .right, in: &tab)
    let effects = tab.press(.character(Character(key)))
    var subject = Fixture.subject()
    subject.intervention = Intervention(ops: Array(Self.ops[..<3]), steering: BeliefSteering(as: turn, from: 3))
    #expect(effects == [.request(.read(subject))])
    #expect(Fixture.frame(tab, 80, 24).text.contains("steering; a layer's first use trains a probe"))
    for case .request(let request) in effects ?? [] { _ = tab.receive(answer(request)) }
    #expect(tab.step == 3 && tab.traced?.ops == Self.ops[..<3] + Self.pushed)
    let text = Fixture.frame(tab, 80, 24).text
    #expect(text.contains("Steered as if after a turn \(way): output as after a real one."))
    #expect(text.contains("steered \(way) from op 4") && !text.contains("op 3 forced"))
    for mark in ["4~turnLeft", "5~move", "6~pickMarker"] { #expect(text.contains(mark)) }
    #expect(text.contains("3 move") && text.contains("┊ unsteered"))
    press(.left, in: &tab)
    #expect(!Fixture.frame(tab, 80, 24).text.contains("┊ unsteered"), "steering begins one op later")
    press(.character("u"), in: &tab)
    #expect(tab.target.intervention == Intervention() && tab.traced?.ops == Self.ops && tab.step == 3)
  }

  @Test(arguments: [
    (pushed, "output as after a real one."),
    ([.turnLeft, .pickMarker], "next op as after a real one."),
    ([.move], "output unlike that after a real one."),
  ])
  func theLineAboveSaysWhatCameOfIt(_ opsAfterTurn: [Op], _ text: String) {
    var tab = Fixture.tab()
    press(.right, .right, .right, .character(">"), in: &tab, opsAfterTurn: opsAfterTurn)
    #expect(Fixture.frame(tab, 80, 24).text.contains("Steered as if after a turn right: \(text)"))
  }

  @Test func theSamePushTwiceIsNone() {
    var tab = Fixture.tab()
    press(.right, .character(">"), in: &tab)
    #expect(tab.press(.character(">")) == [])
    #expect(Fixture.frame(tab, 80, 24).text.contains("already steered this way; u undoes"))
    #expect(tab.press(.character("<")) != [], "the other way is another push")
  }

  @Test func anOpTakenBeforeThePushEndsIt() {
    var tab = Fixture.tab()
    press(.right, .right, .right, .character(">"), .home, .character("M"), in: &tab)
    #expect(tab.target.intervention == Intervention(ops: [.move]))
    press(.character("u"), .right, .right, .right, in: &tab)
    #expect(tab.target.intervention.steering == BeliefSteering(as: .turnRight, from: 3))
    press(.character("P"), in: &tab)
    #expect(
      tab.target.intervention
        == Intervention(ops: Self.ops[..<3] + [.putMarker], steering: BeliefSteering(as: .turnRight, from: 3)))
  }

  @Test func aCommandSaysHowFarAndWhere() throws {
    var tab = Fixture.tab()
    let typed = try TypedCommand(parsing: "steer left 0.5 3")
    #expect(typed == .steer(TypedCommand.Steering(turn: .turnLeft, layer: 3, strength: 0.5)))
    let obeyed = tab.obey(typed)
    let effects = try #require(obeyed)
    var subject = Fixture.subject()
    subject.intervention.steering = BeliefSteering(as: .turnLeft, from: 0, layer: 3, strength: 0.5)
    #expect(effects == [.request(.read(subject))])
    for case .request(let request) in effects { _ = tab.receive(answer(request)) }
    #expect(try tab.obey(TypedCommand(parsing: "steer off")) == [.request(.read(Fixture.subject()))])
    for wrong in ["steer up", "steer left 0", "steer left much", "steer left 1 0", "steer left 1 2 3", "steer off now"]
    {
      #expect(throws: TypedCommandError.self) { try TypedCommand(parsing: wrong) }
    }
  }

  @Test func opsThatWereGivenOutliveThePush() throws {
    var tab = Fixture.tab()
    press(.right, .right, .character("K"), .right, .character(">"), in: &tab)
    let given = Array(Self.ops[..<2]) + [.pickMarker]
    #expect(
      tab.target.intervention == Intervention(ops: given, steering: BeliefSteering(as: .turnRight, from: 3, given: 3)))
    #expect(Fixture.frame(tab, 120, 40).text.contains("steered right from op 4 · op 3 forced"))
    #expect(try tab.obey(TypedCommand(parsing: "steer off")) != nil)
    #expect(tab.target.intervention == Intervention(ops: given))
  }

  @Test func whereNothingIsSteeredThatIsSaid() throws {
    var tab = Fixture.tab()
    #expect(try tab.obey(TypedCommand(parsing: "steer off")) == [])
    #expect(Fixture.frame(tab, 80, 24).text.contains("no active steering"))
    #expect(tab.obey(.quit) == nil, "other commands are not this view's")
  }

  @Test func aPushThatFailsLeavesWhatWasShown() {
    var tab = Fixture.tab()
    press(.right, in: &tab)
    for case .request(let request) in tab.press(.character(">")) ?? [] {
      _ = tab.receive(.failed(request, reason: "layer: found 9, expected 1 to 5"))
    }
    #expect(tab.target.intervention == Intervention() && tab.traced?.ops == Self.ops)
    #expect(Fixture.frame(tab, 80, 24).text.contains("layer: found 9, expected 1 to 5"))
  }
}
