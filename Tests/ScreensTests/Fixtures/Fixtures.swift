import Beliefs
import Corpus
import Karel
import Screens
import TextCanvas

/// Readings made by hand: no model wrote these programs and no probe read these beliefs. Beliefs are right but where a
/// fixture says otherwise.
enum Fixture {
  /// A run with every figure, all of them invented.
  static let run = RunSummary(
    name: "fixture", preset: "by-hand", step: 12_345, samplesSeen: 790_080,
    generativeAccuracy: GenerativeAccuracy(share: 0.571, split: .test, specificationCount: 1000, lengths: 6...10),
    probes: [
      ProbeSummary(
        kind: "linear", frame: .grid,
        tests: [
          .direction: tests([0.71, 0.84, 0.93, 0.66, 0.52], majority: 0.26),
          .position: tests([0.55, 0.61, 0.64, 0.51, 0.4], majority: 0.21),
          .obstacle: tests([0.8, 0.83, 0.86, 0.79, 0.75], majority: 0.68),
        ]),
      ProbeSummary(kind: "linear", frame: .start),
    ], checkpoints: [100, 2000, 12_345, 20_000])

  private static func tests(_ accuracies: [Double], majority: Double) -> [Int: ProbeSummary.Test] {
    Dictionary(
      uniqueKeysWithValues: zip(ProbedGeneration.offsets, accuracies).map {
        ($0, ProbeSummary.Test(accuracy: $1, majority: majority))
      })
  }

  /// A run of which only the name, the step and the probe's kind are known.
  static let bareRun = RunSummary(
    name: "bare", preset: "bare", step: 400, samplesSeen: 25_600, probes: [ProbeSummary(kind: "linear", frame: .grid)])

  static let reference = RunReference(path: "/runs/fixture", name: "fixture")

  static func subject(_ index: Int = 17, step: Int? = 12_345) -> Subject {
    Subject(run: reference, step: step, sample: sample(index))
  }

  static let program = Program([.turnLeft, .move, .move, .putMarker, .turnRight, .move, .move, .pickMarker])

  /// The steps of ``reading(program:)`` whose belief about position is wrong by one column.
  static let wrongPositions: Set<Int> = [2, 5]
  /// The steps whose belief about direction is wrong.
  static let wrongDirections: Set<Int> = [5]

  static func sample(_ index: Int) -> SampleReference { SampleReference(split: .test, index: index, seed: 1) }

  /// Five worlds; the first has a wall, markers, and room for ``program`` to meet an obstacle.
  static let inputs: [World] = {
    let rows = [
      "########", "#......#", "#.#..1.#", "#...>..#", "#......#", "#..1.#.#", "#......#", "########",
    ]
    let first = try! World(rows: rows)
    var random = SplitMix64(keys: 5)
    return [first] + (1..<Specification.exampleCount).map { _ in World.random(using: &random) }
  }()

  /// A probed generation of `program`, for a specification that it satisfies on all examples but the fourth.
  static func reading(program: Program = program) -> ProbedGeneration {
    var outputs = inputs.map { $0.after(program) }
    let fourth = outputs[3]
    outputs[3].setRobot(at: fourth.position, facing: fourth.direction.turnedLeft)
    let specification = try! Specification(inputs: inputs, outputs: outputs)
    let states = Trace(of: program, from: inputs[0]).states
    let steps = (0...program.ops.count).map { step in
      let labels = ProbedGeneration.offsets.map { offset in
        Label(of: states[min(max(step + 1 + offset, 0), states.count - 1)], from: states[0])
      }
      let beliefs = zip(ProbedGeneration.offsets, labels).map { offset, label in
        belief(
          label, confidence: offset == 0 ? 0.9 : 0.6,
          shift: offset == 0 && wrongPositions.contains(step) ? 1 : 0,
          turns: offset == 0 && wrongDirections.contains(step) ? 1 : 0)
      }
      // The second probe is always correct.
      let right = labels.map { belief($0, confidence: 0.9, shift: 0, turns: 0) }
      return ProbedGeneration.Step(
        choice: choice(step < program.ops.count ? program.ops[step].rawValue : 5), beliefs: [beliefs, right])
    }
    return ProbedGeneration(specification: specification, program: program, steps: steps, logProbability: -4.125)
  }

  static func traced(program: Program = program) -> TracedGeneration { TracedGeneration(reading(program: program)) }

  /// A belief that says `label`, moved `shift` columns and turned right `turns` times.
  static func belief(_ label: Label, confidence: Float, shift: Int, turns: Int) -> Belief {
    func sharp(_ place: Int, _ count: Int) -> [Float] {
      let neighbours = [place - 1, place + 1].filter { (0..<count).contains($0) }
      return (0..<count).map { index in
        index == place ? confidence : neighbours.contains(index) ? (1 - confidence) / Float(neighbours.count) : 0
      }
    }
    let dx = min(max(label.dx + shift, -Label.maximumOffset), Label.maximumOffset)
    return Belief(
      direction: sharp((label.direction.rawValue + turns) % 4, 4), dx: sharp(dx + Label.maximumOffset, 13),
      dy: sharp(label.dy + Label.maximumOffset, 13), obstacle: sharp(label.isObstacleAhead ? 1 : 0, 2))
  }

  /// A distribution with 0.7 on `place` and the rest falling off beside it.
  private static func choice(_ place: Int) -> [Float] {
    let falling: [Float] = [0.7, 0.15, 0.08, 0.04, 0.02, 0.01]
    return (0..<6).map { falling[($0 - place + 6) % 6] }
  }

  /// A Step tab of a probed generation, paused at its first step.
  static func tab(
    program: Program = program, reading: ProbedGeneration? = nil, run: RunSummary = run, subject: Subject = subject(),
    randomSeed: UInt64 = 0
  ) -> StepTab {
    var tab = StepTab(Start(subject: subject, randomSeed: randomSeed))
    _ = tab.show(subject)
    _ = tab.receive(.reading(reading ?? self.reading(program: program), by: run, of: subject))
    if tab.isPlaying { _ = tab.perform(.playOrPause) }
    return tab
  }

  /// The instrument with a tab at the front, after some keys.
  static func instrument(_ view: some Tab, size: Size, keys: [Key] = []) -> Instrument {
    var instrument = Instrument(Start(subject: subject(), randomSeed: 0), showing: view)
    _ = instrument.update(.resized(size))
    for key in keys { _ = instrument.update(.key(key)) }
    return instrument
  }

  /// What the instrument shows with a tab at the front.
  static func frame(_ view: some Tab, _ size: Size) -> Canvas { instrument(view, size: size).frame(size) }

  /// The same, after some keys.
  static func frame(_ view: some Tab, _ columns: Int, _ rows: Int, keys: Key...) -> Canvas {
    let size = Size(columns: columns, rows: rows)
    return instrument(view, size: size, keys: keys).frame(size)
  }
}
