import Corpus
import Foundation
import LanguageModel
import Tensors

/// Measures training throughput on this machine, including batch preparation.
public struct TrainingBenchmark: Sendable {
  /// The trained preset; its texts are the first ones of the training split, in order.
  public let preset: Preset
  public let threads: Int
  /// Steps measured, after ``warmUpSteps``.
  public let steps: Int
  public let seconds: Double
  /// Tokens read in these steps.
  public let tokens: Int
  /// Floating-point operations of the matrix products in these steps.
  public let operations: Int
  /// The peak rate of large matrix products on the same threads, measured just before and after.
  public let peakOperationsPerSecond: Double
  /// The peak resident size of the process.
  public let peakResidentBytes: Int
  /// The growth of the resident size over the measured steps, if known.
  public let residentGrowthBytes: Int?

  public var samplesPerSecond: Double { Double(steps * preset.batchSize) / seconds }
  public var tokensPerSecond: Double { Double(tokens) / seconds }
  public var operationsPerSecond: Double { Double(operations) / seconds }
  public var shareOfPeak: Double { operationsPerSecond / peakOperationsPerSecond }

  /// Steps before the measured ones, in which memory is allocated and the library's kernels are compiled.
  public static let warmUpSteps = 4

  /// Trains `preset` for a few steps from random initialisation and discards the model.
  ///
  /// - Parameter threads: At most ``Trainer/shardCount`` are used.
  /// - Throws: `GenerationError` if a text exceeds the model's context.
  public init(_ preset: Preset, seed: UInt64, steps: Int, threads: Int) throws {
    let threads = min(threads, Trainer.shardCount)
    let peakBefore = MatrixProducts.peakRate(threads: threads, trials: 5)
    var source = BatchSource(preset, seed: seed, isInSplitOrder: true)
    let trainer = Trainer(.initial(preset.model, seed: seed), settings: preset.optimizer, threads: threads)
    for step in 0..<TrainingBenchmark.warmUpSteps { _ = trainer.step(try source.batches(at: step), rate: 1) }

    var (tokens, seconds) = (0, 0.0)
    let resident = ProcessMemory.residentBytes
    let operations = try MatrixProducts.countOperations {
      let clock = ContinuousClock.now
      for step in 0..<steps {
        let batches = try source.batches(at: TrainingBenchmark.warmUpSteps + step)
        let result = trainer.step(batches, rate: 1)
        precondition(result.gradientNorm.isFinite, "a few steps from random initialisation do not diverge")
        tokens += batches.reduce(0) { $0 + $1.tokens.count }
      }
      seconds = (ContinuousClock.now - clock) / .seconds(1)
    }
    residentGrowthBytes = resident.flatMap { before in ProcessMemory.residentBytes.map { $0 - before } }
    peakResidentBytes = ProcessMemory.peakResidentBytes
    peakOperationsPerSecond = max(peakBefore, MatrixProducts.peakRate(threads: threads, trials: 5))
    (self.preset, self.threads, self.steps) = (preset, threads, steps)
    (self.seconds, self.tokens, self.operations) = (seconds, tokens, operations)
  }
}
