import Beliefs
import Karel
import Probing
import Testing

@Suite struct LabelTests {
  private let start = try! World(
    rows: ["########", "#......#", "#.>#...#", "#......#", "#......#", "#......#", "#......#", "########"])

  @Test func aLabelDescribesTheStateAfterAnOp() throws {
    let trace = Trace(of: Program([.move, .turnRight, .move, .move]), from: start)
    #expect(
      Label(after: -1, of: trace) == Label(direction: .east, dx: 0, dy: 0, isObstacleAhead: true))
    #expect(Label(after: 0, of: trace) == Label(after: -1, of: trace))
    #expect(
      Label(after: 1, of: trace) == Label(direction: .south, dx: 0, dy: 0, isObstacleAhead: false))
    #expect(
      Label(after: 3, of: trace) == Label(direction: .south, dx: 0, dy: 2, isObstacleAhead: false))
    #expect(Label(after: 4, of: trace) == nil)
    #expect(Label(after: -2, of: trace) == nil)
  }

  @Test func classesCountFromTheLowestOffset() {
    let label = Label(direction: .west, dx: -5, dy: 5, isObstacleAhead: true)
    #expect(ProbeHead.standard.map(label.index) == [3, 1, 11, 1])
    #expect(Label { label.index($0)! } == label)
    #expect(ProbeHead.allCases.map(\.classCount) == [4, 13, 13, 2, 13, 13, 6, 6, 2, 2, 2, 2, 2, 2, 6, 6, 6, 2])
  }

  @Test func aPositionIsCorrectOnlyIfBothHeadsAre() {
    let label = Label(direction: .north, dx: 1, dy: 2, isObstacleAhead: false)
    #expect(label.agrees(with: Label(direction: .south, dx: 1, dy: 2, isObstacleAhead: true), on: .position))
    #expect(!label.agrees(with: Label(direction: .north, dx: 1, dy: 3, isObstacleAhead: false), on: .position))
    #expect(!label.agrees(with: Label(direction: .north, dx: 0, dy: 2, isObstacleAhead: false), on: .position))
  }

  @Test func aBeliefPredictsTheLikeliestAndMultipliesHeads() {
    var dx = [Float](repeating: 0, count: 13)
    var dy = dx
    (dx[7], dx[6], dy[4], dy[6]) = (0.75, 0.25, 0.5, 0.5)
    dy[4] = 0.6
    dy[6] = 0.4
    let belief = Belief(direction: [0.1, 0.2, 0.3, 0.4], dx: dx, dy: dy, obstacle: [0.9, 0.1])
    #expect(belief.prediction == Label(direction: .west, dx: 1, dy: -2, isObstacleAhead: false))
    #expect(abs(belief.probability(of: belief.prediction, on: .position) - 0.45) < 1e-6)
    let start = Position(x: 3, y: 4)
    #expect(abs(belief.probability(at: Position(x: 4, y: 2), from: start) - 0.45) < 1e-6)
    #expect(belief.probability(at: Position(x: 3 + 9, y: 2), from: start) == 0)
  }
}
