import Corpus
import Foundation
import Tensors
import Testing

@Suite struct SoftmaxTests {
  private func reference(_ logits: [Double]) -> [Double] {
    let largest = logits.max()!
    let weights = logits.map { exp($0 - largest) }
    return weights.map { $0 / weights.reduce(0, +) }
  }

  private func softmaxed(_ logits: [Float]) -> [Float] {
    var numbers = logits
    numbers.withUnsafeMutableBufferPointer { softmax($0.baseAddress!, count: $0.count) }
    return numbers
  }

  @Test(arguments: columnCounts)
  func softmaxAgrees(_ count: Int) {
    var random = SplitMix64(keys: 11, UInt64(count))
    for _ in 0..<20 {
      let logits = Table(randomRows: 1, columns: count, scale: 10, using: &random)
      let row = PaddedMatrix(logits)
      softmax(row.view.base, count: count)
      expectClose(row, Table(rows: 1, columns: count, values: reference(logits.values)), within: 3e-7)
    }
  }

  @Test(arguments: 1...40) func capacityDoesNotChangeProbabilities(_ count: Int) {
    var random = SplitMix64(keys: 13, UInt64(count))
    let logits = (0..<64).map { _ in Float(20 * random.nextUnit() - 10) }
    let alone = softmaxed(Array(logits[..<count]))
    var padded = logits
    padded.withUnsafeMutableBufferPointer { softmax($0.baseAddress!, count: count, capacity: 50) }
    #expect(Array(padded[..<count]) == alone)
    #expect(padded[50...] == logits[50...])
  }

  /// The ratio of two probabilities is the exponential of the difference of their logits, up to four roundings: two of the
  /// exponential, one of the product with the sum's inverse in each.
  @Test func theExponentialIsAccurate() {
    var random = SplitMix64(keys: 12)
    var largest = 0.0
    for _ in 0..<2000 {
      // Eight lanes and a remainder, with a logit of 0 in each.
      var logits = (0..<14).map { _ in Float(-60 * random.nextUnit()) }
      logits[0] = 0
      let found = softmaxed(logits)
      for (logit, probability) in zip(logits, found) {
        let error = abs(Double(probability) / Double(found[0]) / exp(Double(logit)) - 1)
        guard error < 4 * 0x1p-23 else {
          Issue.record("the exponential of \(logit) is wrong by a share of \(error)")
          return
        }
        largest = max(largest, error)
      }
    }
    #expect(largest > 0)
  }

  /// Products of two probabilities, however small, are normal floats: arithmetic on subnormal ones is slow.
  @Test func noProbabilityIsSoSmallThatItsProductsAreSubnormal() {
    for logit: Float in [-59, -61, -88, -104, -1e5] {
      let found = softmaxed([0] + [Float](repeating: logit, count: 100))
      #expect(found.allSatisfy { ($0 * Float(1e-9)).isNormal })
    }
  }

  @Test func extremeLogitsStayFinite() {
    for logits: [Float] in [
      [1000, -1000, 0], [-3e38, 3e38], [Float](repeating: -3e38, count: 9) + [3e38],
      [Float](repeating: 0, count: 17), [-500], [Float](repeating: -1e5, count: 8),
    ] {
      let found = softmaxed(logits)
      #expect(found.allSatisfy { (0...1).contains($0) })
      #expect(abs(found.reduce(0, +) - 1) < 1e-6)
      let expected = reference(logits.map(Double.init))
      for (found, expected) in zip(found, expected) { #expect(abs(Double(found) - expected) < 1e-6) }
    }
  }

  @Test(arguments: columnCounts)
  func crossEntropyAgreesWithDifferences(_ count: Int) {
    var random = SplitMix64(keys: 13, UInt64(count))
    func loss(_ logits: Table, _ target: Int) -> Double { -log(reference(logits.values)[target]) }
    for target in Set([0, count / 2, count - 1]) {
      for weight in [1, 0.3, 0] {
        let logits = Table(randomRows: 1, columns: count, scale: 4, using: &random)
        let row = PaddedMatrix(logits)
        let found = crossEntropy(row.view.base, count: count, target: target, weight: Float(weight))
        #expect(abs(Double(found) - loss(logits, target)) < 3e-6)
        let slope = logits.gradient { loss($0, target) }
        expectClose(row, Table(rows: 1, columns: count) { weight * slope[$0, $1] }, within: 1e-6)
      }
    }
  }

  @Test func anAlmostImpossibleTargetHasItsFullLoss() {
    for rival in [0, 8] {
      let logits = Table(rows: 1, columns: 9) { $1 == rival ? 200 : -300 }
      let row = PaddedMatrix(logits)
      #expect(crossEntropy(row.view.base, count: 9, target: 4, weight: 1) == 500)
      expectClose(row, Table(rows: 1, columns: 9) { $1 == rival ? 1 : $1 == 4 ? -1 : 0 }, within: 1e-6)
    }
  }
}
