import Experiments
import Foundation
import Tensors

/// The report of `bench train`.
struct TrainingBenchmarkReport: Report {
  let preset: String
  let encoding: String
  let batchSize: Int
  let threads: Int
  /// The instruction set of the matrix products, as the library names it.
  let instructions: String
  let steps: Int
  let seconds: Double
  let samplesPerSecond: Double
  let tokensPerSecond: Double
  let gigaflopsPerSecond: Double
  let peakGigaflopsPerSecond: Double
  let shareOfPeak: Double
  let peakResidentBytes: Int
  let residentGrowthBytes: Int?

  init(_ benchmark: TrainingBenchmark) {
    preset = benchmark.preset.name
    encoding = benchmark.preset.model.encoding.rawValue
    batchSize = benchmark.preset.batchSize
    threads = benchmark.threads
    instructions = OneDNN.instructionSet
    steps = benchmark.steps
    seconds = benchmark.seconds
    samplesPerSecond = benchmark.samplesPerSecond
    tokensPerSecond = benchmark.tokensPerSecond
    gigaflopsPerSecond = benchmark.operationsPerSecond / 1e9
    peakGigaflopsPerSecond = benchmark.peakOperationsPerSecond / 1e9
    shareOfPeak = benchmark.shareOfPeak
    peakResidentBytes = benchmark.peakResidentBytes
    residentGrowthBytes = benchmark.residentGrowthBytes
  }

  var lines: [String] {
    let unit = threads == 1 ? "thread" : "threads"
    let heading =
      "\(preset), \(encoding): \(steps) steps of \(batchSize) samples on \(threads) \(unit) in "
      + String(format: "%.1f s", seconds)
    return [heading]
      + table([
        ("samples", String(format: "%.1f per second", samplesPerSecond)),
        ("tokens", String(format: "%.0f per second", tokensPerSecond)),
        ("products", String(format: "%.1f GFLOP/s, %.2f of the peak", gigaflopsPerSecond, shareOfPeak)),
        ("peak", String(format: "%.1f GFLOP/s in large products, %@", peakGigaflopsPerSecond, instructions)),
        ("memory", String(format: "%.0f MB at most", Double(peakResidentBytes) / 1e6)),
        ("growth", residentGrowthBytes.map { "\($0) bytes more after the steps than before" } ?? "unknown"),
      ])
  }
}
