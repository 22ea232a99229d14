import Corpus
import Experiments
import Foundation

/// A training whose phases are known: how many programs the model has at its disposal, and how often it is right, as
/// functions of the samples seen.
struct SyntheticTraining {
  /// Programs that the model chooses among, each as likely.
  var programs: @Sendable (_ samples: Double) -> Double
  var accuracy: @Sendable (_ samples: Double) -> Double

  static let specifications = 500
  /// References of which 4 in 5 differ; one program satisfies 7% at best.
  static let levels = PhaseLevels(specifications: 500, uniqueReferences: 0.8, repetitiveAccuracy: 0.07)

  /// From 1 program to 400 around sample 200,000; from 3% right to 93% around sample 500,000.
  static let usual = SyntheticTraining(
    programs: { pow(400, logistic(($0 - 200_000) / 25_000)) },
    accuracy: { 0.03 + 0.9 * logistic(($0 - 500_000) / 50_000) })

  /// As usual, but right this often until the climb.
  static func resting(at accuracy: Double) -> SyntheticTraining {
    SyntheticTraining(
      programs: usual.programs, accuracy: { accuracy + (0.93 - accuracy) * logistic(($0 - 500_000) / 50_000) })
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// What evaluations show on average.
  func clean(_ checkpoints: [Int]) -> [Phases.Observation] {
    checkpoints.map { samples in
      let (programs, n) = (programs(Double(samples)), Double(SyntheticTraining.specifications))
      return Phases.Observation(
        samples: samples, uniquePrograms: programs * (1 - pow(1 - 1 / programs, n)) / n,
        generativeAccuracy: accuracy(Double(samples)))
    }
  }

  /// What evaluations of 500 drawn specifications show.
  func noisy(_ checkpoints: [Int], seed: UInt64) -> [Phases.Observation] {
    var random = SplitMix64(keys: seed, 77)
    return checkpoints.map { samples in
      let (programs, accuracy) = (programs(Double(samples)), accuracy(Double(samples)))
      let n = SyntheticTraining.specifications
      let written = Set((0..<n).map { _ in Int(random.nextUnit() * programs) })
      let right = (0..<n).count { _ in random.nextUnit() < accuracy }
      return Phases.Observation(
        samples: samples, uniquePrograms: Double(written.count) / Double(n),
        generativeAccuracy: Double(right) / Double(n))
    }
  }

  /// The samples, to the nearest 100, at which what evaluations show on average reaches the levels.
  var boundaries: (syntax: Int, semantics: Int) {
    let level = SyntheticTraining.levels.generativeAccuracy
    let fine = clean(Array(stride(from: 100, through: 1_000_000, by: 100)))
    return (
      fine.first { $0.uniquePrograms >= SyntheticTraining.levels.uniquePrograms }!.samples,
      fine.first { $0.generativeAccuracy >= level }!.samples
    )
  }
}
