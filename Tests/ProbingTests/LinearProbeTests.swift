import Beliefs
import Corpus
import Foundation
import Karel
import Probing
import Testing

@Suite struct LinearProbeTests {
  /// States that say their labels linearly, with noise: each class of each head has a direction of its own.
  private func planted(_ count: Int, seed: UInt64, shuffled: Bool = false) -> TraceSet {
    let width = 40
    var random = SplitMix64(keys: seed)
    var hidden: [Float] = []
    var labels: [Label] = []
    for _ in 0..<count {
      let label = Label(
        direction: Direction(rawValue: random.next(below: 4))!, dx: random.next(below: 13) - 6,
        dy: random.next(below: 13) - 6, isObstacleAhead: random.next(below: 2) == 1)
      var state = (0..<width).map { _ in Float(random.nextUnit() - 0.5) * 0.2 }
      var base = 0
      for head in ProbeHead.allCases {
        state[base + label.index(head)] += 1
        base += head.classCount
      }
      // Channels far from mean 0 and deviation 1 must not matter.
      hidden += state.enumerated().map { channel, value in value * Float(1 + channel) + 50 }
      labels.append(label)
    }
    if shuffled { random.shuffle(&labels) }
    return TraceSet(
      hidden: hidden, width: width, origins: (0..<count).map { TraceSet.Origin(index: $0, step: 0) },
      startDirections: [Direction](repeating: .east, count: count),
      labels: Reading.offsets.map { $0 == 2 ? [Label?](repeating: nil, count: count) : labels })
  }

  @Test func itReadsWhatIsThere() throws {
    let training = planted(6000, seed: 1)
    let probe = try LinearProbe(training: training, validation: planted(1000, seed: 2), seed: 1, threads: 2)
    let results = probe.results(on: planted(1000, seed: 3), training: training, step: 7, seed: 1)
    #expect(results.count == 5 * 3 * 2)
    for result in results where result.offset < 2 && result.control == nil {
      #expect(try #require(result.accuracy) > 0.99 && result.n == 1000 && result.step == 7)
    }
  }

  @Test func itCannotReadWhatIsNotThere() throws {
    let training = planted(6000, seed: 1, shuffled: true)
    let probe = try LinearProbe(
      training: training, validation: planted(1000, seed: 2, shuffled: true), seed: 1, threads: 2)
    let results = probe.results(on: planted(2000, seed: 3, shuffled: true), training: training, step: 0, seed: 1)
    for (feature, chance) in [(Feature.direction, 1.0 / 4), (.position, 1.0 / 169), (.obstacle, 1.0 / 2)] {
      for result in results where result.feature == feature.rawValue && result.offset < 2 {
        // Five standard deviations of 2000 draws.
        #expect(abs(try #require(result.accuracy) - chance) < 5 * (chance * (1 - chance) / 2000).squareRoot())
      }
    }
  }

