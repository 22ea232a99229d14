import Beliefs
import Karel
import Screens
import Testing

@Suite struct BreakpointTests {
  private let traced = Fixture.traced()

  private func steps(_ breakpoint: Breakpoint) -> [Int] {
    (0...traced.endStep).filter { breakpoint.holds(at: $0, in: traced) }
  }

  @Test func anOpsBreakpointHoldsWhereverTheOpStands() {
    #expect(steps(.op(.move)) == [1, 2, 5, 6])
    #expect(steps(.op(.pickMarker)) == [7])
  }

  @Test func aWrongBeliefsBreakpointHoldsWhereTheProbeErrs() {
    #expect(Set(steps(.wrong(.position))) == Fixture.wrongPositions)
    #expect(Set(steps(.wrong(.direction))) == Fixture.wrongDirections)
    #expect(steps(.wrong(.obstacle)) == [])
  }

  @Test func anUnsureBeliefsBreakpointHoldsBelowItsLimit() {
    // The fixture's probe gives 0.9 to a direction, and 0.9 times 0.9 to a position.
    #expect(steps(.unsure(.direction, below: 0.89)) == [])
    #expect(steps(.unsure(.direction, below: 0.91)) == Array(0..<traced.endStep - 1), "where probes are tested")
    #expect(steps(.unsure(.position, below: 0.85)) == Array(0..<traced.endStep - 1))
    #expect(steps(.unsure(.position, below: 0.8)) == [])
  }

  @Test func withoutAProbeOnlyOpsCount() {
    let bare = TracedGeneration(Fixture.reading(), probe: nil)
    for step in 0...bare.endStep {
      #expect(!Breakpoint.wrong(.position).holds(at: step, in: bare))
      #expect(!Breakpoint.unsure(.position, below: 1).holds(at: step, in: bare))
    }
    #expect(Breakpoint.op(.turnLeft).holds(at: 0, in: bare))
  }

  @Test(arguments: [
    ("move", Breakpoint.op(.move)), ("turnLeft", .op(.turnLeft)), ("left", .op(.turnLeft)),
    ("wrong direction", .wrong(.direction)), ("wrong obs", .wrong(.obstacle)), ("wrong  position", .wrong(.position)),
    ("P(direction) < 0.5", .unsure(.direction, below: 0.5)), ("p(pos)<.25", .unsure(.position, below: 0.25)),
    ("P(obstacle)<1", .unsure(.obstacle, below: 1)),
  ])
  func whatIsTypedIsRead(_ text: String, _ breakpoint: Breakpoint) throws {
    #expect(try Breakpoint(parsing: text) == breakpoint)
    #expect(try Breakpoint(parsing: breakpoint.text) == breakpoint, "and so is what is shown")
  }

  @Test(arguments: [
    "jump", "wrong", "wrong way", "wrong walls", "P(direction) < 0", "P(direction) < 1.5", "P(direction) < nan",
    "P(direction) > 0.5", "P() < 0.5", "P(direction)", "move move", "end",
  ])
  func whatIsNoConditionIsSaid(_ text: String) {
    do throws(TypedCommandError) {
      let breakpoint = try Breakpoint(parsing: text)
      Issue.record("'\(text)' was taken for \(breakpoint.text)")
    } catch {
      #expect(error.description.hasPrefix("break: found '\(text)', expected an op, wrong FEATURE, P(FEATURE) < 0.5"))
    }
  }

  @Test func breakpointsAreSetAndCleared() {
    var breakpoints = Breakpoints()
    #expect(breakpoints.text == nil)
    breakpoints.apply(.toggle(.op(.move)))
    breakpoints.apply(.toggle(.wrong(.direction)))
    breakpoints.apply(.toggle(.unsure(.direction, below: 0.5)))
    #expect(breakpoints.text == "● move, wrong direction, P(direction) < 0.5")
    breakpoints.apply(.toggle(.unsure(.direction, below: 0.25)))
    #expect(
      breakpoints.all.last == .unsure(.direction, below: 0.25) && breakpoints.all.count == 3, "one limit a feature")
    breakpoints.apply(.toggle(.op(.move)))
    #expect(breakpoints.all.first == .wrong(.direction))
    breakpoints.apply(.list)
    #expect(breakpoints.all.count == 2)
    breakpoints.apply(.clear)
    #expect(breakpoints == Breakpoints())
  }
}
