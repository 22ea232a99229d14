import Beliefs
import Karel
import Screens
import Testing

@Suite struct TracedGenerationTests {
  private let traced = Fixture.traced()

  @Test func beliefAtAStepSpeaksOfTheStateAfterItsOp() throws {
    for step in 0..<traced.endStep {
      let after = Fixture.inputs[0].after(Program(Array(Fixture.program.ops[...step])))
      #expect(traced.truth(at: step, offset: 0) == Label(of: after, from: Fixture.inputs[0]))
      #expect(traced.mainOffset(at: step) == 0)
      #expect(traced.mainState(at: step) == step + 1)
    }
  }

  @Test func offsetsShiftTheStateThatIsMeant() {
    #expect(traced.truth(at: 3, offset: -2) == traced.truth(at: 1, offset: 0))
    #expect(traced.truth(at: 3, offset: 2) == traced.truth(at: 5, offset: 0))
    #expect(traced.truth(at: 0, offset: -1) == Label(of: Fixture.inputs[0], from: Fixture.inputs[0]))
  }

  @Test func thereIsNoTruthBeforeTheStartOrAfterTheLastOp() {
    #expect(traced.truth(at: 0, offset: -2) == nil)
    #expect(traced.truth(at: traced.endStep, offset: 0) == nil)
    #expect(traced.truth(at: traced.endStep - 1, offset: 1) == nil)
    #expect(traced.agrees(at: traced.endStep, offset: 0, on: .direction) == nil)
  }

  @Test func theEndIsComparedWithTheStateReached() {
    let end = traced.endStep
    #expect(traced.mainState(at: end) == end)
    #expect(traced.truth(at: end, offset: traced.mainOffset(at: end)) == traced.truth(at: end - 1, offset: 0))
    #expect(!traced.differs(at: end))
  }

  @Test func differsWhereTheFixtureIsWrong() {
    for step in 0..<traced.endStep {
      #expect(traced.agrees(at: step, offset: 0, on: .position) == !Fixture.wrongPositions.contains(step))
      #expect(traced.agrees(at: step, offset: 0, on: .direction) == !Fixture.wrongDirections.contains(step))
    }
  }

  /// No probe has learned the last op's state: what it says of it is no wrong belief.
  @Test func onlyTestedStepsDiffer() {
    #expect((0...traced.endStep).filter(traced.differs) == [2, 5])
    let short = TracedGeneration(Fixture.reading(program: Program(Array(Fixture.program.ops.prefix(6)))))
    #expect(short.agrees(at: 5, offset: 0, on: .position) == false)
    #expect((0...short.endStep).filter(short.differs) == [2])
    #expect(!Breakpoint.wrong(.position).holds(at: 5, in: short))
    #expect(Breakpoint.op(.move).holds(at: 5, in: short))
  }

  @Test func tallyCountsUpToTheStep() {
    #expect(traced.tally(through: 1, on: .position) == (2, 2))
    #expect(traced.tally(through: 2, on: .position) == (2, 3))
    #expect(traced.tally(through: traced.endStep, on: .position) == (5, 7))
  }

  @Test func satisfactionIsThatOfTheSpecification() {
    #expect(traced.satisfied == [true, true, true, false, true])
  }
}
