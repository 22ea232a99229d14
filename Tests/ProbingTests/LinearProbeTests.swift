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
      #expect(result.accuracy > 0.99 && result.n == 1000 && result.step == 7)
    }
    for result in results where result.offset == 2 { #expect(result.n == 0) }
  }

  @Test func itCannotReadWhatIsNotThere() throws {
    let training = planted(6000, seed: 1, shuffled: true)
    let probe = try LinearProbe(
      training: training, validation: planted(1000, seed: 2, shuffled: true), seed: 1, threads: 2)
    let results = probe.results(on: planted(2000, seed: 3, shuffled: true), training: training, step: 0, seed: 1)
    for (feature, chance) in [(Feature.direction, 1.0 / 4), (.position, 1.0 / 169), (.obstacle, 1.0 / 2)] {
      for result in results where result.feature == feature.rawValue && result.offset < 2 {
        // Five standard deviations of 2000 draws.
        #expect(abs(result.accuracy - chance) < 5 * (chance * (1 - chance) / 2000).squareRoot())
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
    #expect(throws: (any Error).self) { try LinearProbe(contentsOf: url, width: 41) }
  }

  /// By hand from the formula, z = 1.96: 5 of 10 is 0.5 ± 0.2634, 0 of 10 reaches z² / (10 + z²).
  @Test func intervalsAreWilsons() {
    let half = WilsonInterval(successes: 5, count: 10)
    #expect(abs(half.low - 0.2366) < 1e-4 && abs(half.high - 0.7634) < 1e-4)
    let none = WilsonInterval(successes: 0, count: 10)
    #expect(none.low == 0 && abs(none.high - 0.2775) < 1e-4)
    #expect(WilsonInterval(successes: 0, count: 0).high == 1)
  }
}
