import Beliefs
import Corpus
import Karel
import Probing
import Testing

@Suite struct ReferenceFrameTests {
  /// Without walls in the way, a program's labels in the start's frame do not depend on where the robot started.
  @Test func whatARobotDoesLooksAlikeFromEveryStart() throws {
    let program = Program([.move, .turnRight, .move, .move, .turnLeft, .move])
    let labels = Direction.allCases.map { direction in
      let start = World(position: Position(x: 3, y: 4), direction: direction)
      return Label(of: start.after(program), from: start).told(in: .start, start: direction)
    }
    for label in labels {
      #expect(label.agrees(with: labels[0], on: .direction) && label.agrees(with: labels[0], on: .position))
    }
    // Two ahead, two to the right of the start; the way it faced is north, and a wall may be anywhere.
    #expect(labels[0].dx == 2 && labels[0].dy == -2 && labels[0].direction == .north)
  }

  @Test func theGridsFrameIsTheLabelsOwn() {
    let label = Label(direction: .west, dx: 2, dy: -3, isObstacleAhead: true)
    for direction in Direction.allCases {
      #expect(label.told(in: .grid, start: direction) == label)
      for frame in ReferenceFrame.allCases {
        #expect(label.told(in: frame, start: direction).toldInGrid(from: frame, start: direction) == label)
      }
    }
  }

  /// A belief turns as its prediction does, with all its probabilities.
  @Test func beliefsTurnLikeLabels() {
    var random = SplitMix64(keys: 9)
    for direction in Direction.allCases {
      let probabilities = ProbeHead.allCases.map { head in (0..<head.classCount).map { _ in Float(random.nextUnit()) } }
      let belief = Belief(
        direction: probabilities[0], dx: probabilities[1], dy: probabilities[2], obstacle: probabilities[3])
      let turned = belief.toldInGrid(from: .start, start: direction)
      #expect(turned.prediction == belief.prediction.toldInGrid(from: .start, start: direction))
      for heading in Direction.allCases {
        for (dx, dy) in [(0, 0), (2, -1), (-5, 6)] {
          let label = Label(direction: heading, dx: dx, dy: dy, isObstacleAhead: false)
          let there = label.toldInGrid(from: .start, start: direction)
          for feature in Feature.allCases {
            #expect(belief.probability(of: label, on: feature) == turned.probability(of: there, on: feature))
          }
        }
      }
    }
  }

  /// States that tell the way relative to the start alone: a probe of that frame reads it, one of the grid's cannot.
  @Test func aProbeReadsWhatItsFrameTells() throws {
    func states(_ seed: UInt64, _ count: Int) -> TraceSet {
      var random = SplitMix64(keys: seed)
      var hidden: [Float] = []
      var labels: [Label] = []
      var starts: [Direction] = []
      for _ in 0..<count {
        let relative = Label(
          direction: Direction(rawValue: random.next(below: 4))!, dx: 0, dy: -random.next(below: 5),
          isObstacleAhead: false)
        let start = Direction(rawValue: random.next(below: 4))!
        hidden += Direction.allCases.map { $0 == relative.direction ? 1 : 0 } + [Float(relative.dy)]
        labels.append(relative.toldInGrid(from: .start, start: start))
        starts.append(start)
      }
      return TraceSet(
        hidden: hidden, width: 5, origins: (0..<count).map { TraceSet.Origin(index: $0, step: 0) },
        startDirections: starts, labels: Reading.offsets.map { _ in labels })
    }
    let (training, validation, test) = (states(1, 4000), states(2, 500), states(3, 1000))
    func accuracy(_ frame: ReferenceFrame, control: String? = nil) throws -> Double {
      let probe = try LinearProbe(training: training, validation: validation, frame: frame, seed: 1, threads: 1)
      let result = probe.results(on: test, training: training, step: 0, seed: 1)
        .first { $0.feature == "direction" && $0.offset == 0 && $0.control == control }
      return try #require(result?.accuracy)
    }
    #expect(try accuracy(.start) > 0.99)
    #expect(try accuracy(.grid) < 0.35)
    #expect(try accuracy(.start, control: ProbeResult.majority) < 0.35)
  }
}
