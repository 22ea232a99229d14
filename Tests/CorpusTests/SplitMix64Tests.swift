import Corpus
import Testing

@Suite struct SplitMix64Tests {
  @Test func aStreamIsSelectedByItsRawValue() {
    let streams: [RandomStream] = [
      .trainingSamples, .validationSamples, .testSamples, .presentationOrder, .initialParameters, .probeStates,
      .probeOrder,
    ]
    for (number, stream) in zip(1..., streams) {
      var (found, expected) = (SplitMix64(seed: 5, stream, 3), SplitMix64(keys: 5, UInt64(number), 3))
      #expect(found.next() == expected.next())
      (found, expected) = (SplitMix64(seed: 5, stream), SplitMix64(keys: 5, UInt64(number)))
      #expect(found.next() == expected.next())
    }
  }

  @Test func numbersAreTheGoldenOnes() {
    for (keys, values) in Golden.numbers {
      var random = SplitMix64(keys: keys.0, keys.1, keys.2)
      #expect(values.map { _ in random.next() } == values)
    }
  }

  @Test func boundedNumbersAreTheGoldenOnes() {
    for (bound, values) in Golden.bounded {
      var random = SplitMix64(keys: 1, 2, 3)
      #expect(values.map { _ in random.next(below: bound) } == values)
    }
  }

  @Test func everyKeyAndTheirOrderMatter() {
    let sources = [
      SplitMix64(keys: 1, 2, 3), SplitMix64(keys: 1, 3, 2), SplitMix64(keys: 2, 1, 3), SplitMix64(keys: 1, 2),
      SplitMix64(keys: 1, 2, 4), SplitMix64(keys: 1, 2, 3, 0), SplitMix64(keys: 0, 1, 2, 3),
    ]
    let firsts = sources.map { source in
      var source = source
      return source.next()
    }
    #expect(Set(firsts).count == sources.count)
  }

  @Test func unitNumbersFillTheUnitInterval() {
    var random = SplitMix64(keys: 9)
    let numbers = (0..<100_000).map { _ in random.nextUnit() }
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    for tenth in 0..<10 {
      let share = numbers.count { Int($0 * 10) == tenth }
      expectShare(share, of: numbers.count, near: 0.1, "tenth \(tenth)")
    }
  }

  @Test func shufflesAreUniform() {
    var random = SplitMix64(keys: 11)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<60_000 {
      var order = [0, 1, 2, 3]
      random.shuffle(&order)
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 24)
    for (order, count) in counts { expectShare(count, of: 60_000, near: 1 / 24, "\(order)") }
  }
}
