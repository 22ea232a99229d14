import Tensors

/// Data-parallel training of one model: the gradient of a batch, then the optimizer's step.
///
/// A batch is split into micro-batches of a few texts, whose activations stay in cache. Micro-batches are distributed
/// over a fixed number of shards, each with its own gradient, and the shards are summed in order, so the result does
/// not depend on the number of threads.
public final class Trainer {
  public let parameters: Parameters
  public let optimizer: Optimizer
  private let transformers: [Transformer]
  private let shards: [Parameters]

  /// The number of texts in a micro-batch.
  public static let microBatchSize = 4
  /// The number of separate gradients; more threads than this would be idle.
  public static let shardCount = 8

  /// The metrics of one step.
  public struct StepResult: Sendable {
    /// The loss of the batch before the step.
    public let loss: LossSum
    /// The norm of the gradient before clipping.
    public let gradientNorm: Float
  }

  public init(_ parameters: Parameters, settings: OptimizerSettings, threads: Int) {
    self.parameters = parameters
    let configuration = parameters.configuration
    optimizer = Optimizer(configuration, settings: settings, threads: threads)
    transformers = (0..<max(1, threads)).map { _ in Transformer(configuration) }
    shards = (0..<Trainer.shardCount).map { _ in Parameters(configuration) }
  }

  /// Takes one optimization step on a batch given as micro-batches, whose loss weights should add up to 1 over the
  /// whole batch.
  ///
  /// - Parameter rate: The factor on the learning rates.
  public func step(_ batches: [TokenBatch], rate: Float) -> StepResult {
    var losses = [LossSum](repeating: LossSum(), count: Trainer.shardCount)
    losses.withUnsafeMutableBufferPointer { losses in
      parallel(Trainer.shardCount, threads: transformers.count) { shard, worker in
        let (transformer, gradients) = (transformers[worker], shards[shard])
        gradients.storage.clear()
        for index in stride(from: shard, to: batches.count, by: Trainer.shardCount) {
          transformer.forward(parameters, batches[index])
          losses[shard].add(transformer.loss(batches[index]))
          transformer.backward(parameters, batches[index], gradients: gradients)
        }
      }
    }
    let norm = reduceShards()
    optimizer.update(parameters, gradients: shards[0], norm: norm, rate: rate)
    let loss = losses.reduce(into: LossSum()) { $0.add($1) }
    return StepResult(loss: loss, gradientNorm: norm)
  }

  /// Adds all shards to the first, in order.
  ///
  /// - Returns: The norm of the sum.
  private func reduceShards() -> Float {
    let count = shards[0].storage.count
    let chunk = 1 << 14
    let chunks = (count + chunk - 1) / chunk
    var squares = [Double](repeating: 0, count: chunks)
    squares.withUnsafeMutableBufferPointer { squares in
      parallel(chunks, threads: transformers.count) { number, _ in
        let start = number * chunk
        let length = min(chunk, count - start)
        let total = shards[0].storage.base + start
        for shard in shards.dropFirst() { add(shard.storage.base + start, to: total, count: length) }
        squares[number] = Double(sumOfSquares(total, count: length))
      }
    }
    return Float(squares.reduce(0, +).squareRoot())
  }
}
