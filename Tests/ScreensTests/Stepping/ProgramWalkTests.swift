import Beliefs
import Corpus
import Karel
import Screens
import Testing

/// Playing as far as breakpoints, in Step and in Compare.
@Suite struct ProgramWalkTests {
  private static let end = Fixture.program.ops.count

  private func step(stoppingAt breakpoints: Breakpoint..., speedups: Int = 0) -> StepTab {
    var tab = Fixture.tab()
    tab.stop(at: Breakpoints(breakpoints))
    for _ in 0..<speedups { _ = tab.press(.character("+")) }
    _ = tab.press(.character(" "))
    return tab
  }

  @Test(arguments: 0...StepTab.speeds.count)
  func noSpeedPassesABreakpoint(_ speedups: Int) {
    var tab = step(stoppingAt: .op(.putMarker), .wrong(.direction), speedups: speedups)
    _ = tab.advance(.seconds(3600))
    #expect(tab.step == 3 && !tab.isPlaying)
    #expect(tab.stop == .op(.putMarker))
    _ = tab.press(.character(" "))
    _ = tab.advance(.seconds(3600))
    #expect(tab.step == 5 && !tab.isPlaying)
    #expect(tab.stop == .wrong(.direction))
    _ = tab.press(.character(" "))
    _ = tab.advance(.seconds(3600))
    #expect(tab.step == Self.end && tab.stop == nil, "no more of them up to the end")
  }

  @Test func timeInAnyPiecesStopsAtTheSameSteps() {
    var random = SplitMix64(keys: 11)
    for _ in 0..<200 {
      let ops = Op.allCases.filter { _ in random.next(below: 3) == 0 }
      let stops = (0..<Self.end).filter { ops.contains(Fixture.program.ops[$0]) }
      var tab = Fixture.tab()
      tab.stop(at: Breakpoints(ops.map { .op($0) }))
      for _ in 0..<random.next(below: StepTab.speeds.count) { _ = tab.press(.character("+")) }
      var visited: [Int] = []
      while tab.step < Self.end {
        _ = tab.press(.character(" "))
        while tab.isPlaying { _ = tab.advance(.milliseconds(1 + random.next(below: 4000))) }
        visited.append(tab.step)
      }
      #expect(visited == stops.filter { $0 > 0 } + [Self.end])
    }
  }

  @Test func playingAgainFromTheEndStopsAtTheFirstOpToo() {
    var tab = Fixture.tab()
    tab.stop(at: Breakpoints([.op(.turnLeft)]))
    _ = tab.press(.end)
    _ = tab.press(.character(" "))
    #expect(tab.step == 0 && !tab.isPlaying)
    #expect(tab.stop == .op(.turnLeft))
    _ = tab.press(.character(" "))
    #expect(tab.isPlaying && tab.stop == nil, "and goes on from there")
  }

  @Test func aProgramThatPlaysByItselfStopsAtItsFirstOp() {
    let subject = Fixture.subject()
    var tab = StepTab(Start(subject: subject, randomSeed: 0))
    tab.stop(at: Breakpoints([.op(.turnLeft)]))
    _ = tab.show(subject)
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: subject))
    #expect(tab.step == 0 && !tab.isPlaying && tab.stop == .op(.turnLeft))
  }

  @Test func oneGoesByHandAsIfThereWereNone() {
    var tab = Fixture.tab()
    tab.stop(at: Breakpoints([.op(.move)]))
    for step in 1...Self.end {
      _ = tab.press(.right)
      #expect(tab.step == step && tab.stop == nil)
    }
    for step in (0..<Self.end).reversed() {
      _ = tab.press(.left)
      #expect(tab.step == step)
    }
  }

  @Test func whatStoppedItIsForgottenWithTheNextMove() {
    for key: Key in [.right, .left, .home, .character("]"), .character(" ")] {
      var tab = step(stoppingAt: .op(.move))
      _ = tab.advance(.seconds(3600))
      #expect(tab.stop == .op(.move))
      _ = tab.press(key)
      #expect(tab.stop == nil, "\(key.name)")
    }
  }

  @Test func theKeySetsAndClearsTheOpAtHand() {
    var tab = Fixture.tab()
    #expect(tab.press(.character("b")) == [.stop(at: Breakpoints([.op(.turnLeft)]))])
    #expect(tab.breakpoints.all == [.op(.turnLeft)])
    #expect(tab.press(.character("b")) == [.stop(at: Breakpoints())])
    _ = tab.press(.end)
    #expect(tab.press(.character("b")) == [])
    #expect(Fixture.frame(tab, 80, 24).text.contains("no op here to break on"))
    _ = tab.press(.left)
    #expect(!Fixture.frame(tab, 80, 24).text.contains("no op at the end"))
  }

  // MARK: Compare

  @Test func compareStopsWhereAnyColumnDoes() {
    var tab = CompareTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    #expect(tab.press(.character("b")) == [.stop(at: Breakpoints([.op(.turnLeft)]))])
    tab.stop(at: Breakpoints([.wrong(.position)]))
    for step in Fixture.wrongPositions.sorted() {
      _ = tab.press(.character(" "))
      _ = tab.advance(.seconds(3600))
      #expect(tab.step == step && !tab.isPlaying && tab.stop == .wrong(.position))
      #expect(Fixture.frame(tab, 80, 24).text.contains("● stopped: wrong position"))
    }
    _ = tab.press(.character(" "))
    _ = tab.advance(.seconds(3600))
    #expect(tab.step == Self.end)
  }
}
