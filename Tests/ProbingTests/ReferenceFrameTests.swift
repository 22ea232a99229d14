import Beliefs
import Corpus
import Karel
import Probing
import Testing

@Suite struct ReferenceFrameTests {
  /// Without obstacles, a program's labels in the start frame do not depend on the robot's start.
  @Test func whatARobotDoesLooksAlikeFromEveryStart() throws {
    let program = Program([.move, .turnRight, .move, .move, .turnLeft, .move])
    let labels = Direction.allCases.map { direction in
      let start = World(position: Position(x: 3, y: 4), direction: direction)
      return Label(of: start.after(program), from: start).expressed(in: .start, start: direction)
    }
    for label in labels {
      #expect(label.agrees(with: labels[0], on: .direction) && label.agrees(with: labels[0], on: .position))
    }
    // Two ahead, two to the right of the start; the start direction counts as north, and a wall may be anywhere.
    #expect(labels[0].dx == 2 && labels[0].dy == -2 && labels[0].direction == .north)
  }

  @Test func theGridsFrameIsTheLabelsOwn() {
    let label = Label(direction: .west, dx: 2, dy: -3, isObstacleAhead: true)
    for direction in Direction.allCases {
      #expect(label.expressed(in: .grid, start: direction) == label)
      for frame in ReferenceFrame.allCases {
        #expect(label.expressed(in: frame, start: direction).expressedInGrid(from: frame, start: direction) == label)
      }
    }
  }

  /// A belief rotates with its prediction, including all probabilities.
  @Test func beliefsTurnLikeLabels() {
    var random = SplitMix64(keys: 9)
    for direction in Direction.allCases {
      let probabilities = ProbeHead.standard.map { head in (0..<head.classCount).map { _ in Float(random.nextUnit()) } }
      let belief = Belief(
        direction: probabilities[0], dx: probabilities[1], dy: probabilities[2], obstacle: probabilities[3])
      let turned = belief.expressedInGrid(from: .start, start: direction)
      #expect(turned.prediction == belief.prediction.expressedInGrid(from: .start, start: direction))
      for heading in Direction.allCases {
        for (dx, dy) in [(0, 0), (2, -1), (-5, 6)] {
          let label = Label(direction: heading, dx: dx, dy: dy, isObstacleAhead: false)
          let there = label.expressedInGrid(from: .start, start: direction)
          for feature in Feature.standard {
            #expect(belief.probability(of: label, on: feature) == turned.probability(of: there, on: feature))
          }
        }
      }
    }
  }

  /// The classes of a state are those of its label in the same frame.
  @Test(arguments: ReferenceFrame.allCases)
  func classesAreThoseOfLabels(_ frame: ReferenceFrame) {
    var random = SplitMix64(keys: 4)
    for _ in 0..<200 {
      let start = World.random(using: &random)
      let state = start.after(Program.random(lengths: 1...10, using: &random))
      let label = Label(of: state, from: start).expressed(in: frame, start: start.direction)
      let probed = ProgramState(state, start: start, end: state)
      #expect(ProbeHead.standard.map { probed.index($0, in: frame) } == ProbeHead.standard.map { label.index($0)! })
      #expect(probed.index(.endDx, in: frame) == 6 && probed.index(.endDy, in: frame) == 6)
    }
  }

  /// A world rotated about its centre, with the robot, looks the same in the start frame.
  @Test func cellsAndWallsTurnWithTheStart() {
    func turned(_ world: World) -> World {
      func cell(_ cell: Position) -> Position { Position(x: 7 - cell.y, y: cell.x) }
      var result = World(position: cell(world.position), direction: world.direction.turnedRight)
      for wall in Position.inner where world.isWall(wall) { result.setWall(true, at: cell(wall)) }
      return result
    }
    var random = SplitMix64(keys: 5)
    let heads: [ProbeHead] = [
      .endDx, .endDy, .column, .row, .northWall, .eastWall, .southWall, .westWall,
    ]
    for _ in 0..<200 {
      var start = World.random(using: &random)
      let program = Program.random(lengths: 6...10, using: &random)
      func classes() -> [Int?] {
        let trace = Trace(of: program, from: start)
        let probed = ProgramState(trace.states[3], start: start, end: trace.end)
        return heads.map { probed.index($0, in: .start) }
      }
      let expected = classes()
      for _ in 0..<3 {
        start = turned(start)
        #expect(classes() == expected)
      }
    }
  }

  @Test func everyHeadTellsTheState() throws {
    let start = try World(
      rows: ["########", "#......#", "#.>#...#", "#.#....#", "#......#", "#......#", "#......#", "########"])
    let end = start.after(Program([.turnLeft, .move, .turnLeft, .move]))
    let state = ProgramState(start, start: start, end: end)
    #expect(
      ProbeHead.allCases.map { state.index($0) } == [1, 6, 6, 1, 7, 7, 1, 1, 0, 1, 1, 0, nil, 0, nil, nil, nil, nil])
    // East was ahead and is up now: a wall ahead, one to the right.
    #expect(
      ProbeHead.allCases.map { state.index($0, in: .start) } == [
        0, 6, 6, 1, 7, 5, 1, 4, 1, 1, 0, 0, nil, 0, nil, nil, nil, nil,
      ])
  }
}
