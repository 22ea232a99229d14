import Corpus
import Karel
import Lens
import Testing

@Suite struct CounterfactualTests {
  private static let all = Array(0..<Specification.exampleCount)

  private static func changed(_ kind: Counterfactual, _ sample: Sample, _ examples: [Int] = all) -> Specification? {
    var random = SplitMix64(keys: 9, UInt64(sample.index))
    return kind.applied(to: sample.specification, examples: examples, reference: sample.program, using: &random)
  }

  private static func walls(_ world: World) -> [Position] { Position.inner.filter(world.isWall) }

  @Test func aWallStandsAhead() {
    var count = 0
    for sample in SmallModel.samples(0..<40) {
      guard let changed = Self.changed(.wall, sample) else { continue }
      #expect(changed.satisfied(by: sample.program).allSatisfy { $0 })
      for (old, new) in zip(sample.specification.inputs, changed.inputs) where old != new {
        count += 1
        #expect(!old.isObstacleAhead && new.isObstacleAhead)
        #expect(Self.walls(new).count == Self.walls(old).count)
        #expect(Set(Self.walls(new)).subtracting(Self.walls(old)) == [new.position.stepped(new.direction)])
        #expect((new.position, new.direction) == (old.position, old.direction))
        // Without the new wall, the program does what it did.
        var without = new
        without.setWall(false, at: new.position.stepped(new.direction))
        let (before, after) = (Trace(of: sample.program, from: old), Trace(of: sample.program, from: without))
        #expect(before.outcomes == after.outcomes && before.end.position == after.end.position)
      }
    }
    #expect(count > 40)
  }

  @Test func allStartsAreTurnedAlike() throws {
    for sample in SmallModel.samples(0..<20) {
      let changed = try #require(Self.changed(.turn, sample))
      #expect(changed.outputs == sample.specification.outputs)
      let turns = zip(sample.specification.inputs, changed.inputs).map { old, new in
        new.direction == old.direction.turnedRight ? Op.turnLeft : .turnRight
      }
      #expect(Set(turns).count == 1)
      // Turning back first satisfies it.
      #expect(changed.satisfied(by: Program([turns[0]] + sample.program.ops)).allSatisfy { $0 })
    }
  }

  @Test(arguments: Counterfactual.allCases) func oneExampleIsChanged(_ kind: Counterfactual) {
    var count = 0
    for sample in SmallModel.samples(0..<20) {
      guard let changed = Self.changed(kind, sample, [3]) else { continue }
      count += 1
      let different = zip(sample.specification.inputs, changed.inputs).map { $0 != $1 }
      #expect(different == [false, false, false, true, false])
      #expect(changed.satisfied(by: sample.program).allSatisfy { $0 })
    }
    #expect(count > 5)
  }

  @Test func aMarkerIsMoved() {
    for sample in SmallModel.samples(0..<20) {
      guard let changed = Self.changed(.marker, sample) else { continue }
      for (old, new) in zip(sample.specification.inputs, changed.inputs) where old != new {
        func cells(_ world: World) -> Set<Position> {
          Set(Position.inner.filter { world.visibleMarkerCount(at: $0) > 0 })
        }
        #expect(cells(old).subtracting(cells(new)).count == 1 && cells(new).subtracting(cells(old)).count == 1)
        #expect(Self.walls(old) == Self.walls(new) && old.position == new.position)
      }
    }
  }

  @Test func theChangeDependsOnTheRandomNumbersAlone() {
    let sample = SmallModel.samples(0..<1)[0]
    #expect(Self.changed(.marker, sample) == Self.changed(.marker, sample))
  }
}