  @Test func itDependsOnItsSeedAloneAndComesBackFromItsFile() throws {
    let (training, validation) = (planted(1000, seed: 1), planted(200, seed: 2))
    let probe = try LinearProbe(training: training, validation: validation, seed: 1, threads: 1)
    let again = try LinearProbe(training: training, validation: validation, seed: 1, threads: 3)
    let other = try LinearProbe(training: training, validation: validation, seed: 2, threads: 1)
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("probe-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try probe.write(to: url)
    let read = try LinearProbe(contentsOf: url, width: 40)
    let state = Array(UnsafeBufferPointer(start: training.hidden.row(5), count: 40))
    #expect(
      again.belief(state, offset: 0, startDirection: .east) == probe.belief(state, offset: 0, startDirection: .east))
    #expect(
      other.belief(state, offset: 0, startDirection: .east) != probe.belief(state, offset: 0, startDirection: .east))
    for offset in Reading.offsets {
      #expect(
        read.belief(state, offset: offset, startDirection: .west)
          == probe.belief(state, offset: offset, startDirection: .west))
    }
  }

  @Test func aFileThatHoldsNoSuchProbeIsNamed() throws {
    let training = planted(100, seed: 1)
    let probe = try LinearProbe(training: training, validation: training, frame: .start, seed: 1, threads: 1)
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("probe-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try probe.write(to: url)
    func expectError(_ message: String, width: Int = 40) throws {
      let error = try #require(throws: (any Error).self) { try LinearProbe(contentsOf: url, width: width) }
      #expect("\(error)".hasPrefix("\(url.path): \(message)"), "\(error)")
    }
    try expectError("mean: found F32 of shape [40], expected", width: 41)

    let content = try Data(contentsOf: url)
    try content.dropLast().write(to: url)
    try expectError("")
    try content.prefix(5).write(to: url)
    try expectError("header's length: found the file's end after 5 bytes")
    // Of the same length, so that the header stays as long as it says.
    try replacing("\"start\"", with: "\"stars\"", in: content).write(to: url)
    try expectError("frame: found stars, expected grid or start")
    try replacing("\"frame\"", with: "\"f-ame\"", in: content).write(to: url)
    try expectError("frame: found none, expected grid or start")
    try replacing("offset+1.dx.bias", with: "offset+7.dx.bias", in: content).write(to: url)
    try expectError("offset+1.dx.bias: found no tensor of this name, expected")
    try FileManager.default.removeItem(at: url)
    try expectError("file: found No such file or directory")
  }

  private func replacing(_ part: String, with other: String, in content: Data) -> Data {
    var content = content
    if let range = content.range(of: Data(part.utf8)) { content.replaceSubrange(range, with: Data(other.utf8)) }
    return content
  }

  /// The results count what the beliefs about one state after another say, in either frame.
  @Test(arguments: ReferenceFrame.allCases)
  func resultsCountTheBeliefsThatAreRight(_ frame: ReferenceFrame) throws {
    let training = planted(600, seed: 1)
    var settings = LinearProbe.Settings()
    settings.passes = 1
    let probe = try LinearProbe(
      training: training, validation: planted(200, seed: 2), frame: frame, settings: settings, seed: 1, threads: 1)
    let test = planted(500, seed: 3)
    let results = probe.results(on: test, training: training, step: 0, seed: 1)
    for result in results where result.offset < 2 && result.control == nil {
      let feature = try #require(Feature(rawValue: result.feature))
      let right = test.labels(offset: result.offset).enumerated().count { row, truth in
        let state = Array(UnsafeBufferPointer(start: test.hidden.row(row), count: test.width))
        let belief = probe.belief(state, offset: result.offset, startDirection: .east)
        return belief.prediction.agrees(with: truth!, on: feature)
      }
      #expect((1..<500).contains(right), "neither all right nor all wrong")
      #expect(result.accuracy == Double(right) / 500 && result.frame == frame.rawValue)
    }
  }

  @Test func whereNothingWasTestedThereIsNoAccuracy() throws {
    let training = planted(200, seed: 1)
    let probe = try LinearProbe(training: training, validation: training, seed: 1, threads: 1)
    let results = probe.results(on: training, training: training, step: 0, seed: 1)
    #expect(results.count { $0.offset == 2 } == 6)
    for result in results {
      let isEmpty = result.offset == 2
      #expect(result.n == (isEmpty ? 0 : 200))
      for number in [result.accuracy, result.low, result.high] { #expect((number == nil) == isEmpty) }
      let line = String(decoding: try JSONEncoder().encode(result), as: UTF8.self)
      for field in ["accuracy", "low", "high"] { #expect(line.contains("\"\(field)\":null") == isEmpty) }
      #expect(line.contains("\"control\":null") == (result.control == nil))
      #expect(try JSONDecoder().decode(ProbeResult.self, from: Data(line.utf8)) == result)
    }
    // No state at all.
    let none = probe.results(on: planted(0, seed: 1), training: training, step: 0, seed: 1)
    #expect(none.count == 30 && none.allSatisfy { $0.n == 0 && $0.accuracy == nil })
  }

  /// The commonest label is the training states'; the accuracy is on the test states.
  @Test func theMajorityIsThatOfTheTrainingStates() throws {
    func states(_ directions: [Direction]) -> TraceSet {
      TraceSet(
        hidden: directions.map { Float($0.rawValue) }, width: 1,
        origins: directions.indices.map { TraceSet.Origin(index: $0, step: 0) },
        startDirections: directions.map { _ in .north },
        labels: Reading.offsets.map { _ in
          directions.map { Label(direction: $0, dx: 0, dy: 0, isObstacleAhead: false) }
        })
    }
    let training = states([.west, .west, .west, .south])
    let probe = try LinearProbe(training: training, validation: training, seed: 1, threads: 1)
    let results = probe.results(on: states([.south, .south, .south, .west]), training: training, step: 0, seed: 1)
    for result in results where result.control == ProbeResult.majority {
      #expect(result.accuracy == (result.feature == "direction" ? 0.25 : 1))
    }
  }
}
