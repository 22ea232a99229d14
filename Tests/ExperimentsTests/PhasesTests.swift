import Corpus
import Experiments
import Foundation
import Karel
import Testing

/// Phase detection on synthetic training runs with known phases.
@Suite struct PhasesTests {
  private static let usual = SyntheticTraining.usual
  private static let even = Array(stride(from: 25_000, through: 700_000, by: 25_000))

  private func phases(_ series: [Phases.Observation]) -> Phases { Phases(series, levels: SyntheticTraining.levels) }

  /// The first checkpoint at or after `samples`.
  private func first(_ checkpoints: [Int], from samples: Int) -> Int? { checkpoints.first { $0 >= samples } }

  @Test func withoutNoiseTheBoundariesAreExact() throws {
    let (syntax, semantics) = Self.usual.boundaries
    #expect((190_000...210_000).contains(syntax))
    #expect((430_000...470_000).contains(semantics))
    let found = phases(Self.usual.clean(Self.even))
    #expect(found.syntax == first(Self.even, from: syntax))
    #expect(found.semantics == first(Self.even, from: semantics))
    for (samples, phase) in zip(Self.even, found.ofCheckpoints) {
      #expect(phase == (samples < syntax ? .babbling : samples < semantics ? .syntax : .semantics))
    }
    #expect(found.latest == .semantics)
  }

  /// Even, dense, randomly thinned, and geometric with ratio 1.1.
  private static let spacings: [[Int]] = {
    var random = SplitMix64(keys: 5)
    let dense = Array(stride(from: 5_000, through: 700_000, by: 5_000))
    var logarithmic = [10_000]
    while logarithmic.last! < 700_000 { logarithmic.append(logarithmic.last! * 11 / 10) }
    return [even, dense, dense.filter { _ in random.nextUnit() < 0.2 }, logarithmic]
  }()

  @Test(arguments: spacings.indices)
  func noiseAndSpacingMoveTheBoundariesLittle(_ spacing: Int) throws {
    let checkpoints = Self.spacings[spacing]
    let (syntax, semantics) = Self.usual.boundaries
    for seed in 1...40 {
      let found = phases(Self.usual.noisy(checkpoints, seed: UInt64(seed)))
      for (boundary, truth) in [(found.syntax, syntax), (found.semantics, semantics)] {
        // The sampling noise of 500 specifications shifts boundaries by at most 25,000 samples on these slopes.
        let latest = try #require(first(checkpoints, from: truth + 25_000))
        #expect(try (truth - 25_000...latest).contains(#require(boundary)), "seed \(seed)")
      }
    }
  }

