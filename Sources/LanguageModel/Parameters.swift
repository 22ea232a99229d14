import Corpus
import Foundation
import Tensors

/// A model's parameters, or anything of the same shape (gradients, momenta): one block of floats with a named view of
/// each tensor. Weights are stored [out, in], under Hugging Face's names.
public final class Parameters {
  /// One Transformer block.
  public struct Block {
    /// [1, C]
    public let normWeight, normBias: Matrix
    /// [3C, C]: for each of the 4 partitions, the rows of its queries, values and keys.
    public let qkv: Matrix
    /// [C, C]
    public let attentionOutput: Matrix
    /// [F, C] and [1, F]
    public let mlpInput, mlpInputBias: Matrix
    /// [C, F] and [1, C]
    public let mlpOutput, mlpOutputBias: Matrix
  }

  /// A named tensor.
  public struct Tensor {
    public let name: String
    public let matrix: Matrix
    /// [out, in] for a matrix, [length] for a bias or a layer norm's weight.
    public let shape: [Int]
  }

  public let configuration: Configuration
  public let storage: FloatStorage
  /// Every tensor, in a fixed order.
  public let tensors: [Tensor]

  /// [V, C]
  public let embedding: Matrix
  public let blocks: [Block]
  /// [1, C]
  public let finalNormWeight, finalNormBias: Matrix
  /// [V, C] and [1, V]
  public let head, headBias: Matrix

  /// All-zero parameters.
  public init(_ configuration: Configuration) {
    let shapes = Parameters.shapes(configuration)
    let storage = FloatStorage(
      count: shapes.reduce(0) { $0 + FloatStorage.aligned($1.shape.reduce(1, *)) })
    var offset = 0
    let tensors = shapes.map { name, shape in
      let columns = shape[shape.count - 1]
      let rows = shape.count == 1 ? 1 : shape[0]
      defer { offset += FloatStorage.aligned(rows * columns) }
      return Tensor(name: name, matrix: storage.matrix(at: offset, rows: rows, columns: columns), shape: shape)
    }
    let m = tensors.map(\.matrix)
    let last = m.count - 4
    self.configuration = configuration
    self.storage = storage
    self.tensors = tensors
    embedding = m[0]
    blocks = (0..<configuration.layerCount).map { layer in
      let i = 1 + 8 * layer
      return Block(
        normWeight: m[i], normBias: m[i + 1], qkv: m[i + 2], attentionOutput: m[i + 3], mlpInput: m[i + 4],
        mlpInputBias: m[i + 5], mlpOutput: m[i + 6], mlpOutputBias: m[i + 7])
    }
    finalNormWeight = m[last]
    finalNormBias = m[last + 1]
    head = m[last + 2]
    headBias = m[last + 3]
  }

  /// The name and shape of every tensor of a model, in order.
  static func shapes(_ configuration: Configuration) -> [(name: String, shape: [Int])] {
    let (vocabulary, width, inner) = (configuration.vocabularySize, configuration.width, configuration.innerWidth)
    var shapes: [(name: String, shape: [Int])] = [("transformer.wte.weight", [vocabulary, width])]
    for layer in 0..<configuration.layerCount {
      let prefix = "transformer.h.\(layer)."
      shapes += [
        (prefix + "ln_1.weight", [width]), (prefix + "ln_1.bias", [width]),
        (prefix + "attn.qkv_proj.weight", [3 * width, width]), (prefix + "attn.out_proj.weight", [width, width]),
        (prefix + "mlp.fc_in.weight", [inner, width]), (prefix + "mlp.fc_in.bias", [inner]),
        (prefix + "mlp.fc_out.weight", [width, inner]), (prefix + "mlp.fc_out.bias", [width]),
      ]
    }
    shapes += [
      ("transformer.ln_f.weight", [width]), ("transformer.ln_f.bias", [width]),
      ("lm_head.weight", [vocabulary, width]), ("lm_head.bias", [vocabulary]),
    ]
    return shapes
  }

  /// The names of the buffers that some versions of `transformers` save with the parameters, which follow from the
  /// configuration: masks and rotary angles.
  static func buffers(_ configuration: Configuration) -> [String] {
    (0..<configuration.layerCount).flatMap { layer in
      ["causal_mask", "bias", "masked_bias", "embed_positions", "rotary_emb.inv_freq"].map {
        "transformer.h.\(layer).attn.\($0)"
      }
    }
  }

  /// The number of parameters of a model, without alignment gaps. Does not allocate them.
  public static func count(_ configuration: Configuration) -> Int {
    shapes(configuration).reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  /// The number of parameters, without alignment gaps.
  public var count: Int { Parameters.count(configuration) }

  /// Whether every parameter is finite; false once training has diverged.
  public var isFinite: Bool { tensors.allSatisfy { $0.floats.allSatisfy(\.isFinite) } }

  /// Random initial parameters, as in Hugging Face's CodeGen: weights normal with standard deviation 0.02, layer norms
  /// 1, biases 0.
  public static func initial(_ configuration: Configuration, seed: UInt64) -> Parameters {
    let parameters = Parameters(configuration)
    for (number, tensor) in parameters.tensors.enumerated() {
      let matrix = tensor.matrix
      if tensor.shape.count == 1 {
        matrix.fill(tensor.name.hasSuffix("weight") ? 1 : 0)
      } else {
        var random = SplitMix64(seed: seed, .initialParameters, UInt64(number))
        for i in 0..<matrix.rows * matrix.columns { matrix.base[i] = 0.02 * Float(random.nextNormal()) }
      }
    }
    return parameters
  }
}
