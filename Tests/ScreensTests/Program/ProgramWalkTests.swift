import Beliefs
import Corpus
import Karel
import Screens
import Testing

/// Playing as far as breakpoints, in Step and in Compare.
@Suite struct ProgramWalkTests {
  private static let end = Fixture.program.ops.count

  private func step(stoppingAt breakpoints: Breakpoint..., speedups: Int = 0) -> StepModel {
    var model = Fixture.model()
    model.stop(at: Breakpoints(breakpoints))
    for _ in 0..<speedups { _ = model.press(.character("+")) }
    _ = model.press(.character(" "))
    return model
  }

  @Test(arguments: 0...StepModel.speeds.count)
  func noSpeedPassesABreakpoint(_ speedups: Int) {
    var model = step(stoppingAt: .op(.putMarker), .wrong(.direction), speedups: speedups)
    _ = model.advance(.seconds(3600))
    #expect(model.step == 3 && !model.isPlaying)
    #expect(model.stop == .op(.putMarker))
    _ = model.press(.character(" "))
    _ = model.advance(.seconds(3600))
    #expect(model.step == 5 && !model.isPlaying)
    #expect(model.stop == .wrong(.direction))
    _ = model.press(.character(" "))
    _ = model.advance(.seconds(3600))
    #expect(model.step == Self.end && model.stop == nil, "no more of them up to the end")
  }

  @Test func timeInAnyPiecesStopsAtTheSameSteps() {
    var random = SplitMix64(keys: 11)
    for _ in 0..<200 {
      let ops = Op.allCases.filter { _ in random.next(below: 3) == 0 }
      let stops = (0..<Self.end).filter { ops.contains(Fixture.program.ops[$0]) }
      var model = Fixture.model()
      model.stop(at: Breakpoints(ops.map { .op($0) }))
      for _ in 0..<random.next(below: StepModel.speeds.count) { _ = model.press(.character("+")) }
      var visited: [Int] = []
      while model.step < Self.end {
        _ = model.press(.character(" "))
        while model.isPlaying { _ = model.advance(.milliseconds(1 + random.next(below: 4000))) }
        visited.append(model.step)
      }
      #expect(visited == stops.filter { $0 > 0 } + [Self.end])
    }
  }

  @Test func playingAgainFromTheEndStopsAtTheFirstOpToo() {
    var model = Fixture.model()
    model.stop(at: Breakpoints([.op(.turnLeft)]))
    _ = model.press(.end)
    _ = model.press(.character(" "))
    #expect(model.step == 0 && !model.isPlaying)
    #expect(model.stop == .op(.turnLeft))
    _ = model.press(.character(" "))
    #expect(model.isPlaying && model.stop == nil, "and goes on from there")
  }

  @Test func aProgramThatPlaysByItselfStopsAtItsFirstOp() {
    let subject = Fixture.subject()
    var model = StepModel(Start(subject: subject, randomSeed: 0))
    model.stop(at: Breakpoints([.op(.turnLeft)]))
    _ = model.show(subject)
    _ = model.receive(.reading(Fixture.reading(), by: Fixture.run, of: subject))
    #expect(model.step == 0 && !model.isPlaying && model.stop == .op(.turnLeft))
  }

  @Test func oneGoesByHandAsIfThereWereNone() {
    var model = Fixture.model()
    model.stop(at: Breakpoints([.op(.move)]))
    for step in 1...Self.end {
      _ = model.press(.right)
      #expect(model.step == step && model.stop == nil)
    }
    for step in (0..<Self.end).reversed() {
      _ = model.press(.left)
      #expect(model.step == step)
    }
  }

  @Test func whatStoppedItIsForgottenWithTheNextMove() {
    for key: Key in [.right, .left, .home, .character("]"), .character(" ")] {
      var model = step(stoppingAt: .op(.move))
      _ = model.advance(.seconds(3600))
      #expect(model.stop == .op(.move))
      _ = model.press(key)
      #expect(model.stop == nil, "\(key.name)")
    }
  }

  @Test func theKeySetsAndClearsTheOpAtHand() {
    var model = Fixture.model()
    #expect(model.press(.character("b")) == [.stop(at: Breakpoints([.op(.turnLeft)]))])
    #expect(model.breakpoints.all == [.op(.turnLeft)])
    #expect(model.press(.character("b")) == [.stop(at: Breakpoints())])
    _ = model.press(.end)
    #expect(model.press(.character("b")) == [])
    #expect(Fixture.frame(model, 80, 24).text.contains("no op at the end to stop at"))
    _ = model.press(.left)
    #expect(!Fixture.frame(model, 80, 24).text.contains("no op at the end"))
  }

  // MARK: Compare

  @Test func compareStopsWhereAnyColumnDoes() {
    var model = CompareModel(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = model.show(Fixture.subject())
    _ = model.receive(.reading(Fixture.reading(), by: Fixture.run, of: Fixture.subject()))
    #expect(model.press(.character("b")) == [.stop(at: Breakpoints([.op(.turnLeft)]))])
    model.stop(at: Breakpoints([.wrong(.position)]))
    for step in Fixture.wrongPositions.sorted() {
      _ = model.press(.character(" "))
      _ = model.advance(.seconds(3600))
      #expect(model.step == step && !model.isPlaying && model.stop == .wrong(.position))
      #expect(Fixture.frame(model, 80, 24).text.contains("● stopped: wrong position"))
    }
    _ = model.press(.character(" "))
    _ = model.advance(.seconds(3600))
    #expect(model.step == Self.end)
  }
}
