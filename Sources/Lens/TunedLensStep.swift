import LanguageModel
import Tensors

/// One block's map while it is trained: its parameters, their moments and the memory of a batch. One thread per instance.
final class TunedLensStep {
  private let parameters: Parameters
  private let arena = MatrixArena()
  /// [C, C] and [1, C], with gradients and moments.
  private let weight, weightGradient, weightFirst, weightSecond: Matrix
  private let bias, biasGradient, biasFirst, biasSecond: Matrix
  /// [B, C]: streams, mapped, normed, and gradients at the latter two; [B, V]: logits, then their gradient.
  private let states, mapped, normed, mappedGradient, normedGradient, logits: Matrix
  /// [1, B]; [1, C]: gradients of the final layer norm, which is not trained.
  private let mean, scale, unused: Matrix

  /// - Parameter capacity: B, the most rows of a batch.
  init(_ parameters: Parameters, capacity: Int) {
    self.parameters = parameters
    let (width, vocabulary) = (parameters.configuration.width, parameters.configuration.vocabularySize)
    let arena = arena
    func square() -> Matrix { arena.allocate(width, width) }
    func row() -> Matrix { arena.allocate(1, width) }
    func batch() -> Matrix { arena.allocate(capacity, width) }
    (weight, weightGradient, weightFirst, weightSecond) = (square(), square(), square(), square())
    (bias, biasGradient, biasFirst, biasSecond) = (row(), row(), row(), row())
    (states, mapped, normed, mappedGradient, normedGradient) = (batch(), batch(), batch(), batch(), batch())
    logits = arena.allocate(capacity, vocabulary)
    (mean, scale, unused) = (arena.allocate(1, capacity), arena.allocate(1, capacity), row())
  }

  /// The map as it is now.
  var map: TunedLens.Map {
    func floats(_ matrix: Matrix) -> [Float] {
      Array(UnsafeBufferPointer(start: matrix.base, count: matrix.rows * matrix.columns))
    }
    return TunedLens.Map(weight: floats(weight), bias: floats(bias))
  }

  /// Takes one step on some rows of the states after a block.
  func learn(_ rows: ArraySlice<Int>, _ all: TunedLensTraining.States, block: Int, _ adam: AdamStep) {
    let batch = 0..<rows.count
    let (width, vocabulary) = (states.columns, logits.columns)
    let (states, mapped, normed, logits) = (
      states.rows(batch), mapped.rows(batch), normed.rows(batch), logits.rows(batch)
    )
    all.streams[block].withUnsafeBufferPointer { streams in
      for (row, source) in rows.enumerated() {
        states.row(row).update(from: streams.baseAddress! + source * width, count: width)
      }
    }
    mapped.copy(from: states)
    linearForward(states, weight: weight, bias: bias, output: mapped, accumulating: true)
    layerNormForward(
      mapped, weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: parameters.configuration.layerNormEpsilon, output: normed, mean: mean.base, scale: scale.base)
    linearForward(normed, weight: parameters.head, bias: parameters.headBias, output: logits)
    // The gradient of the mean divergence at the logits: softmax − target.
    all.targets.withUnsafeBufferPointer { targets in
      for (row, source) in rows.enumerated() {
        softmax(logits.row(row), count: vocabulary)
        let target = targets.baseAddress! + source * vocabulary
        for token in 0..<vocabulary { logits[row, token] = (logits[row, token] - target[token]) / Float(rows.count) }
      }
    }
    let (normedGradient, mappedGradient) = (normedGradient.rows(batch), mappedGradient.rows(batch))
    normedGradient.setProduct(logits.plain, parameters.head.plain)
    mappedGradient.fill(0)
    layerNormBackward(
      mapped, weight: parameters.finalNormWeight, mean: mean.base, scale: scale.base, outputGradient: normedGradient,
      inputGradient: mappedGradient, weightGradient: unused, biasGradient: unused)
    weightGradient.setProduct(mappedGradient.transposed, states.plain)
    biasGradient.fill(0)
    for row in batch { add(mappedGradient.row(row), to: biasGradient.base, count: width) }
    adam.apply(
      to: weight.base, gradient: weightGradient.base, first: weightFirst.base, second: weightSecond.base,
      count: width * width)
    adam.apply(
      to: bias.base, gradient: biasGradient.base, first: biasFirst.base, second: biasSecond.base, count: width)
  }
}
