import LanguageModel
import Tensors

/// Reads logits from the residual stream between blocks, as if the blocks after it were not there: the final layer norm
/// and the head applied to it (the logit lens, nostalgebraist 2020), after a tuned lens's map if there is one.
///
/// One thread per instance. The parameters must not change during its lifetime.
public final class LogitLens {
  public let parameters: Parameters
  private let tuned: TunedLens?
  private let storage: FloatStorage
  /// [1, C]: the state, mapped and normed; [1, V]: the logits; [1, 1]: a row's mean and scale.
  private let state, mapped, normed, logitRow, mean, scale: Matrix

  /// - Precondition: The tuned lens belongs to a model of this shape.
  public init(_ parameters: Parameters, tuned: TunedLens? = nil) {
    let (width, vocabulary) = (parameters.configuration.width, parameters.configuration.vocabularySize)
    precondition(
      tuned.map { $0.width == width && $0.maps.count == parameters.configuration.layerCount - 1 } ?? true)
    self.parameters = parameters
    self.tuned = tuned
    let row = FloatStorage.aligned(width)
    storage = FloatStorage(count: 3 * row + FloatStorage.aligned(vocabulary) + 2 * FloatStorage.alignment)
    state = storage.matrix(rows: 1, columns: width)
    mapped = storage.matrix(at: row, rows: 1, columns: width)
    normed = storage.matrix(at: 2 * row, rows: 1, columns: width)
    logitRow = storage.matrix(at: 3 * row, rows: 1, columns: vocabulary)
    let rest = 3 * row + FloatStorage.aligned(vocabulary)
    mean = storage.matrix(at: rest, rows: 1, columns: 1)
    scale = storage.matrix(at: rest + FloatStorage.alignment, rows: 1, columns: 1)
  }

  /// The logits [V] read from the residual stream [C] after a block.
  ///
  /// - Precondition: The model has that block, and the state its width.
  public func logits(_ residual: [Float], after block: Int) -> [Float] {
    precondition(residual.count == state.columns && (0..<parameters.configuration.layerCount).contains(block))
    for (channel, value) in residual.enumerated() { state[0, channel] = value }
    mapped.copy(from: state)
    if let tuned, tuned.maps.indices.contains(block) { tuned.maps[block].add(state, to: mapped) }
    layerNormForward(
      mapped, weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: parameters.configuration.layerNormEpsilon, output: normed, mean: mean.base, scale: scale.base)
    linearForward(normed, weight: parameters.head, bias: parameters.headBias, output: logitRow)
    return Array(UnsafeBufferPointer(start: logitRow.base, count: logitRow.columns))
  }
}
