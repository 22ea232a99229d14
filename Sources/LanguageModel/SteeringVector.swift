import Corpus
import Karel

/// A vector to add to the residual stream of one token after one layer.
public struct SteeringVector: Hashable, Sendable {
  /// The layer, numbered as in ``HiddenLayer``: from 1 to one below the number of layers. The embedding and the last
  /// layer's output, after the final layer norm, cannot be steered.
  public let layer: Int
  /// [C]
  public let vector: [Float]

  public init(layer: Int, vector: [Float]) {
    self.layer = layer
    self.vector = vector
  }

  /// The layers of a model that can be steered.
  public static func layers(_ configuration: Configuration) -> Range<Int> { 1..<max(1, configuration.layerCount) }
}

extension CachedDecoder {
  /// Rereads the last token of a program and continues it by greedy decoding, steering the residual stream at every
  /// position that produces an op or the end.
  ///
  /// - Parameters:
  ///   - ops: The program so far.
  ///   - prompt: The specification's tokens, which the text begins with.
  ///   - steering: The steering vector for the position that produces the op after `ops`, the program so far.
  ///   - observe: Called at each of these positions, after reading its token.
  /// - Returns: The generated ops after `ops`.
  /// - Throws: ``GenerationError`` if logits are not finite.
  /// - Precondition: The prompt and `ops`, except for the last token, are in the cache, and the context has room for
  ///   ``Generation/maximumLength`` ops.
  public func continueProgram(
    after ops: [Op], prompt: [Int], vocabulary: Vocabulary, steering: (_ ops: [Op]) -> SteeringVector? = { _ in nil },
    observe: (_ ops: [Op]) -> Void = { _ in }
  ) throws(GenerationError) -> [Op] {
    var written = ops
    rewind(to: prompt.count + ops.count - 1)
    var token = ops.last.map(vocabulary.token) ?? prompt[prompt.count - 1]
    while true {
      read([token], steering: steering(written))
      observe(written)
      token = Generation.greedyToken(try finiteLogits(after: written.count), after: written.count, vocabulary)
      guard let op = vocabulary.op(token) else { return Array(written[ops.count...]) }
      written.append(op)
    }
  }
}
