import Beliefs
import Screens
import Testing
import TextCanvas

/// All that a probe weighs, where the table of features stands alone.
@Suite struct BeliefDistributionsTests {
  private func lines(_ tab: StepTab, _ size: Size, _ keys: [Key] = []) -> [String] {
    var instrument = Fixture.instrument(tab, size: size, keys: keys)
    while instrument.focusedPane?.title != "FEATURES" { _ = instrument.update(.key(.character("f"))) }
    _ = instrument.update(.key(.enter))
    return instrument.frame(size).text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func everyClassHasItsShareAndTheTrueOneItsMark() {
    // Belief about position is wrong here: the true cell is among the others.
    let text = lines(Fixture.tab(), Size(columns: 80, rows: 24), [.right, .right]).dropFirst(7).dropLast(2)
    #expect(
      text.joined(separator: "\n") == """
         ● is true   −2           −1           now          +1           +2
         north      ● .60 ━━━╸   ● .60 ━━━╸   ● .90 ━━━━━╸ ● .60 ━━━╸     .20 ━
         east         .40 ━━╸      .40 ━━╸      .10 ╸        .40 ━━╸    ● .60 ━━━╸
         south        .00          .00          .00          .00          .20 ━
         west         .00          .00          .00          .00          .00

         position   ● 0, 0 .36 ╸ ● 0,−1 .36 ╸  +1,−2 .81 ━ ● 0,−2 .36 ╸ ● 0,−2 .36 ╸
                     −1, 0 .12    −1,−1 .12   ● 0,−2 .05    −1,−2 .12    −1,−2 .12
                      0,−1 .12     0,−2 .12    +1,−3 .05     0,−3 .12     0,−3 .12
                      0,+1 .12     0, 0 .12    +1,−1 .05     0,−1 .12     0,−1 .12
                     +1, 0 .12    +1,−1 .12    +2,−2 .05    +1,−2 .12    +1,−2 .12
                     −1,−1 .04    −1,−2 .04                 −1,−3 .04    −1,−3 .04
                     −1,+1 .04    −1, 0 .04                 −1,−1 .04    −1,−1 .04

         no wall    ● .60 ━━━╸   ● .60 ━━━╸     .10 ╸        .40 ━━╸    ● .60 ━━━╸
         wall ahead   .40 ━━╸      .40 ━━╸    ● .90 ━━━━━╸ ● .60 ━━━╸     .40 ━━╸
        """)
  }

  /// The rows of a column whose head is given: what stands between its head and that of the next.
  private func column(_ head: String, of lines: [String]) -> [String] {
    guard let top = lines.firstIndex(where: { $0.contains("● is true") }),
      let start = lines[top].range(of: " \(head) ")
    else { return [] }
    let x = lines[top].distance(from: lines[top].startIndex, to: start.lowerBound)
    return lines[(top + 1)...].map { String($0.dropFirst(x - 1).prefix(12)) }
  }

  @Test func whatIsTrueIsMarkedOnceAFeature() {
    for size in [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)] {
      for step in 0..<8 {
        let lines = lines(Fixture.tab(), size, [Key](repeating: .right, count: step))
        let now = column("now", of: lines)
        #expect(now.count { $0.contains("●") } == 3, "step \(step) at \(size)")
        let label = Fixture.traced().truth(at: step, offset: 0)!
        let cell = now.first { $0.contains("●") && $0.contains(",") }
        func signed(_ number: Int) -> String { number > 0 ? "+\(number)" : number < 0 ? "−\(-number)" : " 0" }
        #expect(cell?.contains(signed(label.dx) + "," + signed(label.dy)) == true, "\(cell ?? "none")")
      }
    }
  }

  @Test func aNarrowScreenShowsTheStatesAroundTheOne() throws {
    let lines = lines(Fixture.tab(), Size(columns: 60, rows: 20))
    let head = try #require(lines.first { $0.contains("● is true") })
    #expect(head.contains("−1") && head.contains("now") && head.contains("+1") && !head.contains("+2"))
    #expect(lines.contains { $0.contains("wall ahead") } && lines.contains { $0.contains("west") })
  }

  @Test func theEndTellsOfTheStateReached() {
    let lines = lines(Fixture.tab(), Size(columns: 80, rows: 24), [.end])
    #expect(column("−1", of: lines).count { $0.contains("●") } == 3)
    #expect(column("now", of: lines).allSatisfy { !$0.contains("●") }, "after the end there is no truth")
  }
}