  /// The boundary is at the rise, whatever the accuracy of the plateau below the threshold.
  @Test(arguments: [0.05, 0.1, 0.2])
  func theClimbBeginsSemanticsWhereverItBegins(_ accuracy: Double) throws {
    let training = SyntheticTraining.resting(at: accuracy)
    let truth = training.boundaries.semantics
    #expect((380_000...500_000).contains(truth))
    for (number, checkpoints) in Self.spacings.enumerated() {
      for seed in 1...40 {
        let found = phases(training.noisy(checkpoints, seed: UInt64(seed)))
        let latest = try #require(first(checkpoints, from: truth + 25_000))
        #expect(
          try (truth - 35_000...latest).contains(#require(found.semantics)), "spacing \(number), seed \(seed)")
      }
    }
  }

  @Test func withoutATransitionThereIsNone() {
    let checkpoints = Array(stride(from: 2_000, through: 700_000, by: 2_000))
    let babbling = SyntheticTraining(programs: { _ in 6 }, accuracy: { _ in 0.07 })
    for seed in 1...20 {
      let none = phases(babbling.noisy(checkpoints, seed: UInt64(seed)))
      #expect(none.syntax == nil && none.semantics == nil)
      #expect(Set(none.ofCheckpoints) == [.babbling])
      #expect(none.latest == .babbling)
      for accuracy in [0.05, 0.15, 0.2] {
        let syntaxAlone = SyntheticTraining(programs: Self.usual.programs, accuracy: { _ in accuracy })
        let one = phases(syntaxAlone.noisy(checkpoints, seed: UInt64(seed)))
        #expect(one.syntax != nil && one.semantics == nil)
        #expect(one.latest == .syntax)
      }
    }
  }

  @Test func anOutlierBeginsNothingAndEndsNothing() throws {
    let series = Self.usual.clean(Self.even)
    let found = phases(series)
    let places = try [found.syntax, found.semantics].map { samples in
      try #require(Self.even.firstIndex { $0 == samples })
    }
    for place in series.indices {
      for (unique, accuracy) in [(0.0, 0.0), (0.8, 1.0)] {
        var disturbed = series
        disturbed[place].uniquePrograms = unique
        disturbed[place].generativeAccuracy = accuracy
        let again = phases(disturbed)
        for (boundary, expected) in zip([again.syntax, again.semantics], places) {
          let moved = try #require(Self.even.firstIndex { $0 == boundary }) - expected
          // An outlier next to a boundary can be mistaken for it, or hide it.
          #expect((-2...1).contains(moved) && (moved == 0 || abs(place - expected) <= 2), "\(place)")
        }
      }
    }
  }

  @Test func aPhaseThatBeganIsNotTakenBack() {
    var series = Self.usual.noisy(Self.even, seed: 3)
    let found = phases(series)
    for place in 20..<25 {
      series[place].uniquePrograms = 0.002
      series[place].generativeAccuracy = 0.01
    }
    let collapsed = phases(series)
    #expect(collapsed == found)
    #expect(collapsed.ofCheckpoints[22] == .semantics)
  }

  @Test func aModelThatCanDoItAtOnceIsInTheLastPhase() {
    let series = SyntheticTraining(programs: { _ in 400 }, accuracy: { _ in 0.9 }).noisy(Self.even, seed: 1)
    let found = phases(series)
    #expect(found.syntax == 25_000)
    #expect(found.semantics == 25_000)
    #expect(Set(found.ofCheckpoints) == [.semantics])
  }

  @Test func semanticsComesAfterSyntax() {
    let early = SyntheticTraining(programs: Self.usual.programs, accuracy: { _ in 0.5 }).clean(Self.even)
    let found = phases(early)
    #expect(found.syntax != nil)
    #expect(found.semantics == found.syntax)
    #expect(Set(found.ofCheckpoints) == [.babbling, .semantics])
  }

  /// During live training, decided phases stay, and undecided checkpoints are near the end.
  @Test(arguments: spacings.indices)
  func moreCheckpointsChangeNoDecision(_ spacing: Int) {
    for seed in 1...10 {
      let series = Self.usual.noisy(Self.spacings[spacing], seed: UInt64(seed))
      let whole = phases(series)
      var wasUndecided = false
      for count in 0...series.count {
        let part = phases(Array(series.prefix(count)))
        #expect(part.ofCheckpoints.count == count)
        #expect(part.syntax == nil || part.syntax == whole.syntax)
        #expect(part.semantics == nil || part.semantics == whole.semantics)
        let undecided = part.ofCheckpoints.drop { $0 != nil }
        #expect(undecided.allSatisfy { $0 == nil } && undecided.count <= 3)
        if !undecided.isEmpty { wasUndecided = true }
        for (phase, final) in zip(part.ofCheckpoints, whole.ofCheckpoints) where phase != nil {
          #expect(phase == final)
        }
        for (boundary, final) in [(part.syntax, whole.syntax), (part.semantics, whole.semantics)] {
          // A phase is decided three checkpoints after it begins.
          if let final, count >= 4, series[count - 4].samples >= final { #expect(boundary != nil) }
        }
      }
      #expect(wasUndecided)
    }
  }

  @Test func withoutCheckpointsNothingIsKnown() {
    let none = phases([])
    #expect(none.syntax == nil && none.semantics == nil && none.latest == nil && none.ofCheckpoints.isEmpty)
    let one = phases([.init(samples: 100, uniquePrograms: 0.5, generativeAccuracy: 0.5)])
    #expect(one.syntax == nil && one.semantics == nil && one.latest == nil && one.ofCheckpoints == [nil])
    let nan = phases([.init(samples: 100, uniquePrograms: .nan, generativeAccuracy: .nan)])
    #expect(nan.ofCheckpoints == [.babbling])
  }

  /// Half way, on a logarithmic scale, between one program for all and the references.
  @Test(arguments: [1...10, 1...5])
  func levelsFollowFromTheSpecifications(_ lengths: ClosedRange<Int>) throws {
    var preset = Preset.tiny
    preset.programLengths.test = lengths
    preset.evaluationCount = 150
    let configuration = RunConfiguration(version: "test", seed: 9, preset: preset)
    let corpus = Corpus(seed: 9, programLengths: preset.programLengths)
    let samples = (0..<150).map { corpus.sample($0, of: .validation) }
    #expect(configuration.evaluationSamples == samples)

    // The best program of up to three ops.
    var programs: [[Op]] = [[]]
    var best = 0
    for _ in 1...3 {
      programs = programs.flatMap { program in Op.allCases.map { program + [$0] } }
      for program in programs {
        best = max(
          best,
          samples.count { sample in
            zip(sample.specification.inputs, sample.specification.outputs).allSatisfy {
              $0.after(Program(program)).rows == $1.rows
            }
          })
      }
    }
    #expect(best > 0)
    let different = Set(samples.map { $0.program.text() }).count
    let levels = configuration.phaseLevels
    #expect(abs(2 * log(150 * levels.uniquePrograms) - log(Double(different))) < 1e-9)
    #expect(abs(levels.repetitiveAccuracy - Double(best) / 150) < 1e-9)
    #expect(abs(2 * log(levels.generativeAccuracy) - log(Double(best) / 150)) < 1e-9)
  }

  @Test(arguments: [(0.0, 0.1), (0.04, 0.2), (0.16, 0.4), (0.25, 0.5), (0.3, 0.5), (1, 0.5)])
  func semanticsBeginsHalfWayFromOneProgramForAll(_ repetitive: Double, _ level: Double) {
    let levels = PhaseLevels(specifications: 100, uniqueReferences: 1, repetitiveAccuracy: repetitive)
    #expect(abs(levels.generativeAccuracy - level) < 1e-9)
  }
}
