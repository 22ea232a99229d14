import Corpus
import Karel

/// What is added to the residual stream of one token after one layer; the layers above read the sum.
public struct SteeringVector: Hashable, Sendable {
  /// The layer as ``HiddenLayer`` numbers it: from 1 to one below the number of layers. The embedding cannot be pushed, nor
  /// what the final layer norm makes of the last layer.
  public let layer: Int
  /// [C]
  public let vector: [Float]

  public init(layer: Int, vector: [Float]) {
    self.layer = layer
    self.vector = vector
  }

  /// The layers of a model that can be pushed.
  public static func layers(_ configuration: Configuration) -> Range<Int> { 1..<max(1, configuration.layerCount) }
}

extension CachedDecoder {
  /// Reads a program again from its last token on and lets the model write on from there, while the stream is pushed at every
  /// position that produces an op or the end.
  ///
  /// - Parameters:
  ///   - ops: The program so far.
  ///   - prompt: The specification's tokens, the first that were read.
  ///   - push: What to add at the position that produces the op after `ops`, the program as it stands there.
  ///   - observe: Called at each of these positions, when the token there is read.
  /// - Returns: What the model wrote after `ops`.
  /// - Throws: ``GenerationError`` if the model's numbers are not finite.
  /// - Precondition: All of the prompt and of `ops` but the last token was read before, and there is room for
  ///   ``Generation/maximumLength`` ops.
  public func goOn(
    after ops: [Op], prompt: [Int], vocabulary: Vocabulary, push: (_ ops: [Op]) -> SteeringVector? = { _ in nil },
    observe: (_ ops: [Op]) -> Void = { _ in }
  ) throws(GenerationError) -> [Op] {
    var written = ops
    rewind(to: prompt.count + ops.count - 1)
    var token = ops.last.map(vocabulary.token) ?? prompt[prompt.count - 1]
    while true {
      read([token], push: push(written))
      observe(written)
      token = Generation.likeliest(try finiteLogits(after: written.count), after: written.count, vocabulary)
      guard let op = vocabulary.op(token) else { return Array(written[ops.count...]) }
      written.append(op)
    }
  }
}
