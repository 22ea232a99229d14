import Corpus
import Karel
import Testing

@Suite struct SamplingTests {
  static let train = (0..<20_000).map { Corpus(seed: 1).sample($0, of: .train) }

  @Test func samplesAreTheGoldenOnes() throws {
    for golden in Golden.samples {
      let split = try #require(Split(rawValue: golden.split))
      let sample = Corpus(seed: 1).sample(golden.index, of: split)
      for (encoding, text) in [(Encoding.coordinates, golden.coordinates), (.cells, golden.cells)] {
        let vocabulary = Vocabulary(encoding)
        #expect(vocabulary.text(vocabulary.encode(sample)) == text)
      }
    }
  }

  @Test func aSampleDoesNotDependOnOrderOrThreads() async {
    let indices = (0..<4_000).map { $0 * 2 }
    let corpus = Corpus(seed: 5)
    let inOrder = indices.map { corpus.sample($0, of: .validation) }
    let together = await withTaskGroup(of: [Sample].self) { group in
      for worker in 0..<4 {
        group.addTask {
          stride(from: indices.count - 1 - worker, through: 0, by: -4).map {
            corpus.sample(indices[$0], of: .validation)
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(together.sorted { $0.index < $1.index } == inOrder)
  }

  @Test func seedSplitAndNumberAllMatter() {
    let corpus = Corpus(seed: 1)
    let inputs = [
      corpus.sample(0, of: .test), corpus.sample(1, of: .test), corpus.sample(0, of: .validation),
      corpus.sample(0, of: .train), Corpus(seed: 2).sample(0, of: .test),
    ].map(\.specification.inputs)
    #expect(Set(inputs).count == 5)
  }

  @Test(arguments: Split.allCases)
  func aSampleIsConsistent(_ split: Split) {
    let corpus = Corpus(seed: 3)
    for index in [0, 1, 77, split.count - 1] {
      let sample = corpus.sample(index, of: split)
      #expect(sample.index == index)
      #expect(sample.program == corpus.program(index, of: split))
      #expect(corpus.programLengths[split].contains(sample.program.ops.count))
      #expect(sample.specification.outputs == sample.specification.inputs.map { $0.after(sample.program) })
      #expect(sample.specification.satisfied(by: sample.program) == Array(repeating: true, count: 5))
    }
  }

  @Test func sizesAndLengthsAreThePapers() {
    #expect(Split.allCases.map(\.count) == [500_000, 10_000, 10_000])
    #expect(Split.allCases.map { ProgramLengths.paper[$0] } == [6...10, 1...10, 1...10])
  }

  @Test(arguments: Split.allCases)
  func lengthsAreUniform(_ split: Split) {
    for programLengths in [ProgramLengths.paper, ProgramLengths(training: 2...3, test: 1...5)] {
      let corpus = Corpus(seed: 1, programLengths: programLengths)
      let lengths = (0..<10_000).map { corpus.program($0, of: split).ops.count }
      let range = programLengths[split]
      #expect(lengths.allSatisfy(range.contains))
      for length in range {
        let p = 1 / Double(range.count)
        expectShare(lengths.count { $0 == length }, of: lengths.count, near: p, "length \(length)")
      }
    }
  }

  @Test func opsHaveThePapersWeights() {
    let ops = SamplingTests.train.flatMap(\.program.ops)
    for (op, weight) in [(Op.pickMarker, 2.0), (.putMarker, 2), (.move, 5), (.turnRight, 3), (.turnLeft, 3)] {
      expectShare(ops.count { $0 == op }, of: ops.count, near: weight / 15, op.name)
    }
  }

  @Test func anOpDoesNotDependOnTheOneBefore() {
    let pairs = SamplingTests.train.map(\.program.ops).flatMap { zip($0, $0.dropFirst()) }
    expectShare(pairs.count { $0 == .move && $1 == .move }, of: pairs.count, near: 1 / 9, "move after move")
    expectShare(pairs.count { $0.isTurn && $1.isTurn }, of: pairs.count, near: 0.16, "turn after turn")
  }

  @Test func robotsAreUniformOverCellsAndDirections() {
    let worlds = SamplingTests.train.flatMap(\.specification.inputs)
    for cell in Position.inner {
      expectShare(worlds.count { $0.position == cell }, of: worlds.count, near: 1 / 36, "cell \(cell)")
    }
    for direction in Direction.allCases {
      expectShare(worlds.count { $0.direction == direction }, of: worlds.count, near: 0.25, direction.name)
    }
  }

  @Test func wallsAndMarkersHaveThePapersProbabilities() {
    let worlds = SamplingTests.train.flatMap(\.specification.inputs)
    var others = 0
    var walls = 0
    var markers = 0
    for world in worlds {
      if world.markerCount(at: world.position) > 0 { Issue.record("markers under a robot at the start") }
      for cell in Position.inner where cell != world.position {
        others += 1
        if world.isWall(cell) { walls += 1 }
        let count = world.markerCount(at: cell)
        if count > 0 { markers += 1 }
        if count > 1 { Issue.record("a stack of \(count) at the start") }
      }
    }
    expectShare(walls, of: others, near: 0.1, "walls")
    expectShare(markers, of: others - walls, near: 0.1, "markers")
  }
}
