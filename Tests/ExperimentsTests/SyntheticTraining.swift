import Corpus
import Experiments
import Foundation

/// A synthetic training run with known phases: the model's number of programs and its accuracy, as functions of the
/// samples seen.
struct SyntheticTraining {
  /// The number of programs that the model chooses from, uniformly.
  var programs: @Sendable (_ samples: Double) -> Double
  var accuracy: @Sendable (_ samples: Double) -> Double

  static let specifications = 500
  /// 80% of the references are unique; a single program satisfies at most 7%.
  static let levels = PhaseLevels(specifications: 500, uniqueReferences: 0.8, repetitiveAccuracy: 0.07)

  /// From 1 program to 400 around sample 200,000; from 3% correct to 93% around sample 500,000.
  static let usual = SyntheticTraining(
    programs: { pow(400, logistic(($0 - 200_000) / 25_000)) },
    accuracy: { 0.03 + 0.9 * logistic(($0 - 500_000) / 50_000) })

  /// The default, with this accuracy before the rise.
  static func resting(at accuracy: Double) -> SyntheticTraining {
    SyntheticTraining(
      programs: usual.programs, accuracy: { accuracy + (0.93 - accuracy) * logistic(($0 - 500_000) / 50_000) })
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// The expected metrics of evaluations.
  func clean(_ checkpoints: [Int]) -> [Phases.Observation] {
    checkpoints.map { samples in
      let (programs, n) = (programs(Double(samples)), Double(SyntheticTraining.specifications))
      return Phases.Observation(
        samples: samples, uniquePrograms: programs * (1 - pow(1 - 1 / programs, n)) / n,
        generativeAccuracy: accuracy(Double(samples)))
    }
  }

  /// The metrics of evaluations of 500 sampled specifications.
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

  /// The samples, to the nearest 100, at which the expected metrics reach the thresholds.
  var boundaries: (syntax: Int, semantics: Int) {
    let level = SyntheticTraining.levels.generativeAccuracy
    let fine = clean(Array(stride(from: 100, through: 1_000_000, by: 100)))
    return (
      fine.first { $0.uniquePrograms >= SyntheticTraining.levels.uniquePrograms }!.samples,
      fine.first { $0.generativeAccuracy >= level }!.samples
    )
  }
}
