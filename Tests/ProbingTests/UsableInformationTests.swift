import Beliefs
import Corpus
import Foundation
import Probing
import Testing

@Suite struct UsableInformationTests {
  /// Means over programs whose states all agree: the interval is that of the programs, not of the states.
  @Test func programsAreResampledWithTheirStates() throws {
    var random = SplitMix64(keys: 3)
    let programs = 400
    let values = (0..<programs).map { _ in random.nextUnit() }
    let single = try #require(ProgramBootstrap(values, programs: Array(0..<programs))).mean(seed: 1)
    let repeated = try #require(
      ProgramBootstrap(
        values.flatMap { [Double](repeating: $0, count: 9) },
        programs: (0..<programs).flatMap { [Int](repeating: $0, count: 9) })
    ).mean(seed: 1)
    #expect(abs(single.value - repeated.value) < 1e-12 && abs(single.low - repeated.low) < 1e-12)
    // The normal interval of a mean of uniform numbers: ± 1.96 · √(1/12) / √400.
    let half = 1.96 * (1.0 / 12).squareRoot() / 20
    #expect(abs((single.high - single.low) / 2 - half) < 0.15 * half)
    #expect(single.low < 0.5 && single.high > 0.5 && single.basis == .programs)
    #expect(ProgramBootstrap([], programs: []) == nil)
  }

  @Test func bitsAreTheMeanDifference() throws {
    let information = UsableInformation(
      record: [-1, -2, -1, -1], both: [-0.5, -1, -1, -2], isRecordCorrect: [true, false, false, true],
      isBothCorrect: [true, true, false, true], programs: [0, 0, 1, 2])
    // (0.5 + 1 + 0 − 1) / 4
    #expect(try #require(information.bits()).value == 0.125)
    #expect(try #require(information.accuracy()).value == 0.75)
    #expect(try #require(information.accuracyGain()).value == 0.25)
    let part = information.filtered([true, true, false, false])
    #expect(try #require(part.bits()).value == 0.75 && part.count == 2)
    #expect(information.filtered([false, false, false, false]).bits() == nil)
    let joint = UsableInformation(jointly: [information, information])
    #expect(try #require(joint.bits()).value == 0.25 && joint.isBothCorrect == information.isBothCorrect)
  }

  /// A label of six classes that the record gives up to a bit, and hidden states wholly.
  @Test func hiddenStatesAddWhatTheRecordLacks() throws {
    func part(_ count: Int, seed: UInt64, isTold: Bool) -> ConditionalProbing.Part {
      var random = SplitMix64(keys: seed)
      var (record, hidden, labels): ([Float], [Float], [UInt8]) = ([], [], [])
      for _ in 0..<count {
        let (coin, side) = (random.next(below: 2), random.next(below: 2))
        record += [Float(coin), Float(random.nextUnit())]
        hidden += [isTold ? Float(side) : Float(random.next(below: 2)), Float(random.nextUnit()), 1]
        labels.append(UInt8(2 * coin + side))
      }
      return ConditionalProbing.Part(
        record: ProbeInputs(record, width: 2), hidden: ProbeInputs(hidden, width: 3),
        classes: ProbeClasses(heads: [.direction], classes: [labels]))
    }
    func bits(isTold: Bool) throws -> Estimate {
      let found = ConditionalProbing(ProbeTraining(.mlp1))(
        training: part(3000, seed: 1, isTold: isTold), validation: part(500, seed: 2, isTold: isTold),
        test: part(2000, seed: 3, isTold: isTold), programs: Array(0..<2000))
      return try #require(found[.direction]?.bits())
    }
    let (told, untold) = (try bits(isTold: true), try bits(isTold: false))
    #expect(abs(told.value - 1) < 0.05 && told.low <= told.value && told.value <= told.high)
    #expect(abs(untold.value) < 0.05)
  }
}
