import Beliefs
import Foundation
import Karel
import Probing
import Testing

@Suite struct ProbeFileTests {
  private static let key = ProbeKey(frame: .start, seed: 7)

  private func probe(_ kind: ProbeKind = .linear) -> Probe {
    var key = Self.key
    key.kind = kind
    let nets = PlantedStates(200, seed: 1).train(kind, validation: PlantedStates(100, seed: 2)) {
      ($0.passes, $0.minimumSteps) = (1, 0)
    }
    var probe = Probe(key, width: PlantedStates.width)
    for offset in ProbedGeneration.offsets {
      for (head, net) in zip(ProbeHead.standard, nets) {
        probe.merge(Probe(key, width: PlantedStates.width, nets: [Probe.Target(offset: offset, head: head): net]))
      }
    }
    return probe
  }

  private func withFile(_ body: (URL) throws -> Void) rethrows {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("probe-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url)
  }

  @Test(arguments: ProbeKind.allCases)
  func itComesBackFromItsFile(_ kind: ProbeKind) throws {
    let probe = probe(kind)
    try withFile { url in
      try probe.write(to: url)
      let read = try Probe(contentsOf: url, probe.key, width: PlantedStates.width)
      #expect(read.nets == probe.nets && read.isWhole && read.key == probe.key)
      let state = PlantedStates(1, seed: 5).inputs.row(0)
      let belief = probe.belief(state, offset: -1, startDirection: .east)
      #expect(read.belief(state, offset: -1, startDirection: .east) == belief)
      #expect(read.belief(state, offset: -1, startDirection: .south) != belief)
      for head in ProbeHead.standard { #expect(abs(belief.probabilities(head).reduce(0, +) - 1) < 1e-5) }
    }
  }

  @Test func aProbeWithoutANetForAHeadIsNotWhole() {
    let whole = probe()
    #expect(whole.isWhole)
    var nets = whole.nets
    nets[Probe.Target(offset: 1, head: .dy)] = nil
    let part = Probe(whole.key, width: whole.width, nets: nets)
    #expect(!part.isWhole)
    #expect(part.probabilities([Float](repeating: 0, count: whole.width), offset: 1, head: .dy) == nil)
  }

  /// The tally agrees with the beliefs, state by state.
  @Test(arguments: ProbeKind.allCases)
  func talliesCountTheBeliefsThatAreRight(_ kind: ProbeKind) {
    let states = PlantedStates(300, seed: 3)
    let probe = probe(kind)
    for feature in Feature.standard {
      let nets = feature.heads.map { probe.nets[Probe.Target(offset: 0, head: $0)]! }
      let tally = ProbeTally(
        nets, on: states.inputs, states.classes, heads: feature.heads, ops: (0..<300).map { $0 % 7 })
      var expected = ProbeTally()
      for row in 0..<300 {
        let answers = feature.heads.map { head in
          let p = probe.probabilities(states.inputs.row(row), offset: 0, head: head)!
          return (head: head, answer: p.indices.max { p[$0] < p[$1] }!, confidence: Double(p.max()!))
        }
        expected.add(
          isRight: answers.allSatisfy { states.classes[$0.head][row] == UInt8($0.answer) }, op: row % 7,
          confidence: answers.reduce(1) { $0 * $1.confidence })
      }
      #expect(tally.n == 300 && tally.right == expected.right)
      #expect(tally.nByOp == expected.nByOp && tally.rightByOp == expected.rightByOp)
      #expect(abs(tally.calibrationError! - expected.calibrationError!) < 1e-5)
    }
  }

  @Test func aFileThatHoldsNoSuchProbeIsNamed() throws {
    try withFile { url in
      try probe().write(to: url)
      func expectError(_ message: String, _ key: ProbeKey = Self.key, width: Int = PlantedStates.width) throws {
        let error = try #require(throws: (any Error).self) { try Probe(contentsOf: url, key, width: width) }
        #expect("\(error)".hasPrefix("\(url.path): \(message)"), "\(error)")
      }
      try expectError("offset-2.direction.weight: found F32 of shape [4, 40], expected", width: 41)
      var other = Self.key
      other.seed = 8
      try expectError("seed: found 7, expected 8", other)
      other = Self.key
      other.semantics = .flip
      other.traces = ActivationKey(layer: .layer(3), example: 1)
      try expectError("example: found 1, expected 2", other)
      let content = try Data(contentsOf: url)
      try content.dropLast().write(to: url)
      try expectError("")
      try content.prefix(5).write(to: url)
      try expectError("header's length: found the file's end after 5 bytes")
      // Of the same length, so that the header's length stays valid.
      try replacing("\"start\"", with: "\"stars\"", in: content).write(to: url)
      try expectError("frame: found stars, expected start")
      try replacing("\"frame\"", with: "\"f-ame\"", in: content).write(to: url)
      try expectError("frame: found none, expected start")
      try replacing("offset+1.dx.bias", with: "offset+7.dx.bias", in: content).write(to: url)
      try expectError("offset+1.dx.bias: found no tensor of this name, expected")
      try FileManager.default.removeItem(at: url)
      try expectError("found no such file")
    }
  }

  private func replacing(_ part: String, with other: String, in content: Data) -> Data {
    var content = content
    if let range = content.range(of: Data(part.utf8)) { content.replaceSubrange(range, with: Data(other.utf8)) }
    return content
  }

  @Test func resultsComeBackAndKeepTheirKeys() throws {
    var key = Self.key
    key.semantics = Semantics.released[0]
    key.traces = ActivationKey(layer: .layer(2), example: 3, isCorrectOnly: true, keepsLast: true)
    for control in [nil] + ProbeControl.allCases.map({ Optional($0) }) {
      let result = ProbeResult(
        step: 5, key, feature: .endPosition, offset: -1, control: control, training: 10, ProbeTally())
      let line = String(decoding: try JSONEncoder().encode(result), as: UTF8.self)
      for field in ["accuracy", "low", "high"] { #expect(line.contains("\"\(field)\":null")) }
      #expect(line.contains("\"control\":null") == (control == nil))
      #expect(try JSONDecoder().decode(ProbeResult.self, from: Data(line.utf8)) == result)
      #expect(
        result.key == ProbeResult.Key(key, feature: .endPosition, offset: -1, control: control) && result.n == 0)
    }
    var result = ProbeResult(step: 5, key, feature: .walls, offset: 0, control: nil, training: 1, ProbeTally())
    result.control = "magic"
    #expect(result.key == nil)
  }
}
